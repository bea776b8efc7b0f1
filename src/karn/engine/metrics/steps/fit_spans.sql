-- reads: fits
-- keep: yes
-- From which day until which (not included; null: still) somebody was found to fit, or not.
SELECT
  customer_id,
  fit,
  checked_on AS from_on,
  lead(checked_on) OVER (PARTITION BY customer_id ORDER BY checked_on NULLS LAST) AS until_on
FROM fits

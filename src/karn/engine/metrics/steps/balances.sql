-- uses: changes
-- keep: yes
-- Each customer-day with the balance after it, and the day the customer first paid.
SELECT
  customer_id,
  by_no,
  on_date,
  held,
  paused,
  withdrawn,
  restated,
  CAST(sum(held) OVER so_far AS DECIMAL(18, 6)) AS held_after,
  CAST(sum(held - paused + withdrawn) OVER so_far AS DECIMAL(18, 6)) AS mrr_after,
  min(CASE WHEN held > 0 THEN on_date END) OVER so_far AS first_paid_on
FROM changes
WINDOW so_far AS (PARTITION BY customer_id ORDER BY on_date NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)

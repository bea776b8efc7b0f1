-- uses: compared
-- The opening customers, and who joined and left: what they paid, whether and when they left. The
-- lost ones first.
SELECT
  period_no,
  by_no,
  customer_id,
  opening AS opening_mrr,
  closing AS closing_mrr,
  opening > 0 AND closing <= 0 AS lost,
  joined = 1 AND closing <= 0 AS joined_and_left,
  left_on
FROM compared
WHERE opening > 0 OR left_on IS NOT NULL
ORDER BY
  period_no NULLS LAST,
  CASE WHEN opening > 0 AND closing <= 0 THEN 0 ELSE 1 END NULLS LAST,
  opening DESC NULLS LAST,
  customer_id NULLS LAST

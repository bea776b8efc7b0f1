-- uses: turnover
-- reads: months_before
-- The months whose churn the value goes by.
SELECT DISTINCT
  r.by_no,
  m.starts_on AS month,
  r.opening_customers,
  r.lost,
  CAST(r.lost AS DOUBLE) / nullif(CAST(r.opening_customers AS DOUBLE), 0) AS churn
FROM turnover AS r
INNER JOIN months_before AS m ON r.period_no = m.month_no
WHERE r.series_no = 2
ORDER BY month NULLS LAST, r.by_no NULLS LAST

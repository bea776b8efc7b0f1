-- uses: turnover
-- reads: months_before
-- The plain mean of the last six full months' customer churn; months without customers are left out.
SELECT
  m.period_no,
  r.by_no,
  CAST(sum(CASE WHEN r.opening_customers > 0 THEN 1 ELSE 0 END) AS BIGINT) AS months,
  CAST(sum(r.lost) AS BIGINT) AS churn_events,
  sum(CAST(r.lost AS DOUBLE) / nullif(CAST(r.opening_customers AS DOUBLE), 0))
  / nullif(CAST(sum(CASE WHEN r.opening_customers > 0 THEN 1 ELSE 0 END) AS DOUBLE), 0) AS churn
FROM months_before AS m
INNER JOIN turnover AS r ON m.month_no = r.period_no
WHERE r.series_no = 2
GROUP BY m.period_no, r.by_no

-- uses: turnover
-- The customer churn of the period asked for.
SELECT
  period_no,
  by_no,
  CAST(CASE WHEN opening_customers > 0 THEN 1 ELSE 0 END AS BIGINT) AS months,
  lost AS churn_events,
  CAST(lost AS DOUBLE) / nullif(CAST(opening_customers AS DOUBLE), 0) AS churn
FROM turnover
WHERE series_no = 1

-- uses: turnover, valued
-- What the lost customers cost: what each was worth and what winning another one costs. And what one
-- point less churn is worth: one in a hundred of the opening customers.
SELECT
  v.period_no,
  v.by_no,
  r.lost,
  r.opening_customers AS opening,
  CAST(v.arpa AS DECIMAL(18, 6)) AS arpa,
  v.margin,
  v.churn,
  CAST(v.ltv AS DECIMAL(18, 6)) AS ltv,
  v.winning_cost,
  CAST(CASE WHEN r.lost = 0 THEN 0 ELSE r.lost * (v.ltv + v.winning_cost) END AS DECIMAL(18, 6)) AS cost,
  CAST(r.opening_customers * 0.01 * (v.ltv + v.winning_cost) AS DECIMAL(18, 6)) AS one_point_less,
  v.churn_events,
  v.churn_events >= 20 AS reliable
FROM valued AS v
INNER JOIN turnover AS r ON v.period_no = r.period_no AND v.by_no = r.by_no
WHERE r.series_no = 1
ORDER BY v.period_no NULLS LAST, v.by_no NULLS LAST

-- uses: surviving, valued
-- reads: periods, request
-- What a customer is worth, by the churn of late, and beside it by the survival curve (for the period
-- that ends the request). `reliable` says whether there were 20 departures to go by.
SELECT
  v.period_no,
  v.by_no,
  CAST(v.arpa AS DECIMAL(18, 6)) AS arpa,
  v.margin,
  v.months,
  v.churn,
  CAST(v.ltv AS DECIMAL(18, 6)) AS value,
  CAST(CASE WHEN p.ends_on = r.ends_on THEN v.arpa * v.margin * s.months END AS DECIMAL(18, 6)) AS survival_value,
  v.churn_events,
  v.churn_events >= 20 AS reliable
FROM valued AS v
INNER JOIN periods AS p ON v.period_no = p.period_no
LEFT JOIN surviving AS s ON v.by_no = s.by_no
CROSS JOIN request AS r
ORDER BY v.period_no NULLS LAST, v.by_no NULLS LAST

-- uses: noticed
-- reads: asked, limits
SELECT
  n.customer_id,
  max(n.noticed_day) OVER (PARTITION BY n.customer_id) AS since_day,
  CASE
    WHEN max(n.noticed_day) OVER (PARTITION BY n.customer_id) >= a.as_of_day - m.fresh_days THEN 2
    ELSE 1
  END AS strength,
  n.observation_id AS evidence_id,
  n.place,
  n.noticed_day AS day,
  n.times,
  n.words
FROM noticed AS n
CROSS JOIN asked AS a
CROSS JOIN limits AS m
WHERE n.kind = 'competitor'
ORDER BY n.customer_id NULLS LAST, n.place NULLS LAST

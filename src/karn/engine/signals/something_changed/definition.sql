-- uses: noticed
SELECT
  customer_id,
  noticed_day AS since_day,
  1 AS strength,
  observation_id AS evidence_id,
  place,
  noticed_day AS day,
  times,
  words
FROM noticed
WHERE kind = 'change'
ORDER BY customer_id NULLS LAST, place NULLS LAST

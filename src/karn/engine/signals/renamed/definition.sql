-- uses: turned
SELECT
  customer_id,
  changed_day AS since_day,
  1 AS strength,
  change_id AS evidence_id,
  place,
  changed_day AS day,
  what,
  was,
  became
FROM turned
WHERE what IN ('name', 'domain') AND coalesce(was, '') <> ''
ORDER BY customer_id NULLS LAST, place NULLS LAST

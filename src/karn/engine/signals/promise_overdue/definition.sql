-- uses: watched
-- reads: promises, asked, limits
-- Promises past their day that nobody kept by the day; the oldest first.
SELECT
  p.customer_id,
  min(p.due_day) OVER (PARTITION BY p.customer_id) AS since_day,
  CASE
    WHEN min(p.due_day) OVER (PARTITION BY p.customer_id) < a.as_of_day - m.urgent_days THEN 3
    ELSE 2
  END AS strength,
  p.promise_id AS evidence_id,
  row_number() OVER (PARTITION BY p.customer_id ORDER BY p.due_day NULLS LAST, p.promise_id NULLS LAST) AS place,
  p.due_day AS day,
  count(*) OVER (PARTITION BY p.customer_id) AS promises,
  p.words
FROM promises AS p
INNER JOIN watched AS w ON p.customer_id = w.customer_id
CROSS JOIN asked AS a
CROSS JOIN limits AS m
WHERE
  p.due_day < a.as_of_day - m.grace_days
  AND coalesce(p.known_day, p.due_day) <= a.as_of_day
  AND (p.settled_day IS NULL OR p.settled_day > a.as_of_day)
ORDER BY p.customer_id NULLS LAST, place NULLS LAST

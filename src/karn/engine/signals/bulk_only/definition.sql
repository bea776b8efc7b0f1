-- uses: watched, joined, last_personal, known_talks
-- reads: asked, limits
-- Customers of long standing who got only what went to many: nobody spoke with them for all that time.
SELECT
  t.customer_id,
  coalesce(l.last_day, j.joined_day) AS since_day,
  CASE WHEN coalesce(l.last_day, j.joined_day) < a.as_of_day - 2 * m.days THEN 2 ELSE 1 END AS strength,
  max(t.conversation_id) AS evidence_id,
  coalesce(l.last_day, j.joined_day) AS day,
  m.days,
  l.last_day IS NULL AS never,
  count(*) AS mails
FROM known_talks AS t
INNER JOIN watched AS w ON t.customer_id = w.customer_id
INNER JOIN joined AS j ON t.customer_id = j.customer_id
CROSS JOIN asked AS a
CROSS JOIN limits AS m
LEFT JOIN last_personal AS l ON t.customer_id = l.customer_id
WHERE
  t.bulk
  AND t.happened_day > a.as_of_day - m.days
  AND coalesce(l.last_day, j.joined_day) < a.as_of_day - m.days
GROUP BY t.customer_id, l.last_day, j.joined_day, a.as_of_day, m.days, m.mails
HAVING count(*) >= m.mails
ORDER BY t.customer_id NULLS LAST

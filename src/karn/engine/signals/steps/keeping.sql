-- uses: watched, last_personal, known_rhythms
-- reads: asked, limits
-- How many customers there are, and of how many the last contact is within the rhythm: theirs, else the company's.
SELECT
  count(CASE WHEN l.last_day >= a.as_of_day - coalesce(r.days, m.rhythm_days) THEN 1 END) AS contacted,
  count(*) AS customers
FROM watched AS w
CROSS JOIN asked AS a
CROSS JOIN limits AS m
LEFT JOIN last_personal AS l ON w.customer_id = l.customer_id
LEFT JOIN known_rhythms AS r ON w.customer_id = r.customer_id

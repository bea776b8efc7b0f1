-- reads: observations, asked
SELECT count(*) AS known
FROM observations AS m
CROSS JOIN asked AS a
WHERE m.noticed_day <= a.as_of_day AND coalesce(m.known_day, m.noticed_day) <= a.as_of_day

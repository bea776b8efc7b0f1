-- reads: answers, asked
SELECT count(*) AS known
FROM answers AS m
CROSS JOIN asked AS a
WHERE m.said_day <= a.as_of_day AND coalesce(m.known_day, m.said_day) <= a.as_of_day

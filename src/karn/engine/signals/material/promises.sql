-- reads: promises, asked
SELECT count(*) AS known
FROM promises AS m
CROSS JOIN asked AS a
WHERE coalesce(m.known_day, m.due_day) <= a.as_of_day

-- reads: terms, asked
SELECT count(*) AS known
FROM terms AS m
CROSS JOIN asked AS a
WHERE coalesce(m.known_day, 0) <= a.as_of_day

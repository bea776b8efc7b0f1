-- reads: events, asked
SELECT count(*) AS known
FROM events AS m
CROSS JOIN asked AS a
WHERE m.happened_day <= a.as_of_day

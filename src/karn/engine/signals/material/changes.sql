-- reads: changes, asked
SELECT count(*) AS known
FROM changes AS m
CROSS JOIN asked AS a
WHERE m.changed_day <= a.as_of_day

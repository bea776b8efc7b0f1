-- reads: invoices, asked
SELECT count(*) AS known
FROM invoices AS m
CROSS JOIN asked AS a
WHERE coalesce(m.known_day, m.invoiced_day, m.due_day) <= a.as_of_day

-- uses: watched, collected, collecting
-- reads: invoices, asked, limits
-- Invoices of the time looked back at that nobody had paid by the day, nor credited.
SELECT
  i.invoice_id,
  i.customer_id,
  i.amount,
  i.currency,
  coalesce(i.due_day, i.invoiced_day) AS owed_day,
  c.failed_day,
  c.failed_day IS NOT NULL OR coalesce(c.failed_undated, 0) = 1 AS failed
FROM invoices AS i
INNER JOIN watched AS w ON i.customer_id = w.customer_id
INNER JOIN collecting AS s ON coalesce(i.source, '') = s.source
CROSS JOIN asked AS a
CROSS JOIN limits AS m
LEFT JOIN collected AS c ON i.invoice_id = c.invoice_id
WHERE
  c.paid_day IS NULL
  AND (i.credited_day IS NULL OR i.credited_day > a.as_of_day)
  AND coalesce(i.known_day, i.invoiced_day, i.due_day) <= a.as_of_day
  AND coalesce(i.due_day, i.invoiced_day) >= a.as_of_day - m.back_days
  AND (
    c.failed_day IS NOT NULL
    OR coalesce(c.failed_undated, 0) = 1
    OR coalesce(i.due_day, i.invoiced_day) < a.as_of_day - m.overdue_days
  )

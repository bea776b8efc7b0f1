-- uses: watched
-- reads: invoices, asked, limits
-- An invoice lately sent, or known and still to come, higher by so many percent than any of the year before.
SELECT
  now.customer_id,
  least(now.billed_day, a.as_of_day) AS since_day,
  CASE WHEN now.amount >= 2 * max(past.amount) THEN 2 ELSE 1 END AS strength,
  now.invoice_id AS evidence_id,
  now.billed_day AS day,
  now.amount,
  max(past.amount) AS most,
  now.currency
FROM (
  SELECT
    i.invoice_id,
    i.customer_id,
    i.amount,
    i.currency,
    coalesce(i.invoiced_day, i.due_day) AS billed_day,
    row_number() OVER (
      PARTITION BY i.customer_id ORDER BY i.amount DESC NULLS LAST, i.invoice_id NULLS LAST
    ) AS place
  FROM invoices AS i
  CROSS JOIN asked AS b
  CROSS JOIN limits AS n
  WHERE
    coalesce(i.known_day, i.invoiced_day, i.due_day) <= b.as_of_day
    AND coalesce(i.invoiced_day, i.due_day) > b.as_of_day - n.days
    AND (i.credited_day IS NULL OR i.credited_day > b.as_of_day)
) AS now
INNER JOIN watched AS w ON now.customer_id = w.customer_id
INNER JOIN invoices AS past
  ON now.customer_id = past.customer_id
  AND now.currency = past.currency
  AND coalesce(past.invoiced_day, past.due_day) < now.billed_day
  AND coalesce(past.invoiced_day, past.due_day) >= now.billed_day - 365
CROSS JOIN asked AS a
CROSS JOIN limits AS m
WHERE
  now.place = 1
  AND past.amount > 0
  AND coalesce(past.known_day, past.invoiced_day, past.due_day) <= a.as_of_day
GROUP BY
  now.customer_id, now.billed_day, now.amount, now.invoice_id, now.currency, a.as_of_day, m.percent, m.invoices
HAVING count(*) >= m.invoices AND 100 * now.amount >= (100 + m.percent) * max(past.amount)
ORDER BY now.customer_id NULLS LAST

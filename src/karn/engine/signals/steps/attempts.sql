-- reads: payments, asked
-- How collecting went by the day. An attempt without a day counts with its status since it was recorded.
SELECT
  p.invoice_id,
  coalesce(p.source, '') AS source,
  CASE
    WHEN p.status = 'paid' AND coalesce(p.paid_day, p.known_day, 0) <= a.as_of_day
      THEN coalesce(p.paid_day, p.known_day, 0)
  END AS paid_day,
  CASE WHEN p.failed_day <= a.as_of_day THEN p.failed_day END AS failed_day,
  p.status = 'failed' AND p.failed_day IS NULL AND coalesce(p.known_day, 0) <= a.as_of_day AS failed_undated
FROM payments AS p
CROSS JOIN asked AS a
WHERE least(p.paid_day, p.failed_day, coalesce(p.known_day, 0)) <= a.as_of_day

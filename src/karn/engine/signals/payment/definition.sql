-- uses: owed, lateness
-- reads: asked, limits
-- Payments that failed and are not made good, else invoices long overdue; for who usually pays late a week
-- more than usual. One row per invoice: failed ones first, then the oldest.
SELECT
  found.customer_id,
  found.day AS since_day,
  CASE
    WHEN found.failures > 1 OR (found.failures = 1 AND found.day < a.as_of_day - m.overdue_days) THEN 3
    WHEN found.failures = 1 THEN 2
    WHEN found.day < a.as_of_day - 60 THEN 3
    WHEN found.day < a.as_of_day - 30 THEN 2
    ELSE 1
  END AS strength,
  found.invoice_id AS evidence_id,
  found.place,
  found.failed,
  found.amount,
  found.currency,
  found.day,
  found.invoices,
  found.usual
FROM (
  SELECT
    o.customer_id,
    o.invoice_id,
    o.amount,
    o.currency,
    o.failed,
    t.days AS usual,
    CASE WHEN o.failed THEN coalesce(o.failed_day, o.owed_day) ELSE o.owed_day END AS day,
    count(*) OVER (PARTITION BY o.customer_id) AS invoices,
    count(CASE WHEN o.failed THEN 1 END) OVER (PARTITION BY o.customer_id) AS failures,
    row_number() OVER (
      PARTITION BY o.customer_id
      ORDER BY CASE WHEN o.failed THEN 0 ELSE 1 END NULLS LAST, o.owed_day NULLS LAST, o.invoice_id NULLS LAST
    ) AS place,
    min(o.owed_day) OVER (PARTITION BY o.customer_id) AS oldest_day
  FROM owed AS o
  LEFT JOIN lateness AS t ON o.customer_id = t.customer_id
) AS found
CROSS JOIN asked AS a
CROSS JOIN limits AS m
WHERE found.failures > 0 OR found.oldest_day < a.as_of_day - greatest(m.overdue_days, coalesce(found.usual, 0) + 7)
ORDER BY found.customer_id NULLS LAST, found.place NULLS LAST

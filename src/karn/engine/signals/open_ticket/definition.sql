-- uses: watched, known_tickets, answering
-- reads: asked, limits
-- Tickets left open for too long, whatever else we sent meanwhile, and tickets about what had been answered
-- before. One row per ticket, the oldest first.
SELECT
  found.customer_id,
  min(found.happened_day) OVER (PARTITION BY found.customer_id) AS since_day,
  max(CASE WHEN found.again OR found.happened_day < b.as_of_day - 2 * n.days THEN 3 ELSE 2 END) OVER (
    PARTITION BY found.customer_id
  ) AS strength,
  found.conversation_id AS evidence_id,
  row_number() OVER (
    PARTITION BY found.customer_id ORDER BY found.happened_day NULLS LAST, found.conversation_id NULLS LAST
  ) AS place,
  found.happened_day AS day,
  found.again,
  count(*) OVER (PARTITION BY found.customer_id) AS tickets
FROM (
  SELECT
    t.customer_id,
    t.conversation_id,
    t.happened_day,
    max(CASE WHEN e.conversation_id IS NOT NULL THEN 1 ELSE 0 END) = 1 AS again
  FROM known_tickets AS t
  INNER JOIN watched AS w ON t.customer_id = w.customer_id
  CROSS JOIN asked AS a
  CROSS JOIN limits AS m
  LEFT JOIN answering AS s ON t.source = s.source
  LEFT JOIN known_tickets AS e
    ON t.customer_id = e.customer_id
    AND t.subject = e.subject
    AND t.happened_at > e.happened_at
    AND t.happened_day >= e.answered_day
    AND t.happened_day <= e.answered_day + m.again_days
  WHERE
    t.happened_day > a.as_of_day - m.back_days
    AND (s.source IS NOT NULL OR t.source = 'karn')
    AND (
      (t.answered_day IS NULL AND t.happened_day < a.as_of_day - m.days)
      OR (e.conversation_id IS NOT NULL AND t.happened_day > a.as_of_day - m.again_days)
    )
  GROUP BY t.customer_id, t.conversation_id, t.happened_day
) AS found
CROSS JOIN asked AS b
CROSS JOIN limits AS n
ORDER BY found.customer_id NULLS LAST, place NULLS LAST

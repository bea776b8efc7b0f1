-- reads: conversations, asked
-- What was said by the day and known by then; answered where it was by then.
SELECT
  c.conversation_id,
  c.customer_id,
  c.channel,
  c.direction,
  coalesce(c.bulk, false) AS bulk,
  coalesce(c.source, '') AS source,
  c.subject,
  c.happened_at,
  c.happened_day,
  CASE WHEN c.answered_day <= a.as_of_day THEN c.answered_day END AS answered_day
FROM conversations AS c
CROSS JOIN asked AS a
WHERE c.happened_day <= a.as_of_day AND coalesce(c.known_day, c.happened_day) <= a.as_of_day

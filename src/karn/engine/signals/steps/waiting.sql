-- uses: watched, known_talks, last_sent, last_taken, answering
-- What customers asked and nobody answered by the day: anything personal we sent later is an answer.
-- Who called in vain and got through later was answered; a written question stands until somebody answers it.
SELECT t.conversation_id, t.customer_id, t.channel, t.happened_at, t.happened_day
FROM known_talks AS t
INNER JOIN watched AS w ON t.customer_id = w.customer_id
LEFT JOIN last_sent AS s ON t.customer_id = s.customer_id
LEFT JOIN last_taken AS k ON t.customer_id = k.customer_id
LEFT JOIN answering AS n ON t.source = n.source
WHERE
  t.direction = 'in'
  AND NOT t.bulk
  AND t.answered_day IS NULL
  AND t.channel IN ('call', 'mail', 'chat', 'whatsapp', 'ticket')
  AND (s.sent_at IS NULL OR s.sent_at <= t.happened_at)
  AND (t.channel NOT IN ('call', 'chat') OR k.taken_at IS NULL OR k.taken_at <= t.happened_at)
  AND (n.source IS NOT NULL OR t.source = 'karn')

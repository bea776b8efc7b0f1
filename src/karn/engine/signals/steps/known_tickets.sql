-- uses: known_talks
SELECT conversation_id, customer_id, subject, source, happened_at, happened_day, answered_day
FROM known_talks
WHERE channel = 'ticket' AND direction = 'in' AND NOT bulk

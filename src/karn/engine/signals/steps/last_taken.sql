-- uses: known_talks
-- When somebody here last spoke with each customer at once: took their call or chat, or met them.
SELECT customer_id, max(happened_at) AS taken_at
FROM known_talks
WHERE NOT bulk AND (channel = 'meeting' OR (channel IN ('call', 'chat') AND answered_day IS NOT NULL))
GROUP BY customer_id

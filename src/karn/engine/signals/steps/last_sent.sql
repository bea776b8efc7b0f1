-- uses: known_talks
-- When we last sent each customer something personal.
SELECT customer_id, max(happened_at) AS sent_at
FROM known_talks
WHERE direction = 'out' AND NOT bulk
GROUP BY customer_id

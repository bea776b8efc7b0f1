-- uses: known_talks
-- Days on which somebody spoke with a customer in person. What went to many is none, nor what nobody answered.
SELECT DISTINCT customer_id, happened_day
FROM known_talks
WHERE NOT bulk AND (direction = 'out' OR channel = 'meeting' OR answered_day IS NOT NULL)

-- uses: known_talks
-- Sources that record answers: in the others everything would look unanswered.
SELECT DISTINCT source
FROM known_talks
WHERE answered_day IS NOT NULL OR (direction = 'out' AND NOT bulk)

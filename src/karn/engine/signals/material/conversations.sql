-- uses: known_talks
SELECT count(*) AS known
FROM known_talks AS m

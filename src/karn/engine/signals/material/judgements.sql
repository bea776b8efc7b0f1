-- uses: known_judgements
SELECT count(*) AS known
FROM known_judgements AS m

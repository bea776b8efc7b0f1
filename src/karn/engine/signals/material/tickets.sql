-- uses: known_tickets
SELECT count(*) AS known
FROM known_tickets AS m

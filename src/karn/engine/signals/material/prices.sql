-- uses: known_prices
SELECT count(*) AS known
FROM known_prices AS m

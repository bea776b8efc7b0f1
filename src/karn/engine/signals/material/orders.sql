-- uses: known_orders
SELECT count(*) AS known
FROM known_orders AS m

-- uses: known_orders, known_prices, watched
-- Customers who order: those the signals look at, and those who never had a contract.
SELECT DISTINCT o.customer_id
FROM known_orders AS o
LEFT JOIN known_prices AS p ON o.customer_id = p.customer_id
LEFT JOIN watched AS w ON o.customer_id = w.customer_id
WHERE p.customer_id IS NULL OR w.customer_id IS NOT NULL

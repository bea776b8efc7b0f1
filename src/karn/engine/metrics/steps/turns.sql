-- uses: crossings, lone
-- The days a customer became one (1) and stopped being one (-1), with the day he first paid.
SELECT customer_id, by_no, on_date, first_paid_on, turn
FROM crossings
UNION ALL
SELECT customer_id, by_no, starts_on AS on_date, starts_on AS first_paid_on, 1 AS turn
FROM lone
UNION ALL
SELECT customer_id, by_no, ends_on AS on_date, starts_on AS first_paid_on, -1 AS turn
FROM lone
WHERE ends_on IS NOT NULL

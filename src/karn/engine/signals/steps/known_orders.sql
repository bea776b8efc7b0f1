-- reads: orders, asked
SELECT DISTINCT o.customer_id, o.ordered_day
FROM orders AS o
CROSS JOIN asked AS a
WHERE o.ordered_day <= a.as_of_day AND o.ordered_day > a.as_of_day - 730

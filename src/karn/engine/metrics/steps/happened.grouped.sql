-- reads: calendar, events, grouping_of, request
-- The intervals in which each customer did it, with the customer's group.
SELECT DISTINCT e.customer_id, coalesce(g.by_no, 0) AS by_no, c.interval_no
FROM events AS e
INNER JOIN calendar AS c ON e.happened_on = c.on_date
CROSS JOIN request AS r
LEFT JOIN grouping_of AS g ON e.customer_id = g.customer_id
WHERE r.event IS NULL OR e.name = r.event

-- reads: calendar, events, request
-- The intervals in which each customer did it.
SELECT DISTINCT e.customer_id, 0 AS by_no, c.interval_no
FROM events AS e
INNER JOIN calendar AS c ON e.happened_on = c.on_date
CROSS JOIN request AS r
WHERE r.event IS NULL OR e.name = r.event

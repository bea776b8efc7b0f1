-- uses: paid, going_on, leaving
-- Customers who pay on the day and are not known to leave: those the signals look at.
SELECT DISTINCT p.customer_id
FROM paid AS p
INNER JOIN going_on AS g ON p.subscription_id = g.subscription_id
LEFT JOIN leaving AS l
  ON p.customer_id = l.customer_id
  AND (l.subscription_id IS NULL OR p.subscription_id = l.subscription_id)
WHERE l.customer_id IS NULL

-- reads: subscriptions
-- Subscriptions the customer withdrew from in the cooling-off time. They never count as churn.
SELECT DISTINCT subscription_id
FROM subscriptions
WHERE end_kind = 'withdrawal' AND ends_on IS NOT NULL

-- reads: subscriptions
-- The days on which a customer would be lost only because nothing is paid, or a pause not ended, until
-- then: nobody gave notice, and he can be kept.
SELECT DISTINCT customer_id, ends_on
FROM subscriptions
WHERE
  (past_due_since IS NOT NULL AND end_kind = 'payment_failure')
  OR (paused_mrr IS NOT NULL AND resumes_on < ends_on)

-- reads: subscriptions
-- What the ended subscriptions themselves say, per customer and day.
SELECT
  customer_id,
  ends_on,
  max(CASE WHEN end_kind <> 'unknown' THEN end_kind END) AS end_kind,
  min(past_due_since) AS past_due_since
FROM subscriptions
WHERE ends_on IS NOT NULL AND (end_kind IS NOT NULL OR past_due_since IS NOT NULL)
GROUP BY customer_id, ends_on

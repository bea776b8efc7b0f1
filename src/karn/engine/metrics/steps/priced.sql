-- reads: subscriptions
-- Price states in the currency they were agreed in. `remeasured` is what exchange rates did to the
-- amount between the opening and the report: nothing here.
SELECT
  subscription_id,
  customer_id,
  starts_on,
  ends_on,
  mrr,
  coalesce(paused_mrr, CAST(0 AS DECIMAL(18, 6))) AS paused_mrr,
  end_kind,
  coalesce(restated, FALSE) AS restated,
  CAST(0 AS DECIMAL(18, 6)) AS remeasured
FROM subscriptions

-- uses: priced
-- Price states in one group: nobody asked for a breakdown.
SELECT
  subscription_id,
  customer_id,
  starts_on,
  ends_on,
  mrr,
  paused_mrr,
  end_kind,
  restated,
  remeasured,
  0 AS by_no
FROM priced

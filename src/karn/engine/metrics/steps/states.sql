-- uses: placed, withdrawals
-- Price states with their amount split three ways. `held` is what the customer keeps with us, paused
-- or not: all rates go by it. `paused` is the part on hold. `withdrawn` is what was withdrawn in the
-- cooling-off time. MRR = held - paused + withdrawn. States without a day, and states of nothing,
-- change no balance and drop out.
SELECT
  p.customer_id,
  p.by_no,
  p.starts_on,
  p.ends_on,
  CASE WHEN w.subscription_id IS NULL THEN CAST(p.mrr + p.paused_mrr AS DECIMAL(18, 6)) ELSE CAST(0 AS DECIMAL(18, 6)) END
    AS held,
  CASE WHEN w.subscription_id IS NULL THEN p.paused_mrr ELSE CAST(0 AS DECIMAL(18, 6)) END AS paused,
  CASE WHEN w.subscription_id IS NULL THEN CAST(0 AS DECIMAL(18, 6)) ELSE p.mrr END AS withdrawn,
  p.restated,
  p.remeasured
FROM placed AS p
LEFT JOIN withdrawals AS w ON p.subscription_id = w.subscription_id
WHERE
  (p.ends_on IS NULL OR p.starts_on < p.ends_on)
  AND (p.mrr <> 0 OR (p.paused_mrr <> 0 AND w.subscription_id IS NULL))

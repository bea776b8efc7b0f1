-- reads: rates, subscriptions
-- Price states in the reporting currency, at the one rate of this report. `remeasured` is what
-- exchange rates did to the amount between the opening and the report.
SELECT
  s.subscription_id,
  s.customer_id,
  s.starts_on,
  s.ends_on,
  CAST(s.mrr * r.report_rate AS DECIMAL(18, 6)) AS mrr,
  CAST(coalesce(s.paused_mrr, CAST(0 AS DECIMAL(18, 6))) * r.report_rate AS DECIMAL(18, 6)) AS paused_mrr,
  s.end_kind,
  coalesce(s.restated, FALSE) AS restated,
  CAST(CAST(s.mrr * r.report_rate AS DECIMAL(18, 6)) - CAST(s.mrr * r.opening_rate AS DECIMAL(18, 6)) AS DECIMAL(18, 6))
    AS remeasured
FROM subscriptions AS s
INNER JOIN rates AS r ON s.currency = r.currency

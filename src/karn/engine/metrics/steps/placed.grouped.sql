-- uses: priced
-- reads: grouping_of
-- Price states with the group of their customer; customers without one are group 0.
SELECT
  p.subscription_id,
  p.customer_id,
  p.starts_on,
  p.ends_on,
  p.mrr,
  p.paused_mrr,
  p.end_kind,
  p.restated,
  p.remeasured,
  coalesce(g.by_no, 0) AS by_no
FROM priced AS p
LEFT JOIN grouping_of AS g ON p.customer_id = g.customer_id

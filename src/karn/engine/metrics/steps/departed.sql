-- uses: departing, ended, matched
-- Every churn with its kind: the departure's, else what the subscription says, else unknown. A notice
-- given before the first failed payment makes it voluntary.
SELECT
  c.customer_id,
  c.by_no,
  c.on_date,
  c.mrr,
  m.departure_id,
  m.notice_on,
  m.contract_ends_on,
  m.reason,
  CASE
    WHEN
      coalesce(nullif(m.kind, 'unknown'), e.end_kind, 'unknown') = 'payment_failure' AND m.notice_on < e.past_due_since
      THEN 'voluntary'
    ELSE coalesce(nullif(m.kind, 'unknown'), e.end_kind, 'unknown')
  END AS kind
FROM departing AS c
LEFT JOIN matched AS m ON c.customer_id = m.customer_id AND c.on_date = m.on_date
LEFT JOIN ended AS e ON c.customer_id = e.customer_id AND c.on_date = e.ends_on

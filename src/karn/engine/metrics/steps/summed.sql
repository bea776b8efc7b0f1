-- uses: moved
-- reads: groups, periods
-- keep: yes
-- One row per period and group: the balances and every movement, in columns. All amounts are
-- positive as named, only `restatement` has a sign.
SELECT
  p.period_no,
  g.by_no,
  CAST(coalesce(sum(CASE WHEN NOT m.during THEN m.held - m.paused + m.withdrawn END), 0) AS DECIMAL(18, 6)) AS opening_mrr,
  CAST(coalesce(sum(m.held - m.paused + m.withdrawn), 0) AS DECIMAL(18, 6)) AS closing_mrr,
  CAST(coalesce(sum(CASE WHEN NOT m.during THEN m.paying_customers END), 0) AS BIGINT) AS opening_customers,
  CAST(coalesce(sum(m.paying_customers), 0) AS BIGINT) AS closing_customers,
  CAST(coalesce(sum(CASE WHEN NOT m.during THEN m.held END), 0) AS DECIMAL(18, 6)) AS opening_held,
  CAST(coalesce(sum(CASE WHEN m.during AND m.movement = 'new' THEN m.held END), 0) AS DECIMAL(18, 6)) AS new_mrr,
  CAST(coalesce(sum(CASE WHEN m.during AND m.movement = 'new' THEN m.customers END), 0) AS BIGINT) AS new_customers,
  CAST(coalesce(sum(CASE WHEN m.during AND m.movement = 'expansion' THEN m.held END), 0) AS DECIMAL(18, 6)) AS expansion_mrr,
  CAST(coalesce(sum(CASE WHEN m.during AND m.movement = 'expansion' THEN m.customers END), 0) AS BIGINT) AS expansion_customers,
  CAST(coalesce(sum(CASE WHEN m.during AND m.movement = 'reactivation' THEN m.held END), 0) AS DECIMAL(18, 6))
    AS reactivation_mrr,
  CAST(coalesce(sum(CASE WHEN m.during AND m.movement = 'reactivation' THEN m.customers END), 0) AS BIGINT)
    AS reactivation_customers,
  CAST(coalesce(sum(CASE WHEN m.during AND m.movement = 'contraction' THEN -m.held END), 0) AS DECIMAL(18, 6))
    AS contraction_mrr,
  CAST(coalesce(sum(CASE WHEN m.during AND m.movement = 'contraction' THEN m.customers END), 0) AS BIGINT)
    AS contraction_customers,
  CAST(coalesce(sum(CASE WHEN m.during AND m.movement = 'churn' THEN -m.held END), 0) AS DECIMAL(18, 6)) AS churn_mrr,
  CAST(coalesce(sum(CASE WHEN m.during AND m.movement = 'churn' THEN m.customers END), 0) AS BIGINT) AS churn_customers,
  CAST(coalesce(sum(CASE WHEN m.during AND m.movement = 'restatement' THEN m.held END), 0) AS DECIMAL(18, 6))
    AS restatement_mrr,
  CAST(coalesce(sum(CASE WHEN m.during AND m.movement = 'restatement' THEN m.customers END), 0) AS BIGINT)
    AS restatement_customers,
  CAST(coalesce(sum(CASE WHEN m.during THEN m.put_on_hold END), 0) AS DECIMAL(18, 6)) AS pause_mrr,
  CAST(coalesce(sum(CASE WHEN m.during THEN m.pausing_customers END), 0) AS BIGINT) AS pause_customers,
  CAST(coalesce(sum(CASE WHEN m.during THEN m.put_on_hold - m.paused END), 0) AS DECIMAL(18, 6)) AS resume_mrr,
  CAST(coalesce(sum(CASE WHEN m.during THEN m.resuming_customers END), 0) AS BIGINT) AS resume_customers,
  CAST(coalesce(sum(CASE WHEN m.during AND m.withdrawn_movement = 'withdrawal' THEN -m.withdrawn END), 0) AS DECIMAL(18, 6))
    AS withdrawal_mrr,
  CAST(coalesce(sum(CASE WHEN m.during AND m.withdrawn_movement = 'withdrawal' THEN m.customers END), 0) AS BIGINT)
    AS withdrawal_customers,
  CAST(coalesce(sum(CASE WHEN m.during AND m.withdrawn_movement = 'new' THEN m.withdrawn END), 0) AS DECIMAL(18, 6))
    AS withdrawn_new_mrr,
  CAST(coalesce(sum(CASE WHEN m.during AND m.withdrawn_movement = 'new' THEN m.customers END), 0) AS BIGINT)
    AS withdrawn_new_customers,
  CAST(coalesce(sum(CASE WHEN m.during AND m.withdrawn_movement = 'expansion' THEN m.withdrawn END), 0) AS DECIMAL(18, 6))
    AS withdrawn_expansion_mrr,
  CAST(coalesce(sum(CASE WHEN m.during AND m.withdrawn_movement = 'expansion' THEN m.customers END), 0) AS BIGINT)
    AS withdrawn_expansion_customers,
  CAST(coalesce(sum(CASE WHEN m.during AND m.withdrawn_movement = 'reactivation' THEN m.withdrawn END), 0) AS DECIMAL(18, 6))
    AS withdrawn_reactivation_mrr,
  CAST(coalesce(sum(CASE WHEN m.during AND m.withdrawn_movement = 'reactivation' THEN m.customers END), 0) AS BIGINT)
    AS withdrawn_reactivation_customers
FROM periods AS p
CROSS JOIN groups AS g
LEFT JOIN moved AS m ON p.period_no = m.period_no AND g.by_no = m.by_no
GROUP BY p.period_no, g.by_no

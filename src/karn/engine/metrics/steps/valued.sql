-- uses: costs_in_force, mean_churn, summed
-- What a customer is worth: ARPA x margin / churn, at most 36 months of margin.
SELECT
  s.period_no,
  s.by_no,
  CAST(s.closing_mrr AS DOUBLE) / nullif(CAST(s.closing_customers AS DOUBLE), 0) AS arpa,
  c.margin,
  c.winning_cost,
  m.months,
  m.churn_events,
  m.churn,
  CASE
    WHEN m.churn > 0
      THEN least(
        CAST(s.closing_mrr AS DOUBLE) / nullif(CAST(s.closing_customers AS DOUBLE), 0) * c.margin / nullif(m.churn, 0),
        CAST(s.closing_mrr AS DOUBLE) / nullif(CAST(s.closing_customers AS DOUBLE), 0) * c.margin * 36
      )
    WHEN m.churn = 0
      THEN CAST(s.closing_mrr AS DOUBLE) / nullif(CAST(s.closing_customers AS DOUBLE), 0) * c.margin * 36
  END AS ltv
FROM summed AS s
INNER JOIN costs_in_force AS c ON s.period_no = c.period_no
INNER JOIN mean_churn AS m ON s.period_no = m.period_no AND s.by_no = m.by_no

-- uses: summed, remeasured, lines
-- The books of each period: opening, every movement, closing. `effect` is what the row does to MRR;
-- opening plus all effects is closing, to the cent.
SELECT s.period_no, s.by_no, l.movement, CAST(
  CASE l.movement
    WHEN 'opening' THEN s.opening_mrr - r.fx_mrr
    WHEN 'new' THEN s.new_mrr + s.withdrawn_new_mrr
    WHEN 'expansion' THEN s.expansion_mrr + s.withdrawn_expansion_mrr
    WHEN 'reactivation' THEN s.reactivation_mrr + s.withdrawn_reactivation_mrr
    WHEN 'contraction' THEN s.contraction_mrr
    WHEN 'churn' THEN s.churn_mrr
    WHEN 'pause' THEN s.pause_mrr
    WHEN 'resume' THEN s.resume_mrr
    WHEN 'withdrawal' THEN s.withdrawal_mrr
    WHEN 'fx' THEN r.fx_mrr
    WHEN 'restatement' THEN s.restatement_mrr
    ELSE s.closing_mrr
  END AS DECIMAL(18, 6)
) AS mrr, CAST(
  CASE l.movement
    WHEN 'opening' THEN s.opening_customers
    WHEN 'new' THEN s.new_customers + s.withdrawn_new_customers
    WHEN 'expansion' THEN s.expansion_customers + s.withdrawn_expansion_customers
    WHEN 'reactivation' THEN s.reactivation_customers + s.withdrawn_reactivation_customers
    WHEN 'contraction' THEN s.contraction_customers
    WHEN 'churn' THEN s.churn_customers
    WHEN 'pause' THEN s.pause_customers
    WHEN 'resume' THEN s.resume_customers
    WHEN 'withdrawal' THEN s.withdrawal_customers
    WHEN 'fx' THEN r.fx_customers
    WHEN 'restatement' THEN s.restatement_customers
    ELSE s.closing_customers
  END AS BIGINT
) AS customers, CAST(
  CASE l.movement
    WHEN 'new' THEN s.new_mrr + s.withdrawn_new_mrr
    WHEN 'expansion' THEN s.expansion_mrr + s.withdrawn_expansion_mrr
    WHEN 'reactivation' THEN s.reactivation_mrr + s.withdrawn_reactivation_mrr
    WHEN 'contraction' THEN -s.contraction_mrr
    WHEN 'churn' THEN -s.churn_mrr
    WHEN 'pause' THEN -s.pause_mrr
    WHEN 'resume' THEN s.resume_mrr
    WHEN 'withdrawal' THEN -s.withdrawal_mrr
    WHEN 'fx' THEN r.fx_mrr
    WHEN 'restatement' THEN s.restatement_mrr
  END AS DECIMAL(18, 6)
) AS effect
FROM summed AS s
INNER JOIN remeasured AS r ON s.period_no = r.period_no AND s.by_no = r.by_no
CROSS JOIN lines AS l
ORDER BY s.period_no NULLS LAST, s.by_no NULLS LAST, l.line_no NULLS LAST

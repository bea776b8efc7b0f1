-- uses: summed
-- finish: rated
-- The period's movements over the opening balance, whoever made them.
SELECT
  period_no,
  by_no,
  CAST(churn_mrr + contraction_mrr - expansion_mrr - reactivation_mrr AS DECIMAL(18, 6)) AS numerator,
  opening_held AS denominator
FROM summed

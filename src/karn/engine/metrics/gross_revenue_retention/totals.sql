-- uses: summed
-- finish: rated
-- By the totals of the books, whoever made the movements: 1 minus the ledger's churn.
SELECT
  period_no,
  by_no,
  CAST(opening_held - churn_mrr - contraction_mrr AS DECIMAL(18, 6)) AS numerator,
  opening_held AS denominator
FROM summed

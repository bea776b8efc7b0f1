-- uses: summed
-- finish: rated
-- What came in over what went out; customers who came back are left out.
SELECT
  period_no,
  by_no,
  CAST(new_mrr + expansion_mrr AS DECIMAL(18, 6)) AS numerator,
  CAST(contraction_mrr + churn_mrr AS DECIMAL(18, 6)) AS denominator
FROM summed

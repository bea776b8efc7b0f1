-- uses: retained
-- finish: rated
-- What of the opening customers' MRR was lost or shrank, growth of others not counted: 1 - GRR.
SELECT period_no, by_no, CAST(opening_mrr - kept_mrr AS DECIMAL(18, 6)) AS numerator, opening_mrr AS denominator
FROM retained

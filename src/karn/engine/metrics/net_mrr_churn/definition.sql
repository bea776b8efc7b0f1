-- uses: retained
-- finish: rated
-- What the opening customers pay less at the close, growth counted: 1 - NRR; negative when they grew.
SELECT period_no, by_no, CAST(opening_mrr - closing_mrr AS DECIMAL(18, 6)) AS numerator, opening_mrr AS denominator
FROM retained

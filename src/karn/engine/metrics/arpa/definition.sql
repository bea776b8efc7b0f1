-- uses: summed
-- finish: rated
-- What a customer pays on average, just before the period closes.
SELECT period_no, by_no, closing_mrr AS numerator, closing_customers AS denominator
FROM summed

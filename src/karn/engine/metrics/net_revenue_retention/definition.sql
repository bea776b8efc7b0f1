-- uses: retained
-- finish: rated
-- What the opening customers pay at the close, over what they paid at the opening.
SELECT period_no, by_no, closing_mrr AS numerator, opening_mrr AS denominator
FROM retained

-- uses: retained
-- finish: rated
-- What the opening customers still pay at the close, each at most what he paid at the opening.
SELECT period_no, by_no, kept_mrr AS numerator, opening_mrr AS denominator
FROM retained

-- uses: retained
-- finish: counted
-- Of the customers just before the period opened, those who are none just before it closes.
SELECT period_no, by_no, lost AS numerator, opening_customers AS denominator, joined_and_left
FROM retained

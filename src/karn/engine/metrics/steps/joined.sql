-- uses: summed
-- Customers who paid for the first time in the period.
SELECT period_no, by_no, new_customers AS joined
FROM summed

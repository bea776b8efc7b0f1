-- uses: curve
-- How many of the first 36 months a customer pays on average, by the survival curve of all customers
-- there ever were until the end. Months nobody could be watched for count as nothing.
SELECT by_no, 1 + sum(CASE WHEN t > 34 THEN 0 ELSE value END) AS months, CAST(count(*) AS BIGINT) AS watched
FROM curve
GROUP BY by_no

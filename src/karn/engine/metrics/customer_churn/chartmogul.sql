-- uses: retained
-- finish: counted
-- Everybody who churned in the period, less who joined and left in it, less who left and came back.
SELECT
  period_no,
  by_no,
  CAST(lost + returned_and_left AS BIGINT) AS numerator,
  opening_customers AS denominator,
  joined_and_left
FROM retained

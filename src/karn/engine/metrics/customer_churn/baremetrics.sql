-- uses: retained, churned
-- finish: counted
-- Everybody who churned in the period, who joined and left in it too, over the opening customers.
SELECT
  r.period_no,
  r.by_no,
  c.churned AS numerator,
  r.opening_customers AS denominator,
  r.joined_and_left
FROM retained AS r
INNER JOIN churned AS c ON r.period_no = c.period_no AND r.by_no = c.by_no

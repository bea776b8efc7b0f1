-- uses: retained, churned, joined
-- finish: counted
-- Everybody who churned in the period, who joined and left in it too, over opening plus new customers.
SELECT
  r.period_no,
  r.by_no,
  c.churned AS numerator,
  CAST(r.opening_customers + j.joined AS BIGINT) AS denominator,
  r.joined_and_left
FROM retained AS r
INNER JOIN churned AS c ON r.period_no = c.period_no AND r.by_no = c.by_no
INNER JOIN joined AS j ON r.period_no = j.period_no AND r.by_no = j.by_no

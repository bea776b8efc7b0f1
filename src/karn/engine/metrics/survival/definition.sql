-- uses: curve
-- The Kaplan-Meier curve of customers who first paid in the period, watched until its end, with the
-- 90 % Greenwood interval on the log-log scale.
SELECT
  by_no,
  t,
  at_risk,
  events,
  value,
  CASE
    WHEN value >= 1 THEN 1
    WHEN value > 0 THEN power(value, exp(1.6448536269514722 * sqrt(spread) / nullif(-ln(value), 0)))
  END AS low,
  CASE
    WHEN value >= 1 THEN 1
    WHEN value > 0 THEN power(value, exp(-1.6448536269514722 * sqrt(spread) / nullif(-ln(value), 0)))
  END AS high
FROM curve
ORDER BY by_no NULLS LAST, t NULLS LAST

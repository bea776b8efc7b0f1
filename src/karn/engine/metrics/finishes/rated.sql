-- uses: figure
-- A ratio of amounts: its value; null where there is nothing to divide by.
SELECT
  figure.*,
  CAST(numerator AS DOUBLE) / nullif(CAST(denominator AS DOUBLE), 0) AS value
FROM figure
ORDER BY period_no NULLS LAST, by_no NULLS LAST

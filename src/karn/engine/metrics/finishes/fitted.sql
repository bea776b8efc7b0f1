-- uses: figure
-- A rate of counts by fit: its value, and the 90 % Wilson interval (Wilson 1927; z = 1.6448536269514722).
SELECT
  period_no,
  by_no,
  fit,
  numerator,
  denominator,
  CAST(numerator AS DOUBLE) / nullif(CAST(denominator AS DOUBLE), 0) AS value,
  CASE
    WHEN denominator > 0 AND numerator <= denominator
      THEN greatest(
        (
          CAST(numerator AS DOUBLE) + 1.3527717270477064
          - 1.6448536269514722 * sqrt(
            CAST(numerator AS DOUBLE) * CAST(denominator - numerator AS DOUBLE) / nullif(CAST(denominator AS DOUBLE), 0)
            + 0.6763858635238532
          )
        ) / nullif(CAST(denominator AS DOUBLE) + 2.705543454095413, 0),
        0
      )
  END AS low,
  CASE
    WHEN denominator > 0 AND numerator <= denominator
      THEN least(
        (
          CAST(numerator AS DOUBLE) + 1.3527717270477064
          + 1.6448536269514722 * sqrt(
            CAST(numerator AS DOUBLE) * CAST(denominator - numerator AS DOUBLE) / nullif(CAST(denominator AS DOUBLE), 0)
            + 0.6763858635238532
          )
        ) / nullif(CAST(denominator AS DOUBLE) + 2.705543454095413, 0),
        1
      )
  END AS high
FROM figure
ORDER BY period_no NULLS LAST, by_no NULLS LAST, fit_no NULLS LAST

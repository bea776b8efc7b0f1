-- uses: figure
-- Cells of a triangle: the share still there, and the 90 % Wilson interval.
SELECT
  by_no,
  cohort,
  "interval",
  size,
  active,
  CAST(active AS DOUBLE) / nullif(CAST(size AS DOUBLE), 0) AS value,
  CASE
    WHEN size > 0
      THEN greatest(
        (
          CAST(active AS DOUBLE) + 1.3527717270477064
          - 1.6448536269514722 * sqrt(
            CAST(active AS DOUBLE) * CAST(size - active AS DOUBLE) / nullif(CAST(size AS DOUBLE), 0) + 0.6763858635238532
          )
        ) / nullif(CAST(size AS DOUBLE) + 2.705543454095413, 0),
        0
      )
  END AS low,
  CASE
    WHEN size > 0
      THEN least(
        (
          CAST(active AS DOUBLE) + 1.3527717270477064
          + 1.6448536269514722 * sqrt(
            CAST(active AS DOUBLE) * CAST(size - active AS DOUBLE) / nullif(CAST(size AS DOUBLE), 0) + 0.6763858635238532
          )
        ) / nullif(CAST(size AS DOUBLE) + 2.705543454095413, 0),
        1
      )
  END AS high,
  provisional
FROM figure
ORDER BY by_no NULLS LAST, cohort_no NULLS LAST, "interval" NULLS LAST

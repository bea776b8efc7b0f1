-- uses: lifetimes
-- reads: groups, ticks
-- How many of the first 36 months a customer pays on average, by the survival curve of all customers
-- there ever were until the end. Months nobody could be watched for count as nothing.
SELECT
  by_no,
  1 + sum(
    CASE
      WHEN t > 34 THEN 0
      WHEN gone = 0 THEN 0
      ELSE exp(share)
    END
  ) AS months,
  CAST(count(*) AS BIGINT) AS watched
FROM (
  SELECT
    by_no,
    t,
    min(at_risk - events) OVER so_far AS gone,
    sum(
      CASE
        WHEN events > 0 AND events < at_risk
          THEN ln(CAST(at_risk - events AS DOUBLE) / nullif(CAST(at_risk AS DOUBLE), 0))
        ELSE 0
      END
    ) OVER so_far AS share
  FROM (
    SELECT
      g.by_no,
      k.t,
      CAST(coalesce(a.events, 0) AS BIGINT) AS events,
      CAST(
        sum(coalesce(a.lives, 0)) OVER (
          PARTITION BY g.by_no ORDER BY k.t DESC NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS BIGINT
      ) AS at_risk
    FROM ticks AS k
    CROSS JOIN groups AS g
    LEFT JOIN (
      SELECT by_no, least(t, 36) AS t, count(*) AS lives, sum(event) AS events
      FROM lifetimes
      GROUP BY by_no, least(t, 36)
    ) AS a ON k.t = a.t AND g.by_no = a.by_no
  ) AS risks
  WHERE at_risk > 0
  WINDOW so_far AS (PARTITION BY by_no ORDER BY t NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
) AS curve
GROUP BY by_no

-- uses: lifetimes
-- reads: groups, ticks
-- The Kaplan-Meier curve of customers who first paid in the period, watched until its end, with the
-- 90 % Greenwood interval on the log-log scale. Exactly 0 once all at risk have left.
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
FROM (
  SELECT
    by_no,
    t,
    at_risk,
    events,
    CASE
      WHEN min(at_risk - events) OVER so_far = 0 THEN 0
      ELSE exp(
        sum(
          CASE
            WHEN events > 0 AND events < at_risk
              THEN ln(CAST(at_risk - events AS DOUBLE) / nullif(CAST(at_risk AS DOUBLE), 0))
            ELSE 0
          END
        ) OVER so_far
      )
    END AS value,
    sum(
      CASE
        WHEN events > 0 AND events < at_risk
          THEN
            CAST(events AS DOUBLE)
            / nullif(CAST(at_risk AS DOUBLE) * CAST(at_risk - events AS DOUBLE), 0)
        ELSE 0
      END
    ) OVER so_far AS spread
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
      SELECT by_no, t, count(*) AS lives, sum(event) AS events
      FROM lifetimes
      WHERE first_slot_no = 1
      GROUP BY by_no, t
    ) AS a ON k.t = a.t AND g.by_no = a.by_no
  ) AS risks
  WHERE at_risk > 0
  WINDOW so_far AS (PARTITION BY by_no ORDER BY t NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
) AS curve
ORDER BY by_no NULLS LAST, t NULLS LAST

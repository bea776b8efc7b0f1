-- uses: lifetimes
-- reads: groups, request, ticks
-- The Kaplan-Meier curve of the lives the request is about: those that began in the period, or all
-- there ever were. Exactly 0 once all at risk have left. `spread` is Greenwood's sum.
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
    SELECT l.by_no, least(l.t, r.last_tick) AS t, count(*) AS lives, sum(l.event) AS events
    FROM lifetimes AS l
    CROSS JOIN request AS r
    WHERE l.first_slot_no = 1 OR NOT r.newcomers_only
    GROUP BY l.by_no, least(l.t, r.last_tick)
  ) AS a ON k.t = a.t AND g.by_no = a.by_no
) AS risks
WHERE at_risk > 0
WINDOW so_far AS (PARTITION BY by_no ORDER BY t NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)

-- uses: classified
-- reads: calendar, echoes, groups, periods
-- Customers who churned at least once in the period, each counted once: how many had churned by its
-- close more often than by its opening, as differences from period to period.
SELECT
  w.period_no,
  g.by_no,
  CAST(sum(coalesce(d.churned, 0)) OVER so_far AS BIGINT) AS churned
FROM periods AS w
CROSS JOIN groups AS g
LEFT JOIN (
  SELECT
    period_no,
    by_no,
    sum(
      CASE WHEN closed_so_far > opened_so_far THEN 1 ELSE 0 END
      - CASE WHEN closed_so_far - closed > opened_so_far - opened THEN 1 ELSE 0 END
    ) AS churned
  FROM (
    SELECT
      by_no,
      period_no,
      opened,
      closed,
      sum(opened) OVER so_far AS opened_so_far,
      sum(closed) OVER so_far AS closed_so_far
    FROM (
      SELECT
        m.customer_id,
        m.by_no,
        e.period_no,
        CASE WHEN e.opens THEN 1 ELSE 0 END AS opened,
        CASE WHEN e.closes THEN 1 ELSE 0 END AS closed
      FROM classified AS m
      INNER JOIN calendar AS c ON m.on_date = c.on_date
      INNER JOIN echoes AS e ON c.slot_no = e.slot_no
      WHERE m.movement = 'churn'
    ) AS churns
    WINDOW so_far AS (PARTITION BY customer_id ORDER BY period_no NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
  ) AS counts
  GROUP BY period_no, by_no
) AS d ON w.period_no = d.period_no AND g.by_no = d.by_no
WINDOW so_far AS (PARTITION BY g.by_no ORDER BY w.period_no NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)

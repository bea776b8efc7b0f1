-- uses: special_deltas
-- One row per special customer and local day, netted, with the balances after it.
SELECT
  customer_id,
  by_no,
  on_date,
  held,
  paused,
  withdrawn,
  restated,
  CAST(sum(held) OVER so_far AS DECIMAL(18, 6)) AS held_after,
  CAST(sum(held - paused + withdrawn) OVER so_far AS DECIMAL(18, 6)) AS mrr_after,
  min(CASE WHEN held > 0 THEN on_date END) OVER so_far AS first_paid_on
FROM (
  SELECT
    customer_id,
    by_no,
    on_date,
    CAST(sum(held) AS DECIMAL(18, 6)) AS held,
    CAST(sum(paused) AS DECIMAL(18, 6)) AS paused,
    CAST(sum(withdrawn) AS DECIMAL(18, 6)) AS withdrawn,
    bool_or(restated) AS restated
  FROM special_deltas
  GROUP BY customer_id, by_no, on_date
  HAVING sum(held) <> 0 OR sum(paused) <> 0 OR sum(withdrawn) <> 0
) AS netted
WINDOW so_far AS (PARTITION BY customer_id ORDER BY on_date NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)

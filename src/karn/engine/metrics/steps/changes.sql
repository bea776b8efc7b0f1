-- uses: deltas
-- One row per customer and local day, netted. Swaps of equal amounts leave no row.
SELECT
  customer_id,
  max(by_no) AS by_no,
  on_date,
  CAST(sum(held) AS DECIMAL(18, 6)) AS held,
  CAST(sum(paused) AS DECIMAL(18, 6)) AS paused,
  CAST(sum(withdrawn) AS DECIMAL(18, 6)) AS withdrawn,
  bool_or(restated) AS restated
FROM deltas
GROUP BY customer_id, on_date
HAVING sum(held) <> 0 OR sum(paused) <> 0 OR sum(withdrawn) <> 0

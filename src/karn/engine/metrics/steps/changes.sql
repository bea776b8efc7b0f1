-- uses: deltas
-- One row per customer and local day, netted. Swaps of equal amounts leave no row.
SELECT customer_id, by_no, on_date, CAST(sum(held) AS DECIMAL(18, 6)) AS held
FROM deltas
GROUP BY customer_id, by_no, on_date
HAVING sum(held) <> 0

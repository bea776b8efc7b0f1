-- uses: scheduled
-- reads: groups
-- How many customers are known to leave after the end, and what they pay.
SELECT
  g.by_no,
  CAST(count(s.customer_id) AS BIGINT) AS customers,
  CAST(coalesce(sum(s.mrr), 0) AS DECIMAL(18, 6)) AS mrr
FROM groups AS g
LEFT JOIN scheduled AS s ON g.by_no = s.by_no
GROUP BY g.by_no
ORDER BY g.by_no NULLS LAST

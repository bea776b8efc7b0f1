-- uses: bundles, deltas, special_deltas
-- reads: calendar
-- Deltas of held amounts by slot: of each customer with several states, and of each bundle.
SELECT d.customer_id, 0 AS bundle_no, CAST(1 AS BIGINT) AS customers, d.by_no, c.slot_no, d.held
FROM deltas AS d
INNER JOIN calendar AS c ON d.on_date = c.on_date
UNION ALL
SELECT d.customer_id, 0 AS bundle_no, CAST(1 AS BIGINT) AS customers, d.by_no, c.slot_no, d.held
FROM special_deltas AS d
INNER JOIN calendar AS c ON d.on_date = c.on_date
WHERE d.held <> 0
UNION ALL
SELECT '' AS customer_id, bundle_no, customers, by_no, came_no AS slot_no, held
FROM bundles
UNION ALL
SELECT '' AS customer_id, bundle_no, customers, by_no, went_no AS slot_no, CAST(-held AS DECIMAL(18, 6)) AS held
FROM bundles
WHERE went_no IS NOT NULL

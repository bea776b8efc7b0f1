-- The kinds of departure, in their order.
SELECT 1 AS kind_no, 'voluntary' AS kind
UNION ALL SELECT 2 AS kind_no, 'payment_failure' AS kind
UNION ALL SELECT 3 AS kind_no, 'ended_by_us' AS kind
UNION ALL SELECT 4 AS kind_no, 'term_ended' AS kind
UNION ALL SELECT 5 AS kind_no, 'withdrawal' AS kind
UNION ALL SELECT 6 AS kind_no, 'unknown' AS kind

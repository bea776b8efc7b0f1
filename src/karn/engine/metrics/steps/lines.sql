-- The lines of the books, in their order.
SELECT 1 AS line_no, 'opening' AS movement
UNION ALL SELECT 2 AS line_no, 'new' AS movement
UNION ALL SELECT 3 AS line_no, 'expansion' AS movement
UNION ALL SELECT 4 AS line_no, 'reactivation' AS movement
UNION ALL SELECT 5 AS line_no, 'contraction' AS movement
UNION ALL SELECT 6 AS line_no, 'churn' AS movement
UNION ALL SELECT 7 AS line_no, 'pause' AS movement
UNION ALL SELECT 8 AS line_no, 'resume' AS movement
UNION ALL SELECT 9 AS line_no, 'withdrawal' AS movement
UNION ALL SELECT 10 AS line_no, 'fx' AS movement
UNION ALL SELECT 11 AS line_no, 'restatement' AS movement
UNION ALL SELECT 12 AS line_no, 'closing' AS movement

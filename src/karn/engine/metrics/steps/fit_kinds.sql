-- The fits, in their order.
SELECT 1 AS fit_no, 'right' AS fit
UNION ALL SELECT 2 AS fit_no, 'not_right' AS fit
UNION ALL SELECT 3 AS fit_no, 'unchecked' AS fit

-- reads: costs, periods, request
-- The margin and the cost of winning a customer in force just before each period ends; what the
-- request says goes first, without either: all of the revenue, nothing.
SELECT
  p.period_no,
  coalesce(r.margin, c.gross_margin, 1) AS margin,
  CAST(coalesce(r.winning_cost, c.winning_cost, 0) AS DECIMAL(18, 6)) AS winning_cost
FROM periods AS p
CROSS JOIN request AS r
LEFT JOIN (
  SELECT
    q.period_no,
    k.gross_margin,
    k.winning_cost,
    row_number() OVER (PARTITION BY q.period_no ORDER BY k.valid_from DESC NULLS LAST) AS newest
  FROM periods AS q
  INNER JOIN costs AS k ON k.valid_from < q.ends_on
) AS c ON p.period_no = c.period_no AND c.newest = 1

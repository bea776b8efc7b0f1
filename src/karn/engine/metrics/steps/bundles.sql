-- uses: lone
-- reads: calendar
-- keep: yes
-- Customers of one plain state, bundled by the slots they came and went in: in every figure of an
-- opening cohort a bundle moves as one customer would.
SELECT
  by_no,
  came_no,
  went_no,
  customers,
  held,
  CAST(
    row_number() OVER (ORDER BY by_no NULLS LAST, came_no NULLS LAST, went_no NULLS LAST) AS INTEGER
  ) AS bundle_no
FROM (
  SELECT
    l.by_no,
    s.slot_no AS came_no,
    e.slot_no AS went_no,
    CAST(count(*) AS BIGINT) AS customers,
    CAST(sum(l.held) AS DECIMAL(18, 6)) AS held
  FROM lone AS l
  INNER JOIN calendar AS s ON l.starts_on = s.on_date
  LEFT JOIN calendar AS e ON l.ends_on = e.on_date
  GROUP BY l.by_no, s.slot_no, e.slot_no
) AS grouped

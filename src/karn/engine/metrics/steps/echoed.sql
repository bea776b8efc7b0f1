-- uses: restatements, slotted
-- reads: calendar, echoes
-- Each delta twice: where it enters the opening balance of a period, and where it enters the closing
-- balance. Between two echoes of a customer both balances stand still, from period to period.
SELECT
  d.customer_id,
  d.bundle_no,
  d.customers,
  d.by_no,
  e.period_no,
  CASE WHEN e.opens THEN d.held ELSE CAST(0 AS DECIMAL(18, 6)) END AS opened,
  CASE WHEN e.closes THEN d.held ELSE CAST(0 AS DECIMAL(18, 6)) END AS closed,
  CAST(0 AS DECIMAL(18, 6)) AS reopened,
  CASE WHEN e.opens AND d.held > 0 THEN 1 ELSE 0 END AS starts_opened,
  CASE WHEN e.closes AND d.held > 0 THEN 1 ELSE 0 END AS starts_closed
FROM slotted AS d
INNER JOIN echoes AS e ON d.slot_no = e.slot_no
UNION ALL
SELECT
  r.customer_id,
  0 AS bundle_no,
  CAST(1 AS BIGINT) AS customers,
  r.by_no,
  e.period_no,
  CAST(0 AS DECIMAL(18, 6)) AS opened,
  CAST(0 AS DECIMAL(18, 6)) AS closed,
  CAST(
    CASE WHEN e.closes THEN r.restated_by ELSE 0 END - CASE WHEN e.opens THEN r.restated_by ELSE 0 END
    AS DECIMAL(18, 6)
  ) AS reopened,
  0 AS starts_opened,
  0 AS starts_closed
FROM restatements AS r
INNER JOIN calendar AS c ON r.on_date = c.on_date
INNER JOIN echoes AS e ON c.slot_no = e.slot_no

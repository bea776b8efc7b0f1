-- uses: echoed
-- The opening and closing balance of a customer before and after each echo. A restatement inside the
-- period is taken back into the opening balance, so that no rate sees it.
SELECT
  customers,
  by_no,
  period_no,
  CAST(sum(opened) OVER so_far AS DECIMAL(18, 6)) AS opening,
  CAST(sum(closed) OVER so_far AS DECIMAL(18, 6)) AS closing,
  CAST(sum(reopened) OVER so_far AS DECIMAL(18, 6)) AS restating,
  count(CASE WHEN starts_opened = 1 THEN 1 END) OVER so_far AS starts_before,
  count(CASE WHEN starts_closed = 1 THEN 1 END) OVER so_far AS starts_until,
  opened,
  closed,
  reopened,
  starts_opened,
  starts_closed
FROM echoed
WINDOW so_far AS (
  PARTITION BY customer_id, bundle_no ORDER BY period_no NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
)

-- uses: paired
-- What one customer adds to each figure of the opening cohort, before and after each echo.
SELECT
  customers,
  by_no,
  period_no,
  CASE WHEN opening > 0 THEN 1 ELSE 0 END AS open_now,
  CASE WHEN opening - opened > 0 THEN 1 ELSE 0 END AS open_then,
  CASE WHEN opening > 0 AND closing <= 0 THEN 1 ELSE 0 END AS lost_now,
  CASE WHEN opening - opened > 0 AND closing - closed <= 0 THEN 1 ELSE 0 END AS lost_then,
  CASE WHEN starts_until > 0 AND starts_before = 0 AND closing <= 0 THEN 1 ELSE 0 END AS passed_now,
  CASE
    WHEN starts_until - starts_closed > 0 AND starts_before - starts_opened = 0 AND closing - closed <= 0 THEN 1
    ELSE 0
  END AS passed_then,
  CASE WHEN opening <= 0 AND starts_before > 0 AND starts_until > starts_before AND closing <= 0 THEN 1 ELSE 0 END
    AS revisited_now,
  CASE
    WHEN
      opening - opened <= 0
      AND starts_before - starts_opened > 0
      AND starts_until - starts_closed > starts_before - starts_opened
      AND closing - closed <= 0 THEN 1
    ELSE 0
  END AS revisited_then,
  CASE WHEN opening > 0 THEN greatest(opening + restating, 0) ELSE 0 END AS base_now,
  CASE WHEN opening - opened > 0 THEN greatest(opening - opened + restating - reopened, 0) ELSE 0 END AS base_then,
  CASE WHEN opening > 0 AND closing > 0 THEN least(greatest(opening + restating, 0), closing) ELSE 0 END AS kept_now,
  CASE
    WHEN opening - opened > 0 AND closing - closed > 0
      THEN least(greatest(opening - opened + restating - reopened, 0), closing - closed)
    ELSE 0
  END AS kept_then,
  CASE WHEN opening > 0 AND closing > 0 THEN closing ELSE 0 END AS closing_now,
  CASE WHEN opening - opened > 0 AND closing - closed > 0 THEN closing - closed ELSE 0 END AS closing_then
FROM paired

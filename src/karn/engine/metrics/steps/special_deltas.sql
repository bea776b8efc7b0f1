-- uses: several
-- The delta form of customers with a special state: held, on hold and withdrawn apart.
SELECT customer_id, by_no, starts_on AS on_date, held, paused, withdrawn, restated
FROM several
WHERE special
UNION ALL
SELECT
  customer_id,
  by_no,
  ends_on AS on_date,
  CAST(-held AS DECIMAL(18, 6)) AS held,
  CAST(-paused AS DECIMAL(18, 6)) AS paused,
  CAST(-withdrawn AS DECIMAL(18, 6)) AS withdrawn,
  FALSE AS restated
FROM several
WHERE special AND ends_on IS NOT NULL

-- uses: states
-- The delta form: + the amount on the day a state starts, - the amount on the day it ends.
SELECT customer_id, by_no, starts_on AS on_date, held, paused, withdrawn, restated
FROM states
UNION ALL
SELECT
  customer_id,
  by_no,
  ends_on AS on_date,
  CAST(-held AS DECIMAL(18, 6)) AS held,
  CAST(-paused AS DECIMAL(18, 6)) AS paused,
  CAST(-withdrawn AS DECIMAL(18, 6)) AS withdrawn,
  FALSE AS restated
FROM states
WHERE ends_on IS NOT NULL

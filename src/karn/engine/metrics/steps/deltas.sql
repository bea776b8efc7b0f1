-- uses: several
-- The delta form: + the amount on the day a state starts, - the amount on the day it ends. Of customers
-- with several plain states.
SELECT customer_id, by_no, starts_on AS on_date, held
FROM several
WHERE NOT special
UNION ALL
SELECT customer_id, by_no, ends_on AS on_date, CAST(-held AS DECIMAL(18, 6)) AS held
FROM several
WHERE NOT special AND ends_on IS NOT NULL

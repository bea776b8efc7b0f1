-- uses: states
-- One row per customer: how many price states, and whether one of them is special: on hold, withdrawn,
-- restated or below nothing.
SELECT
  customer_id,
  CAST(count(*) AS BIGINT) AS states,
  bool_or(paused <> 0 OR withdrawn <> 0 OR restated OR held < 0) AS special
FROM states
GROUP BY customer_id

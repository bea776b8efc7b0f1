-- uses: states
-- keep: yes
-- One row per customer: how many price states, whether one of them is special (on hold, withdrawn,
-- restated or below nothing), and of a customer with one state the state itself.
SELECT
  customer_id,
  max(by_no) AS by_no,
  CAST(count(*) AS BIGINT) AS states,
  bool_or(paused <> 0 OR withdrawn <> 0 OR restated OR held < 0) AS special,
  min(starts_on) AS starts_on,
  max(ends_on) AS ends_on,
  max(held) AS held
FROM states
GROUP BY customer_id

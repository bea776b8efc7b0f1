-- uses: walked
-- Each day of a customer with several states with its movement: what the held amount did. 'none' where only a pause or a
-- withdrawal moved.
SELECT
  customer_id,
  by_no,
  on_date,
  held,
  paused,
  withdrawn,
  held_after,
  mrr_after,
  first_paid_on,
  CASE
    WHEN held = 0 THEN 'none'
    WHEN held_after > 0 AND held_after - held <= 0 AND first_paid_on = on_date THEN 'new'
    WHEN held_after > 0 AND held_after - held <= 0 THEN 'reactivation'
    WHEN held_after <= 0 AND held_after - held > 0 THEN 'churn'
    WHEN restated AND held_after > 0 THEN 'restatement'
    WHEN held > 0 THEN 'expansion'
    ELSE 'contraction'
  END AS movement,
  CASE
    WHEN withdrawn < 0 THEN 'withdrawal'
    WHEN withdrawn = 0 THEN 'none'
    WHEN held_after > 0 THEN 'expansion'
    WHEN first_paid_on < on_date THEN 'reactivation'
    ELSE 'new'
  END AS withdrawn_movement
FROM walked

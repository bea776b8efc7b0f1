-- uses: flows
-- reads: reaches
-- Flows of each period (during) and of all time before it (not during).
SELECT
  r.period_no,
  r.during,
  f.by_no,
  f.movement,
  f.withdrawn_movement,
  f.held,
  f.paused,
  f.withdrawn,
  f.put_on_hold,
  f.customers,
  f.pausing_customers,
  f.resuming_customers,
  f.paying_customers
FROM flows AS f
INNER JOIN reaches AS r ON f.slot_no = r.slot_no

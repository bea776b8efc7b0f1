-- uses: counted, states
-- keep: yes
-- Price states with what is known of their customer.
SELECT
  s.customer_id,
  s.by_no,
  s.starts_on,
  s.ends_on,
  s.held,
  s.paused,
  s.withdrawn,
  s.restated,
  c.states,
  c.special
FROM states AS s
INNER JOIN counted AS c ON s.customer_id = c.customer_id

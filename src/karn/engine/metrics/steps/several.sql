-- uses: counted, states
-- keep: yes
-- The price states of customers who have several, or a special one.
SELECT
  s.customer_id,
  s.by_no,
  s.starts_on,
  s.ends_on,
  s.held,
  s.paused,
  s.withdrawn,
  s.restated,
  c.special
FROM states AS s
INNER JOIN counted AS c ON s.customer_id = c.customer_id
WHERE c.states > 1 OR c.special

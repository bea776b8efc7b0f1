-- uses: counted
-- Customers of one plain price state: they come when it starts and go when it ends. Nothing to net and
-- nothing to sum along, which saves most of the work.
SELECT customer_id, by_no, starts_on, ends_on, held
FROM counted
WHERE states = 1 AND NOT special

-- uses: departed
-- Departures on the day they count: in the books.
SELECT customer_id, by_no, on_date, mrr, departure_id, notice_on, contract_ends_on, reason, kind, on_date AS counted_on
FROM departed

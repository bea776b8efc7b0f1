-- reads: departures
-- Departures not taken back, with the day they count from.
SELECT
  departure_id,
  customer_id,
  notice_on,
  contract_ends_on,
  kind,
  reason,
  coalesce(recognised_on, contract_ends_on, access_ends_on, notice_on) AS counts_on
FROM departures
WHERE undone_on IS NULL

-- uses: known_contacts
-- Who is there on the day.
SELECT contact_id, customer_id, role, champion, starts_day
FROM known_contacts
WHERE ends_day IS NULL

-- uses: special_changes
-- Customer-days on which a mistake in price was corrected while the customer stayed: what the day did
-- to the held amount.
SELECT customer_id, by_no, on_date, held AS restated_by
FROM special_changes
WHERE restated AND held <> 0 AND held_after > 0 AND held_after - held > 0

"""Who fitted from which day on, as the engine reads it."""

import pyarrow as pa

from karn.apps.measures.exporters.statement import HIDDEN, Statement

# Of several checks on a day the last one holds: the others end on the day they began.
FITS = Statement(
    table="fits",
    schema=pa.schema([("customer_id", pa.string()), ("checked_on", pa.date32()), ("fit", pa.string())]),
    sql=f"""
        SELECT CAST(customer_id AS text), CAST("on" AS text), fit
        FROM fit_check
        WHERE ("until" IS NULL OR "until" > "on") AND customer_id NOT IN ({HIDDEN})
        ORDER BY customer_id, "on"
    """,  # noqa: S608 (only this package's own text)
)

"""Departures, as the engine reads them."""

import pyarrow as pa

from karn.apps.measures.exporters.statement import HIDDEN, MOMENT, WHOM, Statement

DEPARTURES = Statement(
    table="departures",
    schema=pa.schema(
        [
            ("departure_id", pa.string()),
            ("customer_id", pa.string()),
            ("notice_on", pa.date32()),
            ("contract_ends_on", pa.date32()),
            ("access_ends_on", pa.date32()),
            ("recognised_on", pa.date32()),
            ("kind", pa.string()),
            ("reason", pa.string()),
            ("undone_on", pa.date32()),
            ("subscription_id", pa.string()),
            ("known_at", MOMENT),
        ]
    ),
    sql=f"""
        SELECT CAST(id AS text), CAST(customer_id AS text), CAST(notice_on AS text),
               CAST(contract_ends_on AS text), CAST(access_ends_on AS text), CAST(recognised_on AS text),
               kind, NULLIF(reason, ''), CAST(undone_on AS text),
               CAST(subscription_id AS text), CAST(known_at AS text)
        FROM contracts_departure AS t
        WHERE customer_id NOT IN ({HIDDEN}) {WHOM}
        ORDER BY id
    """,  # noqa: S608 (only this package's own text)
)

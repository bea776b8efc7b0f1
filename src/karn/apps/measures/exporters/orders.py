"""Orders, as the engine reads them."""

import pyarrow as pa

from karn.apps.measures.exporters.statement import HIDDEN, MONEY, Statement

ORDERS = Statement(
    table="orders",
    schema=pa.schema(
        [
            ("order_id", pa.string()),
            ("customer_id", pa.string()),
            ("ordered_on", pa.date32()),
            ("amount", MONEY),
            ("currency", pa.string()),
            ("quantity", pa.int64()),
        ]
    ),
    sql=f"""
        SELECT CAST(id AS text), CAST(customer_id AS text), CAST(ordered_on AS text),
               CAST(amount AS text), currency, quantity
        FROM contracts_order
        WHERE customer_id NOT IN ({HIDDEN})
        ORDER BY id
    """,  # noqa: S608 (only this package's own text)
)

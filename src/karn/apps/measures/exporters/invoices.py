"""Invoices and how collecting them went, as the signals read them.

What a file told counts from its own days, what somebody entered here by hand from when it was entered.
"""

import pyarrow as pa

from karn.apps.measures.exporters.statement import DAY, HIDDEN, MOMENT, MONEY, TEXT, WHOM, Statement

INVOICES = Statement(
    table="invoices",
    schema=pa.schema(
        [
            ("invoice_id", TEXT),
            ("customer_id", TEXT),
            ("subscription_id", TEXT),
            ("invoiced_on", DAY),
            ("due_on", DAY),
            ("amount", MONEY),
            ("currency", TEXT),
            ("credited_on", DAY),
            ("source", TEXT),
            ("known_at", MOMENT),
        ]
    ),
    sql=f"""
        SELECT CAST(t.id AS text), CAST(t.customer_id AS text), CAST(t.subscription_id AS text),
               CAST(t.invoiced_on AS text), CAST(t.due_on AS text), CAST(t.amount AS text), t.currency,
               CAST(t.credited_on AS text), t.source,
               CASE WHEN t.source = 'karn' THEN CAST(t.known_at AS text) END
        FROM contracts_invoice AS t
        WHERE t.customer_id NOT IN ({HIDDEN}) {WHOM}
        ORDER BY t.id
    """,  # noqa: S608 (only this package's own text)
)

PAYMENTS = Statement(
    table="payments",
    schema=pa.schema(
        [
            ("payment_id", TEXT),
            ("invoice_id", TEXT),
            ("status", TEXT),
            ("paid_on", DAY),
            ("failed_on", DAY),
            ("source", TEXT),
            ("known_at", MOMENT),
        ]
    ),
    sql="""
        SELECT CAST(p.id AS text), CAST(p.invoice_id AS text), p.status, CAST(p.paid_on AS text),
               CAST(p.failed_on AS text), p.source, CAST(p.known_at AS text)
        FROM contracts_payment p
        ORDER BY p.id
    """,
)

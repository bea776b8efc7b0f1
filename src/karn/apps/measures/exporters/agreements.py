"""Prices as they were agreed, and what was agreed about the end, as the signals read them."""

import pyarrow as pa

from karn.apps.measures.exporters.statement import DAY, HIDDEN, MOMENT, MONEY, NUMBER, TEXT, WHOM, Statement

PRICES = Statement(
    table="prices",
    schema=pa.schema(
        [
            ("price_id", TEXT),
            ("subscription_id", TEXT),
            ("customer_id", TEXT),
            ("starts_on", DAY),
            ("ends_on", DAY),
            ("state", TEXT),
            ("mrr", MONEY),
            ("amount", MONEY),
            ("currency", TEXT),
            ("plan", TEXT),
            ("quantity", MONEY),
            ("billing", TEXT),
            ("known_at", MOMENT),
            ("ends_known_at", MOMENT),
        ]
    ),
    sql=f"""
        SELECT CAST(p.id AS text), CAST(t.id AS text), CAST(t.customer_id AS text), CAST(p.starts_on AS text),
               CAST(p.ends_on AS text), p.state, CAST(p.mrr AS text), CAST(p.amount AS text), t.currency,
               p.plan, CAST(p.quantity AS text), p.interval, CAST(p.known_at AS text),
               CAST(p.ends_known_at AS text)
        FROM contracts_pricestate p
        JOIN contracts_subscription t ON t.id = p.subscription_id
        WHERE t.customer_id NOT IN ({HIDDEN}) {WHOM}
        ORDER BY p.id
    """,  # noqa: S608 (only this package's own text)
)

TERMS = Statement(
    table="terms",
    schema=pa.schema(
        [
            ("subscription_id", TEXT),
            ("customer_id", TEXT),
            ("term_months", NUMBER),
            ("notice_days", NUMBER),
            ("contract_ends_on", DAY),
            ("renewal_planned_on", DAY),
            ("known_at", MOMENT),
        ]
    ),
    sql=f"""
        SELECT CAST(t.id AS text), CAST(t.customer_id AS text), t.term_months, t.notice_days,
               CAST(t.contract_ends_on AS text), CAST(p.planned_on AS text), CAST(t.known_at AS text)
        FROM contracts_subscription AS t
        LEFT JOIN contracts_renewalplan AS p
            ON p.subscription_id = t.id AND p.for_end = t.contract_ends_on AND p.taken_back_at IS NULL
        WHERE t.contract_ends_on IS NOT NULL AND t.customer_id NOT IN ({HIDDEN}) {WHOM}
        ORDER BY t.id
    """,  # noqa: S608 (only this package's own text)
)

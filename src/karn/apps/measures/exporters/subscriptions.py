"""Price states of subscriptions, as the engine reads them.

A trial is not revenue and is not handed over. A pause is a state with MRR 0 and what is on hold
beside it. Who ended a subscription comes from its last price state, or else from the departure that
belongs to it. A subscription is past due from its earliest failed payment after which neither that
invoice nor a later one of the same subscription was paid. What was credited is no debt.
"""

import pyarrow as pa

from karn.apps.measures.exporters.statement import HIDDEN, MONEY, Statement

# From the failures, which are few: who pays has many payments, and every one of them would be looked at.
_PAST_DUE = """
    unpaid AS MATERIALIZED (
        SELECT i.customer_id, i.subscription_id, p.failed_on
        FROM contracts_payment p
        JOIN contracts_invoice i ON i.id = p.invoice_id
        WHERE p.status = 'failed' AND p.failed_on IS NOT NULL AND i.credited_on IS NULL AND NOT EXISTS (
            SELECT 1 FROM contracts_payment q WHERE q.status = 'paid' AND q.invoice_id = p.invoice_id
        )
    ),
    only_subscription AS MATERIALIZED (
        SELECT customer_id, MIN(id) AS subscription_id
        FROM contracts_subscription
        WHERE customer_id IN (
            SELECT customer_id FROM unpaid
            UNION
            SELECT s.customer_id FROM unpaid u JOIN contracts_subscription s ON s.id = u.subscription_id
        )
        GROUP BY customer_id
        HAVING COUNT(*) = 1
    ),
    failure AS MATERIALIZED (
        SELECT CAST(COALESCE(u.subscription_id, o.subscription_id) AS bigint) AS subscription_id, u.failed_on
        FROM unpaid u
        LEFT JOIN only_subscription o ON o.customer_id = u.customer_id
    ),
    its_invoice AS (
        SELECT i.subscription_id, i.id
        FROM contracts_invoice i
        WHERE i.subscription_id IN (SELECT subscription_id FROM failure)
        UNION ALL
        SELECT o.subscription_id, i.id
        FROM only_subscription o
        JOIN contracts_invoice i ON i.customer_id = o.customer_id AND i.subscription_id IS NULL
    ),
    last_paid AS (
        SELECT i.subscription_id, MAX((
            SELECT MAX(p.paid_on) FROM contracts_payment p WHERE p.status = 'paid' AND p.invoice_id = i.id
        )) AS paid_on
        FROM its_invoice i
        GROUP BY i.subscription_id
    ),
    past_due AS MATERIALIZED (
        SELECT f.subscription_id, MIN(f.failed_on) AS since
        FROM failure f
        LEFT JOIN last_paid l ON l.subscription_id = f.subscription_id
        WHERE f.subscription_id IS NOT NULL AND (l.paid_on IS NULL OR l.paid_on < f.failed_on)
        GROUP BY f.subscription_id
    )"""

_END_KIND = """
    last_state AS (
        SELECT subscription_id, MAX(starts_on) AS starts_on
        FROM contracts_pricestate
        GROUP BY subscription_id
    ),
    own_departure AS (
        SELECT subscription_id, MAX(id) AS id
        FROM contracts_departure
        WHERE undone_on IS NULL AND subscription_id IS NOT NULL
        GROUP BY subscription_id
    ),
    customer_departure AS (
        SELECT customer_id, COALESCE(recognised_on, contract_ends_on, notice_on) AS ends_on, MAX(id) AS id
        FROM contracts_departure
        WHERE undone_on IS NULL AND subscription_id IS NULL
        GROUP BY customer_id, COALESCE(recognised_on, contract_ends_on, notice_on)
    )"""

SUBSCRIPTIONS = Statement(
    table="subscriptions",
    schema=pa.schema(
        [
            ("subscription_id", pa.string()),
            ("customer_id", pa.string()),
            ("starts_on", pa.date32()),
            ("ends_on", pa.date32()),
            ("mrr", MONEY),
            ("currency", pa.string()),
            ("plan", pa.string()),
            ("paused_mrr", MONEY),
            ("resumes_on", pa.date32()),
            ("past_due_since", pa.date32()),
            ("end_kind", pa.string()),
        ]
    ),
    sql=f"""
        WITH {_PAST_DUE}, {_END_KIND}
        SELECT CAST(s.id AS text), CAST(s.customer_id AS text),
               CAST(p.starts_on AS text), CAST(p.ends_on AS text),
               CASE WHEN p.state = 'paused' THEN '0' ELSE CAST(p.mrr AS text) END,
               s.currency, COALESCE(NULLIF(p.plan, ''), NULLIF(s.plan, '')),
               CASE WHEN p.state = 'paused' THEN CAST(p.mrr AS text) END,
               CASE WHEN p.state = 'paused' THEN CAST(p.resumes_on AS text) END,
               CASE WHEN p.ends_on IS NULL OR p.ends_on > d.since THEN CAST(d.since AS text) END,
               CASE WHEN p.ends_on IS NOT NULL AND l.subscription_id IS NOT NULL
                    THEN COALESCE(NULLIF(p.end_kind, ''), own.kind, theirs.kind) END
        FROM contracts_pricestate p
        JOIN contracts_subscription s ON s.id = p.subscription_id
        LEFT JOIN past_due d ON d.subscription_id = s.id
        LEFT JOIN last_state l ON l.subscription_id = s.id AND l.starts_on = p.starts_on
        LEFT JOIN own_departure od ON od.subscription_id = s.id
        LEFT JOIN contracts_departure own ON own.id = od.id
        LEFT JOIN customer_departure cd ON cd.customer_id = s.customer_id AND cd.ends_on = p.ends_on
        LEFT JOIN contracts_departure theirs ON theirs.id = cd.id
        WHERE p.state <> 'trial' AND s.customer_id NOT IN ({HIDDEN})
        ORDER BY s.id, p.starts_on
    """,  # noqa: S608 (only this package's own text)
)

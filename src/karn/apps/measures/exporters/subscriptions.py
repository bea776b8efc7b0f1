"""Price states of subscriptions, as the engine reads them.

A trial is not revenue and is not handed over. A pause is a state with MRR 0 and what is on hold
beside it. Who ended a subscription comes from its last price state, or else from the departure that
belongs to it. A subscription is past due from its earliest failed payment after which neither that
invoice nor a later one of the same subscription was paid.
"""

import pyarrow as pa

from karn.apps.measures.exporters.statement import HIDDEN, MONEY, Statement

_PAST_DUE = """
    only_subscription AS (
        SELECT customer_id, MIN(id) AS subscription_id
        FROM contracts_subscription
        GROUP BY customer_id
        HAVING COUNT(*) = 1
    ),
    attempt AS (
        SELECT COALESCE(i.subscription_id, o.subscription_id) AS subscription_id,
               p.invoice_id, p.status, p.paid_on, p.failed_on
        FROM contracts_payment p
        JOIN contracts_invoice i ON i.id = p.invoice_id
        LEFT JOIN only_subscription o ON o.customer_id = i.customer_id
    ),
    last_paid AS (
        SELECT subscription_id, MAX(paid_on) AS paid_on
        FROM attempt
        WHERE status = 'paid' AND subscription_id IS NOT NULL
        GROUP BY subscription_id
    ),
    paid_invoice AS (
        SELECT DISTINCT invoice_id FROM attempt WHERE status = 'paid'
    ),
    past_due AS (
        SELECT a.subscription_id, MIN(a.failed_on) AS since
        FROM attempt a
        LEFT JOIN last_paid l ON l.subscription_id = a.subscription_id
        LEFT JOIN paid_invoice q ON q.invoice_id = a.invoice_id
        WHERE a.status = 'failed' AND a.failed_on IS NOT NULL AND q.invoice_id IS NULL
          AND (l.paid_on IS NULL OR l.paid_on < a.failed_on)
        GROUP BY a.subscription_id
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

"""What was said, as the signals read it. What was removed is not there: it was a mistake.

What a file told counts from the day it happened, what somebody logged here by hand from when it was logged.
"""

import pyarrow as pa

from karn.apps.measures.exporters.statement import HIDDEN, MOMENT, TEXT, WHOM, YES_NO, Statement

CONVERSATIONS = Statement(
    table="conversations",
    schema=pa.schema(
        [
            ("conversation_id", TEXT),
            ("customer_id", TEXT),
            ("happened_at", MOMENT),
            ("channel", TEXT),
            ("direction", TEXT),
            ("bulk", YES_NO),
            ("answered_at", MOMENT),
            ("source", TEXT),
            ("contact_id", TEXT),
            ("handled_by", TEXT),
            ("subject", TEXT),
            ("known_at", MOMENT),
        ]
    ),
    sql=f"""
        SELECT CAST(t.id AS text), CAST(t.customer_id AS text), CAST(t.happened_at AS text), t.channel,
               t.direction, t.bulk,
               CAST(CASE WHEN t.settled_at IS NULL THEN t.answered_at
                         WHEN t.answered_at IS NULL OR t.settled_at < t.answered_at THEN t.settled_at
                         ELSE t.answered_at END AS text),
               t.source, CAST(t.contact_id AS text), NULLIF(t.handled_by, ''),
               CASE WHEN t.channel = 'ticket' THEN NULLIF(t.subject, '') END,
               CASE WHEN t.source = 'karn' THEN CAST(t.known_at AS text) END
        FROM conversations_conversation AS t
        WHERE t.removed_at IS NULL AND t.customer_id NOT IN ({HIDDEN}) {WHOM}
        ORDER BY t.id
    """,  # noqa: S608 (only this package's own text)
)

OBSERVATIONS = Statement(
    table="observations",
    schema=pa.schema(
        [
            ("observation_id", TEXT),
            ("customer_id", TEXT),
            ("noticed_at", MOMENT),
            ("kind", TEXT),
            ("words", TEXT),
            ("known_at", MOMENT),
        ]
    ),
    sql=f"""
        SELECT CAST(t.id AS text), CAST(t.customer_id AS text), CAST(t.noticed_at AS text), t.kind,
               NULLIF(t.words, ''), CAST(t.known_at AS text)
        FROM conversations_hint AS t
        WHERE t.removed_at IS NULL AND t.customer_id NOT IN ({HIDDEN}) {WHOM}
        ORDER BY t.id
    """,  # noqa: S608 (only this package's own text)
)

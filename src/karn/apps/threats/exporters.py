"""What people said of customers, as the signals read it."""

import pyarrow as pa

from karn.apps.measures.exporters.statement import DAY, HIDDEN, MOMENT, TEXT, WHOM, Statement

# A light somebody set to amber says neither; what the rules found by themselves is nobody's judgement.
JUDGEMENTS = Statement(
    table="judgements",
    schema=pa.schema(
        [
            ("judgement_id", TEXT),
            ("customer_id", TEXT),
            ("about", TEXT),
            ("says", TEXT),
            ("said_at", MOMENT),
            ("until_on", DAY),
            ("ended_at", MOMENT),
            ("known_at", MOMENT),
        ]
    ),
    sql=f"""
        SELECT t.number, CAST(t.customer_id AS text), t.about, t.says, CAST(t.said_at AS text),
               CAST(t.until_on AS text), CAST(t.ended_at AS text), CAST(t.said_at AS text)
        FROM (
            SELECT CAST(id AS text) || '-light' AS number, customer_id, light AS about,
                   CASE colour WHEN 'green' THEN 'good' ELSE 'bad' END AS says,
                   "at" AS said_at, "until" AS until_on, ended_at
            FROM threats_lightoverrule
            WHERE colour IN ('green', 'red')
            UNION ALL
            SELECT CAST(id AS text) || '-fit', customer_id, 'fit',
                   CASE fit WHEN 'right' THEN 'good' ELSE 'bad' END, "at", "until", NULL
            FROM fit_check
            WHERE by_id IS NOT NULL AND fit IN ('right', 'not_right') AND ("until" IS NULL OR "until" > "on")
        ) AS t
        WHERE t.customer_id NOT IN ({HIDDEN}) {WHOM}
        ORDER BY t.number
    """,  # noqa: S608 (only this package's own text)
)

"""Answers to surveys of people known by name, as the signals read them.

An answer is closed when the task to come back to it is done.
"""

import pyarrow as pa

from karn.apps.measures.exporters.statement import HIDDEN, MOMENT, TEXT, WHOM, YES_NO, Statement

ANSWERS = Statement(
    table="answers",
    schema=pa.schema(
        [
            ("answer_id", TEXT),
            ("customer_id", TEXT),
            ("said_at", MOMENT),
            ("unhappy", YES_NO),
            ("survey_id", TEXT),
            ("survey", TEXT),
            ("closed_at", MOMENT),
        ]
    ),
    sql=f"""
        SELECT CAST(t.id AS text), CAST(t.customer_id AS text), CAST(t.said_at AS text), t.unhappy,
               CAST(t.survey_id AS text), s.name, CAST(k.done_at AS text)
        FROM surveys_response AS t
        JOIN surveys_survey s ON s.id = t.survey_id
        LEFT JOIN tasks_task k ON k.origin = 'survey' AND k.number = t.id
        WHERE t.customer_id IS NOT NULL AND t.removed_at IS NULL AND t.customer_id NOT IN ({HIDDEN}) {WHOM}
        ORDER BY t.id
    """,  # noqa: S608 (only this package's own text)
)

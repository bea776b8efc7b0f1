"""Who is there at customers, and what changed about who they are, as the signals read it."""

import pyarrow as pa

from karn.apps.measures.exporters.statement import DAY, HIDDEN, MOMENT, TEXT, WHOM, YES_NO, Statement

# A row's history begins with its first change, and there with what the row was: known since then.
CONTACTS = Statement(
    table="contacts",
    schema=pa.schema(
        [
            ("contact_id", TEXT),
            ("customer_id", TEXT),
            ("name", TEXT),
            ("role", TEXT),
            ("influence", TEXT),
            ("champion", YES_NO),
            ("starts_on", DAY),
            ("ends_on", DAY),
            ("known_at", MOMENT),
        ]
    ),
    sql=f"""
        WITH begun AS (
            SELECT id, MIN(history_date) AS at FROM customers_historicalcontact
            WHERE source = 'karn' GROUP BY id
        )
        SELECT CAST(t.id AS text), CAST(t.customer_id AS text), t.name, LOWER(TRIM(t.role)), t.influence,
               t.champion, CAST(t.starts_on AS text), CAST(t.ends_on AS text),
               CASE WHEN t.source = 'karn' THEN CAST(COALESCE(b.at, t.known_at) AS text) END
        FROM customers_contact AS t
        LEFT JOIN begun b ON b.id = t.id
        WHERE t.deleted_at IS NULL AND t.customer_id NOT IN ({HIDDEN}) {WHOM}
        ORDER BY t.id
    """,  # noqa: S608 (only this package's own text)
)

_STEPS = """
    SELECT h.history_id, h.id AS customer_id, h.history_date, h.name, h.domain, h.owner_id,
           ROW_NUMBER() OVER its AS place, LAG(h.name) OVER its AS was_name,
           LAG(h.domain) OVER its AS was_domain, LAG(h.owner_id) OVER its AS was_owner,
           h.history_change_reason AS reason
    FROM customers_historicalcustomer h
    WINDOW its AS (PARTITION BY h.id ORDER BY h.history_id)
"""


def _change(what: str, was: str, became: str, differs: str) -> str:
    return f"""
        SELECT t.history_id, t.customer_id, '{what}' AS what, {was} AS was, {became} AS became, t.history_date
        FROM steps t
        LEFT JOIN people_person w ON w.id = t.was_owner
        LEFT JOIN people_person b ON b.id = t.owner_id
        WHERE t.place > 1 AND {differs} AND COALESCE(t.reason, '') NOT IN ('merge', 'unmerge')
    """  # noqa: S608 (only this package's own text)


CHANGES = Statement(
    table="changes",
    schema=pa.schema(
        [
            ("change_id", TEXT),
            ("customer_id", TEXT),
            ("what", TEXT),
            ("was", TEXT),
            ("became", TEXT),
            ("changed_at", MOMENT),
        ]
    ),
    sql=f"""
        WITH steps AS ({_STEPS}), changed AS (
            {_change("name", "t.was_name", "t.name", "LOWER(t.name) <> LOWER(t.was_name)")}
            UNION ALL
            {_change("domain", "t.was_domain", "t.domain", "LOWER(t.domain) <> LOWER(t.was_domain)")}
            UNION ALL
            {_change("owner", "w.name", "b.name", "COALESCE(t.owner_id, 0) <> COALESCE(t.was_owner, 0)")}
        )
        SELECT CAST(t.history_id AS text) || '-' || t.what, CAST(t.customer_id AS text), t.what, t.was,
               t.became, CAST(t.history_date AS text)
        FROM changed AS t
        WHERE t.customer_id NOT IN ({HIDDEN}) {WHOM}
        ORDER BY t.history_id, t.what
    """,  # noqa: S608 (only this package's own text)
)

"""What the company told about its own costs."""

import pyarrow as pa

from karn.apps.measures.exporters.statement import MONEY, Statement

# The company's settings carry no date yet: they hold for all time.
COSTS = Statement(
    table="costs",
    schema=pa.schema([("valid_from", pa.date32()), ("gross_margin", pa.float64()), ("winning_cost", MONEY)]),
    sql="""
        SELECT '1970-01-01', CAST(gross_margin AS double precision), CAST(winning_cost AS text)
        FROM company_company
        ORDER BY id
        LIMIT 1
    """,
)

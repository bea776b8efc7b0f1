from pathlib import Path

import pytest

from karn.engine import metrics
from karn.engine.guard import complaints_about
from karn.kernel.errors import BadInput


def refused(text):
    try:
        return complaints_about(text) != []
    except BadInput:
        return True


SHIPPED = sorted(Path(metrics.__file__).parent.rglob("*.sql"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_shipped_file_passes(path):
    assert complaints_about(path.read_text()) == []


@pytest.mark.parametrize(
    "planted",
    [
        "SELECT current_date AS day",
        "SELECT now() AS day",
        "SELECT today() AS day",
        "SELECT random() AS x",
        "SELECT datediff('month', starts_on, ends_on) AS months FROM subscriptions",
        "SELECT date_diff('month', starts_on, ends_on) AS months FROM subscriptions",
        "SELECT ends_on - starts_on AS days FROM subscriptions",
        "SELECT starts_on + INTERVAL 1 MONTH AS next FROM subscriptions",
        "SELECT starts_on + 1 AS next FROM subscriptions",
        "SELECT date_trunc('month', starts_on) AS month FROM subscriptions",
        "SELECT extract(dow FROM starts_on) AS weekday FROM subscriptions",
        "SELECT mrr::float AS mrr FROM subscriptions",
        "SELECT CAST(mrr AS REAL) AS mrr FROM subscriptions",
        "SELECT CAST(mrr AS DECIMAL(12, 2)) AS mrr FROM subscriptions",
        "SELECT CAST(starts_on AS VARCHAR) AS day FROM subscriptions",
        "SELECT a / b AS share FROM shares",
        "SELECT a / 0 AS share FROM shares",
        "SELECT a / nullif(b, 1) AS share FROM shares",
        "SELECT a // b AS share FROM shares",
        "SELECT a % b AS rest FROM shares",
        "SELECT a FROM shares ORDER BY a",
        "SELECT a FROM shares ORDER BY a NULLS LAST, b",
        "SELECT row_number() OVER (PARTITION BY a ORDER BY b) AS n FROM shares",
        "SELECT regexp_replace(name, 'a', 'b') AS name FROM customers",
        "SELECT regexp_matches(name, 'a') AS fits FROM customers",
        "SELECT a FROM generate_series(1, 3) AS s(a)",
        "SELECT generate_series(1, 3) AS a",
        "SELECT s.a FROM s ASOF JOIN t ON s.a >= t.a",
        "SELECT s.a FROM s POSITIONAL JOIN t",
        "SELECT s.a FROM s, t",
        "SELECT s.a FROM s FULL JOIN t ON s.a = t.a",
        "SELECT product(a) AS all_of_it FROM shares",
        "SELECT log(a) AS x FROM shares",
        "SELECT quantile_cont(a, 0.5) AS x FROM shares",
        "SELECT avg(a) AS x FROM shares",
        "SELECT list(a ORDER BY a NULLS LAST) AS x FROM shares",
        "SELECT a FROM shares LIMIT 3",
        "SELECT a FROM shares QUALIFY row_number() OVER (ORDER BY a NULLS LAST) = 1",
        "SELECT * FROM read_csv('file.csv')",
        "SELECT a FROM 'file.parquet'",
        "PIVOT shares ON a USING sum(b)",
    ],
)
def test_a_planted_violation_is_refused(planted):
    assert refused(planted)


@pytest.mark.parametrize(
    "text", ["DROP TABLE subscriptions", "SELECT 1 AS a; SELECT 2 AS b", "COPY t TO 'x'", "SELEC 1 FROM"]
)
def test_anything_but_one_select_is_bad_input(text):
    with pytest.raises(BadInput):
        complaints_about(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT a / nullif(b, 0) AS share FROM shares ORDER BY a NULLS LAST",
        "SELECT (a / 7.0) AS weeks FROM ages ORDER BY a DESC NULLS FIRST",
        "SELECT sum(a) OVER (PARTITION BY b ORDER BY c NULLS LAST) AS total FROM shares",
    ],
)
def test_what_every_engine_does_alike_passes(text):
    assert complaints_about(text) == []

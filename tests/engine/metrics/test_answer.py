"""Answers in the plain forms that people and programs ask for."""

import json
import sys
from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from karn.engine.metrics.answer import Answer, labelled, plain, plain_decimal
from karn.kernel.errors import BadInput
from karn.kernel.period import Period

MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))
FEBRUARY = Period(date(2026, 2, 1), date(2026, 3, 1))


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12))
def test_a_decimal_written_plainly_reads_back_as_the_same_number(value: Decimal) -> None:
    text = plain_decimal(value)
    assert Decimal(text) == value
    assert "e" not in text.lower()
    assert plain_decimal(Decimal(text)) == text


@given(st.floats(-1e9, 1e9))
def test_a_ratio_written_plainly_is_right_to_twelve_places(value: float) -> None:
    assert abs(Decimal(plain(value)) - Decimal(repr(value))) <= Decimal("5e-13")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("100.000000"), "100"),
        (Decimal("166.666667"), "166.666667"),
        (Decimal("-0.000000"), "0"),
        (Decimal("1E+3"), "1000"),
        (Decimal("0.50"), "0.5"),
        (Decimal(100), "100"),
        (1 / 3, "0.333333333333"),
        (0.1 + 0.2, "0.3"),
        (1e40, "1" + "0" * 40),
        (-0.0, "0"),
        (float("nan"), None),
        (float("inf"), None),
        (date(2026, 3, 1), "2026-03-01"),
        (datetime(2026, 3, 1, 12, tzinfo=UTC), "2026-03-01T12:00:00+00:00"),
        (7, 7),
        ("north", "north"),
        (True, True),
        (None, None),
    ],
)
def test_a_value_is_written_without_loss_and_unknown_stays_unknown(value: object, written: object) -> None:
    assert plain(value) == written


def answer(arrow: pa.Table) -> Answer:
    return Answer("arpa", ("gold",), "duckdb 2", MARCH, "ab" * 32, "SELECT 1", arrow)


ROWS = pa.table(
    {
        "mrr": pa.array([Decimal("10.5"), None], pa.decimal128(18, 6)),
        "customers": pa.array([3, 0], pa.int64()),
        "value": pa.array([3.5, None], pa.float64()),
    }
)


def test_rows_and_the_whole_answer_are_ready_for_json() -> None:
    rows = [
        {"mrr": "10.5", "customers": 3, "value": "3.5"},
        {"mrr": None, "customers": 0, "value": None},
    ]
    assert answer(ROWS).rows() == rows
    told = answer(ROWS).to_json_dict()
    assert json.loads(json.dumps(told)) == told
    assert told == {
        "metric": "arpa",
        "modes": ["gold"],
        "engine": "duckdb 2",
        "from": "2026-03-01",
        "to": "2026-04-01",
        "definition_sha256": "ab" * 32,
        "rows": rows,
    }


def test_an_answer_without_rows_has_none() -> None:
    assert answer(ROWS.slice(0, 0)).rows() == []


NUMBERED = pa.table({"period_no": [2, 1], "by_no": [0, 1], "value": [0.5, 0.25]})


def test_numbers_of_periods_and_groups_become_days_and_values() -> None:
    found = labelled(NUMBERED, [FEBRUARY, MARCH], [None, "north"])
    assert found.to_pylist() == [
        {"from": date(2026, 3, 1), "to": date(2026, 4, 1), "by_value": None, "value": 0.5},
        {"from": date(2026, 2, 1), "to": date(2026, 3, 1), "by_value": "north", "value": 0.25},
    ]
    assert found.column_names == ["from", "to", "by_value", "value"]


def test_numbers_nobody_asked_for_are_left_out() -> None:
    assert labelled(NUMBERED, None, None).column_names == ["value"]
    assert labelled(NUMBERED, None, [None, "north"]).column_names == ["by_value", "value"]
    assert labelled(ROWS, [MARCH], [None]) == ROWS


@pytest.mark.parametrize("package", ["pandas", "polars"])
def test_without_the_package_it_says_how_to_get_it(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    arrow = pa.table({"value": pa.array([1], pa.int64())})
    answer = Answer("arpa", (), "duckdb", MARCH, "", "", arrow)
    with pytest.raises(BadInput, match=f"{package} is not installed: pip install {package}"):
        getattr(answer, package)()

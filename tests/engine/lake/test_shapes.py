"""The Arrow form of a table: declared columns typed and in order, attributes as text."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from karn.engine.lake.shapes import attribute_names, column_name, conform, declared_schema, local_dates
from karn.engine.tables import TABLES
from karn.kernel.errors import BadInput

CUSTOMERS, COSTS, EVENTS = TABLES["customers"], TABLES["costs"], TABLES["events"]
PLAIN_NAME = r"[a-z][a-z0-9_]*"


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Åke's Fönster", "ake_s_fonster"),
        ("  Bedrijfsgrootte (FTE) ", "bedrijfsgrootte_fte"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("2024", "a_2024"),
        ("", "a"),
        ("客户", "a"),
        ("x" * 80, "x" * 60),
    ],
)
def test_a_heading_becomes_a_plain_column_name(heading: str, name: str) -> None:
    assert column_name(heading) == name


@given(st.text(max_size=80))
def test_a_column_name_is_plain_whatever_was_typed_and_stays_what_it_is(heading: str) -> None:
    name = column_name(heading)
    assert name.isascii()
    assert name.replace("_", "a").isalnum()
    assert not name[0].isdigit()
    assert len(name) <= 62
    assert column_name(name) == name or len(name) > 60


@given(st.lists(st.text(max_size=12), unique=True, max_size=8))
def test_attributes_get_names_of_their_own(headings: list[str]) -> None:
    declared = {column.name for column in CUSTOMERS.columns}
    names = attribute_names(CUSTOMERS, ["customer_id", *headings])
    assert list(names) == [heading for heading in headings if heading not in declared]
    assert len(set(names.values()) | declared) == len(names) + len(declared)


def test_columns_are_put_in_order_typed_and_filled_up_and_attributes_follow_as_text() -> None:
    batch = pa.record_batch({"Size": [12], "customer_id": [7], "other": ["gone"]})
    done = conform(batch, CUSTOMERS, {"Size": "size"})
    assert done.to_pylist() == [{"customer_id": "7", "name": None, "size": "12"}]
    assert done.schema == declared_schema(CUSTOMERS).append(pa.field("size", pa.string()))


def test_a_table_that_conforms_stays_as_it_is() -> None:
    batch = pa.record_batch(
        {"valid_from": ["2026-01-01"], "gross_margin": ["0.8"], "winning_cost": ["300.5"]}
    )
    done = conform(batch, COSTS, {})
    assert done.to_pylist() == [
        {"valid_from": date(2026, 1, 1), "gross_margin": 0.8, "winning_cost": Decimal("300.500000")}
    ]
    assert conform(done, COSTS, {}) == done


@pytest.mark.parametrize("kind", [pa.int8(), pa.int64(), pa.uint64(), pa.float64(), pa.string()])
def test_a_whole_amount_is_taken_however_it_is_held(kind: pa.DataType) -> None:
    amounts = pa.array([100]).cast(kind)
    batch = pa.record_batch({"valid_from": ["2026-01-01"], "gross_margin": [1], "winning_cost": amounts})
    assert conform(batch, COSTS, {}).column("winning_cost").to_pylist() == [Decimal("100.000000")]


def test_a_moment_with_a_zone_becomes_the_same_moment_in_utc() -> None:
    noon = pa.array(
        [datetime(2026, 7, 1, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))],
        pa.timestamp("us", "Europe/Amsterdam"),
    )
    batch = pa.record_batch({"event_id": ["e"], "customer_id": ["c"], "happened_at": noon, "name": ["x"]})
    (moment,) = conform(batch, EVENTS, {}).column("happened_at").to_pylist()
    assert moment == datetime(2026, 7, 1, 10)  # noqa: DTZ001 — the lake keeps UTC without a zone


def test_a_missing_column_and_a_value_that_does_not_fit_are_told() -> None:
    with pytest.raises(BadInput, match=r"The table costs has no column valid_from, winning_cost\."):
        conform(pa.record_batch({"gross_margin": [1.0]}), COSTS, {})
    wrong = pa.record_batch({"valid_from": ["soon"], "gross_margin": [1.0], "winning_cost": [1]})
    with pytest.raises(BadInput, match=r"^costs\.valid_from: "):
        conform(wrong, COSTS, {})
    huge = pa.record_batch({"valid_from": ["2026-01-01"], "gross_margin": [1.0], "winning_cost": [10**13]})
    with pytest.raises(BadInput, match=r"^costs\.winning_cost: "):
        conform(huge, COSTS, {})


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)),  # noqa: DTZ001
    st.sampled_from(["UTC", "Europe/Amsterdam", "America/St_Johns", "Pacific/Kiritimati", "Asia/Kathmandu"]),
)
def test_a_moment_falls_on_the_day_its_zone_has_then(moment: datetime, zone: str) -> None:
    expected = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()
    assert local_dates(pa.array([moment, None], pa.timestamp("us")), zone).to_pylist() == [expected, None]
    assert abs(expected - moment.date()) <= timedelta(days=1)

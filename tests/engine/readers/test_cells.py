"""What one cell of text says: numbers, dates, moments, yes and no, as people write them."""

# ruff: noqa: DTZ001 — the lake keeps moments in UTC without a zone

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from karn.engine.readers.cells import Field
from karn.engine.readers.workbench import open_workbench
from karn.engine.tables import Column, Type
from karn.kernel.errors import BadInput

Parse = Callable[..., object]


@pytest.fixture(scope="module")
def parse_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parse]:
    """Give what cells say as values of a type, or why they are refused."""
    with open_workbench(Path(tmp_path_factory.mktemp("bench")), zone="Europe/Amsterdam") as bench:

        def parse_now(
            kind: Type, cells: list[str], written: str | None = None, **declared: object
        ) -> list[object]:
            field = Field(Column("x", kind, "", **declared), "cell", written)  # type: ignore[arg-type]
            rows = bench.execute(
                f"SELECT v, {field.refusal('t', 'v')} FROM (SELECT t, {field.value('k')} AS v"
                f" FROM (SELECT t, {field.plain('t')} AS k FROM (SELECT {field.text} AS t"
                " FROM (SELECT unnest(CAST($1 AS VARCHAR[])) AS cell))))",
                [cells],
            ).fetchall()
            return [refusal or value for value, refusal in rows]

        yield parse_now


@pytest.fixture
def parse(parse_all: Parse) -> Parse:
    """Give what one cell says."""

    def parse_one(kind: Type, cell: str, written: str | None = None, **declared: object) -> object:
        return parse_all(kind, [cell], written, **declared)[0]

    return parse_one


@pytest.fixture
def understood(parse_all: Parse) -> Parse:
    """Give cell → what it says."""

    def understood_now(kind: Type, cells: Iterable[str], written: str | None = None) -> dict[str, object]:
        return dict(zip(cells, parse_all(kind, list(cells), written), strict=True))

    return understood_now


NUMBERS = [
    ("1234.5", "point", "1234.5"),
    ("1,234.5", "point", "1234.5"),
    ("1,234,567", "point", "1234567"),
    ("1.234,5", "comma", "1234.5"),
    ("1.234.567", "comma", "1234567"),
    ("1 234,50", "comma", "1234.5"),
    ("1\u00a0234,50", "comma", "1234.5"),
    ("1\u202f234\u202f567,5", "comma", "1234567.5"),
    ("1'234.50", "point", "1234.5"),
    ("1’234.50", "point", "1234.5"),
    (",5", "comma", "0.5"),
    (".5", "point", "0.5"),
    ("5.", "point", "5"),
    ("€ 12,50", "comma", "12.5"),
    ("12,50 €", "comma", "12.5"),
    ("€12,50-", "comma", "-12.5"),
    ("EUR 12,50", "comma", "12.5"),
    ("12,50 SEK", "comma", "12.5"),
    ("1 234,50 kr", "comma", "1234.5"),
    ("kr. 99", "comma", "99"),
    ("50:-", "comma", "50"),
    ("€ 12,-", "comma", "12"),
    ("€ 12,--", "comma", "12"),
    ("$-12.50", "point", "-12.5"),
    ("-$12.50", "point", "-12.5"),
    ("(12.50)", "point", "-12.5"),
    ("($1,200.00)", "point", "-1200"),
    ("12.50-", "point", "-12.5"),
    ("−12,5", "comma", "-12.5"),
    ("+12", "point", "12"),
    ("1.5e3", "point", "1500"),
    ("1,5E+03", "comma", "1500"),
    ("007", "point", "7"),
    ("166.6666665", "point", "166.666666"),
    ("166.6666675", "point", "166.666668"),
    ("166.66666651", "point", "166.666667"),
    ("999999999999.999999", "point", "999999999999.999999"),
]


@pytest.mark.parametrize("mark", ["point", "comma"])
def test_an_amount_is_understood(understood, mark) -> None:
    expected = {cell: Decimal(value) for cell, written, value in NUMBERS if written == mark}
    assert understood(Type.MONEY, expected, mark) == expected


NO_NUMBERS = [
    ("twelve", "point"),
    ("1,23", "point"),
    ("12,34,567", "point"),
    ("1.23", "comma"),
    ("12 34", "comma"),
    ("1.2.3", "point"),
    ("--5", "point"),
    ("-5-", "point"),
    ("(5", "point"),
    ("(-5)", "point"),
    ("€", "comma"),
    (".", "point"),
    ("1_000", "point"),
    ("0x10", "point"),
    ("inf", "point"),
    ("1e99", "point"),
    ("1000000000000", "point"),
    ("٣", "point"),
    ("=1+1", "point"),
    ("1; DROP TABLE x", "point"),
]


@pytest.mark.parametrize("mark", ["point", "comma"])
def test_what_is_no_amount_is_refused(understood, mark) -> None:
    expected = {cell: "not_a_number" for cell, written in NO_NUMBERS if written == mark}
    assert understood(Type.MONEY, expected, mark) == expected


@pytest.mark.parametrize("kind", [Type.MONEY, Type.DATE, Type.BOOLEAN])
def test_a_word_for_nothing_is_nothing(understood, kind) -> None:
    expected = dict.fromkeys(["", "NULL", "n/a", "NaN", "None", "-", "\\N"])
    assert understood(kind, expected) == expected


def test_text_keeps_words_for_nothing(parse) -> None:
    assert (parse(Type.TEXT, "None"), parse(Type.ID, "n/a"), parse(Type.TEXT, "")) == ("None", "n/a", None)


FEW = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
WRITINGS = st.tuples(
    st.decimals(-(10**11), 10**11, places=2),
    st.sampled_from(["", " ", "\u00a0", "\u202f", "'", "’", "other"]),
    st.sampled_from(["before", "after", "brackets", "inside"]),
    st.sampled_from(["", "€ ", "EUR ", "$", " kr", " SEK", " €"]),
)


@FEW
@given(writings=st.lists(WRITINGS, min_size=40, max_size=200), mark=st.sampled_from([",", "."]))
def test_every_way_of_writing_an_amount_gives_it_back(parse_all, writings, mark) -> None:
    written = "comma" if mark == "," else "point"
    cells = [write_amount(*writing, mark) for writing in writings]
    assert parse_all(Type.MONEY, cells, written) == [value for value, *_ in writings]


def write_amount(value: Decimal, thousands: str, sign: str, currency: str, mark: str) -> str:
    separator = {"other": "." if mark == "," else ","}.get(thousands, thousands)
    digits = f"{abs(value):,.2f}".replace(",", "T").replace(".", mark).replace("T", separator)
    before, after = ("", currency) if currency.startswith(" ") else (currency, "")
    minus = value < 0
    return {
        "before": f"{'-' * minus}{before}{digits}{after}",
        "after": f"{before}{digits}{after}{'-' * minus}",
        "brackets": f"{'(' * minus}{before}{digits}{after}{')' * minus}",
        "inside": f"{before}{'-' * minus}{digits}{after}",
    }[sign]


@FEW
@given(st.lists(st.decimals(-(10**9), 10**9, allow_nan=False, allow_infinity=False, places=9), min_size=50))
def test_an_amount_is_rounded_once_halves_to_even(parse_all, values) -> None:
    rounded = [value.quantize(Decimal("0.000001"), ROUND_HALF_EVEN) for value in values]
    assert parse_all(Type.MONEY, [f"{value:f}" for value in values], "point") == rounded


def test_whole_numbers(understood) -> None:
    expected = {"12": 12, "1.000": 1000, "3,0": 3, "-7": -7}
    expected |= dict.fromkeys(["3,5", "99999999999999999999", "x"], "not_a_number")
    assert understood(Type.INTEGER, expected, "comma") == expected


DATES = [
    ("2024-03-12", "ymd", date(2024, 3, 12)),
    ("2024-3-2", "ymd", date(2024, 3, 2)),
    ("2024/03/12", "ymd", date(2024, 3, 12)),
    ("20240312", "ymd", date(2024, 3, 12)),
    ("12-03-2024", "dmy", date(2024, 3, 12)),
    ("2-3-2024", "dmy", date(2024, 3, 2)),
    ("12/03/2024", "dmy", date(2024, 3, 12)),
    ("12.03.2024", "dmy", date(2024, 3, 12)),
    ("03/12/2024", "mdy", date(2024, 3, 12)),
    ("12 mrt 2024", "ymd", date(2024, 3, 12)),
    ("12 mrt. 2024", "ymd", date(2024, 3, 12)),
    ("12 maart 2024", "ymd", date(2024, 3, 12)),
    ("12 maj 2024", "ymd", date(2024, 5, 12)),
    ("12 mei 2024", "ymd", date(2024, 5, 12)),
    ("12 Mar 2024", "ymd", date(2024, 3, 12)),
    ("12-okt-2024", "ymd", date(2024, 10, 12)),
    ("1 augusti 2024", "ymd", date(2024, 8, 1)),
    ("March 12, 2024", "ymd", date(2024, 3, 12)),
    ("45363", "serial", date(2024, 3, 12)),
    ("2024-03-12 00:00:00", "ymd", date(2024, 3, 12)),
    ("12-03-2024 09:14", "dmy", date(2024, 3, 12)),
    ("2024-03-12T22:59:59Z", "ymd", date(2024, 3, 12)),
    ("2024-03-12T23:00:00Z", "ymd", date(2024, 3, 13)),
    ("2024-07-12T22:00:00.000Z", "ymd", date(2024, 7, 13)),
    ("2024-03-12T23:30:00+02:00", "ymd", date(2024, 3, 12)),
    ("2024-03-12 23:30:00 UTC", "ymd", date(2024, 3, 13)),
    ("29-02-2024", "dmy", date(2024, 2, 29)),
]


@pytest.mark.parametrize("order", ["ymd", "dmy", "mdy", "serial"])
def test_a_date_is_understood(understood, order) -> None:
    expected = {cell: value for cell, written, value in DATES if written == order}
    assert understood(Type.DATE, expected, order) == expected


NO_DATES = [
    ("29-02-2023", "dmy"),
    ("31-13-2024", "dmy"),
    ("12/13/2024", "dmy"),
    ("2024-13-01", "ymd"),
    ("0000-00-00", "ymd"),
    ("12 xyz 2024", "ymd"),
    ("soon", "dmy"),
    ("infinity", "ymd"),
    ("epoch", "ymd"),
    ("2024-03-12 (bc)", "ymd"),
    ("44 BC", "ymd"),
    ("12-03-24", "dmy"),
    ("45363", "ymd"),
    ("2024-03-12 25:00", "ymd"),
    ("2024-03-12'; DROP TABLE x", "ymd"),
]


@pytest.mark.parametrize("order", ["ymd", "dmy"])
def test_what_is_no_date_is_refused(understood, order) -> None:
    expected = {cell: "not_a_date" for cell, written in NO_DATES if written == order}
    assert understood(Type.DATE, expected, order) == expected


MOMENTS = [
    ("2024-03-12 09:14", "ymd", datetime(2024, 3, 12, 8, 14)),
    ("12-07-2024 09:14", "dmy", datetime(2024, 7, 12, 7, 14)),
    ("12/07/2024, 09:14:30", "dmy", datetime(2024, 7, 12, 7, 14, 30)),
    ("3/12/2024 9:14 PM", "mdy", datetime(2024, 3, 12, 20, 14)),
    ("2024-03-12T09:14:00Z", "ymd", datetime(2024, 3, 12, 9, 14)),
    ("2024-03-12T09:14:00.123456Z", "ymd", datetime(2024, 3, 12, 9, 14, 0, 123456)),
    ("2024-03-12T09:14:00+01:00", "ymd", datetime(2024, 3, 12, 8, 14)),
    ("2024-03-12", "ymd", datetime(2024, 3, 11, 23)),
    # The clocks go forward at two: half past two is half past three.
    ("2026-03-29 02:30", "ymd", datetime(2026, 3, 29, 1, 30)),
]


@pytest.mark.parametrize("order", ["ymd", "dmy", "mdy"])
def test_a_moment_is_kept_in_utc(understood, order) -> None:
    expected = {cell: value for cell, written, value in MOMENTS if written == order}
    assert understood(Type.INSTANT, expected, order) == expected


SECONDS = st.datetimes(datetime(1980, 1, 1), datetime(2036, 1, 1)).map(lambda at: at.replace(microsecond=0))


@FEW
@given(st.lists(st.tuples(SECONDS, st.integers(-12, 14)), min_size=50))
def test_a_moment_with_a_zone_is_the_same_in_every_writing(parse_all, moments) -> None:
    cells = [f"{at + timedelta(hours=hours):%Y-%m-%dT%H:%M:%S}{hours:+03d}:00" for at, hours in moments]
    days = [at.replace(tzinfo=UTC).astimezone(ZoneInfo("Europe/Amsterdam")).date() for at, _ in moments]
    assert parse_all(Type.INSTANT, cells) == [at for at, _ in moments]
    assert parse_all(Type.DATE, cells) == days


def test_yes_and_no_are_understood(understood) -> None:
    expected = dict.fromkeys(["yes", "Ja", "TRUE", "1", "x", "J", "sant"], True)
    expected |= dict.fromkeys(["no", "Nee", "nej", "FALSE", "0"], False)
    assert understood(Type.BOOLEAN, expected) == expected


@pytest.mark.parametrize(
    ("kind", "cell", "declared", "value"),
    [
        (Type.BOOLEAN, "maybe", {}, "not_a_boolean"),
        (Type.CURRENCY, "eur", {}, "EUR"),
        (Type.CURRENCY, "€", {}, "EUR"),
        (Type.CURRENCY, "EURO", {}, "not_a_currency"),
        (Type.CURRENCY, "XXX", {}, "not_a_currency"),
        (Type.CHOICE, "Ended by-us", {"choices": ("ended_by_us",)}, "ended_by_us"),
        (Type.CHOICE, "fired", {"choices": ("ended_by_us", "it's")}, "not_a_choice"),
        (Type.CHOICE, "", {"choices": ("a", "unknown"), "default": "unknown"}, "unknown"),
        (Type.EMAIL, "jan@example.org", {}, "jan@example.org"),
        (Type.EMAIL, "jan@example", {}, "not_an_email"),
        (Type.EMAIL, "a@b@example.org", {}, "not_an_email"),
        (Type.ID, "x" * 201, {}, "too_long"),
        (Type.ID, "x" * 200, {}, "x" * 200),
        (Type.TEXT, "x" * 10_001, {}, "too_long"),
        (Type.ID, "", {"required": True}, "missing"),
        (Type.DATE, "-", {"required": True}, "missing"),
        (Type.DATE, "", {"required": True, "nullable": True}, None),
    ],
)
def test_other_cells(parse, kind, cell, declared, value) -> None:
    assert parse(kind, cell, **declared) == value


def test_an_unknown_zone_is_refused(tmp_path) -> None:
    with pytest.raises(BadInput, match="no time zone"), open_workbench(tmp_path, zone="Mars'; --"):
        pass


def test_the_workbench_reaches_no_other_folder(tmp_path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    (outside / "secret.csv").write_text("a\n1\n")
    with open_workbench(inside) as bench:
        for statement in (
            f"SELECT * FROM read_csv('{outside}/secret.csv')",
            f"COPY (SELECT 1) TO '{outside}/x.csv'",
            "ATTACH '/etc/x.db'",
            "INSTALL httpfs",
            "SET enable_external_access = true",
        ):
            with pytest.raises(duckdb.Error):
                bench.execute(statement)

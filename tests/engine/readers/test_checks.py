"""Whole files checked as tables: what is taken, what is refused and why."""

import json
from datetime import date, datetime
from decimal import Decimal

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from karn.engine.readers import LINE_NUMBER
from karn.engine.tables import TABLES, Column, Type
from karn.kernel.errors import BadInput

HEADINGS = "subscription_id,customer_id,starts_on,ends_on,mrr,currency\n"
STATE = ("subscription_id", "customer_id", "starts_on", "ends_on", "mrr", "currency")


def test_a_dutch_export_is_understood(check) -> None:
    file = (
        "Klantnummer;Abonnement;Ingangsdatum;Einddatum;Maandbedrag;Valuta\r\n"
        "K1;A1;31-01-2024;;€ 1.234,50;EUR\r\n"
        "K2;A2;01-02-2024;29-02-2024;12,5;eur\r\n"
    ).encode("cp1252")
    outcome = check("subscriptions", file, zone="Europe/Amsterdam")
    assert outcome.counts == (2, 2, 0, 0)
    assert outcome.valid(*STATE) == [
        ("A1", "K1", date(2024, 1, 31), None, Decimal("1234.5"), "EUR"),
        ("A2", "K2", date(2024, 2, 1), date(2024, 2, 29), Decimal("12.5"), "EUR"),
    ]


def test_a_swedish_export_is_understood(check) -> None:
    file = (
        "Kundnr;Abonnemang;Startdatum;Slutdatum;Månadsavgift;Valuta\n"
        "1;a;2024-01-31;;1\u00a0234,50 kr;SEK\n"
        "2;b;2024-02-01;2024-03-01;99:-;SEK\n"
    )
    outcome = check("subscriptions", file, zone="Europe/Stockholm")
    assert outcome.valid("customer_id", "starts_on", "ends_on", "mrr") == [
        ("1", date(2024, 1, 31), None, Decimal("1234.5")),
        ("2", date(2024, 2, 1), date(2024, 3, 1), Decimal(99)),
    ]


@pytest.mark.parametrize(
    ("dates", "option", "first"),
    [
        (("31/01/2026", "03/04/2026"), None, date(2026, 1, 31)),
        (("01/31/2026", "03/04/2026"), None, date(2026, 1, 31)),
        (("2026-01-31", "2026-04-03"), None, date(2026, 1, 31)),
        (("03/04/2026", "05/06/2026"), "dmy", date(2026, 4, 3)),
        (("03/04/2026", "05/06/2026"), "mdy", date(2026, 3, 4)),
        (("03/03/2026", "05/05/2026"), None, date(2026, 3, 3)),
        (("46053", "46054"), None, date(2026, 1, 31)),
    ],
)
def test_dates_in_every_order_are_understood(check, dates, option, first) -> None:
    file = HEADINGS + "".join(f"s{number},c,{day},,1,EUR\n" for number, day in enumerate(dates))
    assert check("subscriptions", file, date_order=option).valid("starts_on")[0] == (first,)


def test_dates_that_can_be_read_two_ways_are_asked_about(check) -> None:
    file = HEADINGS + "s1,c,03/04/2026,,1,EUR\ns2,c,05/06/2026,,1,EUR\n"
    with pytest.raises(BadInput) as refused:
        check("subscriptions", file)
    assert str(refused.value) == (
        "The dates in column “starts_on” can be read in two ways: "
        "say with the date order whether the day (dmy) or the month (mdy) comes first."
    )


def test_dates_that_can_be_read_two_ways_follow_the_other_column(check) -> None:
    file = HEADINGS + "s1,c,03/04/2026,30/04/2026,1,EUR\n"
    assert check("subscriptions", file).valid("starts_on", "ends_on") == [
        (date(2026, 4, 3), date(2026, 4, 30))
    ]


def test_two_orders_in_one_column_are_refused(check) -> None:
    file = HEADINGS + "s1,c,31/01/2026,,1,EUR\ns2,c,01/31/2026,,1,EUR\n"
    with pytest.raises(BadInput, match=r"some dates day first \(1\) and some month first \(1\)"):
        check("subscriptions", file)


def test_numbers_that_can_be_read_two_ways_are_asked_about(check) -> None:
    file = HEADINGS.replace(",", ";") + "s1;c;2026-01-31;;1.234;EUR\n"
    with pytest.raises(BadInput, match="The numbers in column “mrr” can be read in two ways"):
        check("subscriptions", file)
    assert check("subscriptions", file, decimal="comma").valid("mrr") == [(Decimal(1234),)]
    assert check("subscriptions", file, decimal="point").valid("mrr") == [(Decimal("1.234"),)]


@pytest.mark.parametrize("options", [{"date_order": "ydm"}, {"decimal": "dot"}, {"zone": "Mars/Base"}])
def test_an_option_that_does_not_exist_is_refused(check, options) -> None:
    with pytest.raises(BadInput, match="There is no"):
        check("subscriptions", HEADINGS + "s1,c,2026-01-31,,1,EUR\n", **options)


def test_every_bad_cell_is_told_with_its_line_and_reason(check) -> None:
    file = (
        HEADINGS
        + 's1,c1,2026-01-01,,10,EUR\n"s2","c2",2026-02-30,,ten,EUR\n\n,c3,2026-01-01,2025-01-01,1,EURO\n'
        "s4,c4,2026-01-01,,1,EUR,too,many\n"
    )
    outcome = check("subscriptions", file)
    assert outcome.counts == (4, 1, 3, 0)
    assert outcome.refused == [
        (3, "starts_on", "2026-02-30", "not_a_date", ""),
        (3, "mrr", "ten", "not_a_number", ""),
        (5, "subscription_id", "", "missing", ""),
        (5, "ends_on", "2025-01-01", "ends_before_start", "2026-01-01"),
        (5, "currency", "EURO", "not_a_currency", ""),
        (6, "", "", "too_many_cells", "2"),
    ]


def test_an_end_before_a_start_is_refused_and_one_at_the_start_is_not(check) -> None:
    file = HEADINGS + "s1,c,2026-02-01,2026-01-31,1,EUR\ns2,c,2026-02-01,2026-02-01,1,EUR\n"
    outcome = check("subscriptions", file)
    assert outcome.refused == [(2, "ends_on", "2026-01-31", "ends_before_start", "2026-02-01")]
    assert outcome.valid("subscription_id") == [("s2",)]


def test_a_repetition_is_counted_and_a_double_id_refused(check) -> None:
    same, other = "s1,c,2026-01-01,,10,EUR\n", "s1,c,2026-01-01,,11,EUR\n"
    outcome = check("subscriptions", HEADINGS + same + "s1,c,2026-02-01,,10,EUR\n" + other + same + other)
    assert outcome.counts == (5, 2, 2, 1)
    assert outcome.refused == [
        (4, "subscription_id", "s1", "duplicate_id", "2"),
        (6, "subscription_id", "s1", "duplicate_id", "2"),
    ]
    assert outcome.valid("line", "mrr") == [(2, Decimal(10)), (3, Decimal(10))]


def test_a_state_that_ends_on_its_first_day_gives_way_to_another_of_that_day(check) -> None:
    outcome = check(
        "subscriptions",
        "subscription_id,customer_id,starts_on,ends_on,mrr,currency\n"
        "S1,C1,2026-03-05,2026-03-05,10,EUR\n"
        "S1,C1,2026-03-05,2026-04-01,20,EUR\n"
        "S1,C1,2026-03-05,2026-03-05,30,EUR\n"
        "S2,C1,2026-03-05,2026-03-05,10,EUR\n"
        "S2,C1,2026-03-05,2026-03-05,11,EUR\n"
        "S3,C1,2026-03-05,,10,EUR\n"
        "S3,C1,2026-03-05,2026-04-01,10,EUR\n",
    )
    assert outcome.valid("line") == [(3,), (5,), (7,)]
    assert [row[0] for row in outcome.refused] == [8]
    assert outcome.counts == (7, 3, 1, 3)


def test_the_last_day_there_is_means_open(check) -> None:
    outcome = check(
        "subscriptions",
        "subscription_id,customer_id,starts_on,ends_on,mrr,currency\n"
        "S1,C1,2026-03-05,9999-12-31,10,EUR\n"
        "S2,C1,2026-03-05,9999-12-31T23:59:59,10,EUR\n",
    )
    assert outcome.valid("subscription_id", "ends_on") == [("S1", None), ("S2", None)]


def test_a_bad_row_does_not_make_a_later_good_one_double(check) -> None:
    outcome = check("customers", "customer_id,name\nc1," + "x" * 10_001 + "\nc1,Jan\n")
    assert outcome.counts == (2, 1, 1, 0)
    assert outcome.refused == [(2, "name", "x" * 200, "too_long", "10000")]


def test_attributes_are_kept_under_their_headings_and_tell_rows_apart(check) -> None:
    file = "customer_id,name,Åke's “size”,'); DROP TABLE x; --\nc1,Jan,12,\nc2,,,y\nc1,Jan,13,\nc1,Jan,12,\n"
    outcome = check("customers", file)
    assert outcome.counts == (4, 2, 1, 1)
    assert [(name, json.loads(text)) for name, text in outcome.valid("name", "attributes")] == [
        ("Jan", {"Åke's “size”": "12"}),
        (None, {"'); DROP TABLE x; --": "y"}),
    ]


def test_every_declared_column_is_there_and_typed(check) -> None:
    outcome = check("subscriptions", HEADINGS + "s1,c,2026-01-01,,10,EUR\n")
    schema = pq.read_schema(outcome.checked.valid)
    assert schema.names == ["line", *(column.name for column in TABLES["subscriptions"].columns)]
    assert [
        str(schema.field(name).type) for name in ("line", "starts_on", "paused_mrr", "restated", "plan")
    ] == [
        "int64",
        "date32[day]",
        "decimal128(18, 6)",
        "bool",
        "string",
    ]


def test_a_required_field_nowhere_is_refused_with_what_there_is(check) -> None:
    with pytest.raises(BadInput) as refused:
        check("subscriptions", "subscription_id,who,starts_on\ns1,c,2026-01-01\n")
    assert str(refused.value) == (
        "The file has no column for customer_id, ends_on, mrr, currency. "
        "Its columns: subscription_id, who, starts_on."
    )


@pytest.mark.parametrize("mapping", [{"nobody": "a"}, {"customer_id": "no such heading"}])
def test_a_mapping_to_nothing_is_refused(check, mapping) -> None:
    with pytest.raises(BadInput, match=r"There is no field “nobody”|no column “no such heading”"):
        check("customers", "customer_id,a\n1,2\n", mapping=mapping)


def test_constants_and_line_numbers_fill_fields_without_a_column(check) -> None:
    outcome = check(
        "orders",
        "customer_id,ordered_on,amount\nc1,2026-01-01,10\nc1,2026-01-01,10\n",
        mapping={
            "order_id": LINE_NUMBER,
            "customer_id": "customer_id",
            "ordered_on": "ordered_on",
            "amount": "amount",
        },
        constants={"currency": "EUR"},
    )
    assert outcome.valid("order_id", "currency") == [("2", "EUR"), ("3", "EUR")]


@pytest.mark.parametrize(
    "file", ["departure_id,customer_id\nd1,c1\n", "departure_id,customer_id,kind\nd1,c1,\n"]
)
def test_a_default_fills_an_absent_column_and_an_empty_cell(check, file) -> None:
    assert check("departures", file).valid("kind") == [("unknown",)]


def test_moments_become_local_days_and_utc(check) -> None:
    columns = (
        Column("id", Type.ID, "", required=True),
        Column("day", Type.DATE, ""),
        Column("at", Type.INSTANT, ""),
    )
    file = "id,day,at\n1,2024-03-12T23:30:00Z,12-07-2024 09:14\n"
    outcome = check(
        "customers",
        file,
        columns=columns,
        mapping={"id": "id", "day": "day", "at": "at"},
        grain=("id",),
        zone="Europe/Amsterdam",
        date_order="dmy",
    )
    assert outcome.valid("day", "at") == [(date(2024, 3, 13), datetime(2024, 7, 12, 7, 14))]  # noqa: DTZ001


# Texts that have broken programs, of the kind of the Big List of Naughty Strings.
NAUGHTY = (
    """
undefined|NULL|null|nil|true|\\|\\\\|0|-1|1/0|0x0|NaN|Infinity|1e1000|,./;'[]-=|<>?:"{}_+|!@#$%^&*()`~
\u200b\u2060\ufeffzero|Ω≈ç√∫|田中さん|表ポあA鷗|👾 🙇 💁|👨‍👩‍👧‍👦|﷽|ثم نفس|\u202etest\u202c|Z̮̞̠͙͔ͅḀ̗̞͈̻|İ|ß|ǅ
<script>alert(1)</script>|"><img src=x onerror=alert(1)>|'; DROP TABLE customers; --|1' OR '1'='1
${jndi:ldap://x}|{{7*7}}|%s%s%n|$HOME|`id`|$(touch /x)|../../etc/passwd|C:\\con
=cmd' /C calc'!A0|@SUM(1+1)|+1+1|-1+1|a\u2028b|a\u0085b|\x7f|\x01\x1b[31m
""".strip()
    .replace("\n", "|")
    .split("|")
)


def test_naughty_texts_come_through_as_they_are(check) -> None:
    lines = [f'{number},"{text.replace(chr(34), chr(34) * 2)}"' for number, text in enumerate(NAUGHTY)]
    outcome = check("customers", "customer_id,name\n" + "\n".join(lines) + "\n")
    assert outcome.valid("name") == [(text,) for text in NAUGHTY]


STATES = st.lists(
    st.tuples(
        st.text("abcÅé'\"\\;,-=", min_size=1, max_size=5).map(str.strip).filter(bool),
        st.dates(date(1990, 1, 1), date(2040, 1, 1)),
        st.none() | st.integers(0, 5000),
        st.decimals(-(10**6), 10**6, places=2, allow_nan=False, allow_infinity=False),
    ),
    min_size=1,
    max_size=30,
    unique_by=lambda state: (state[0], state[1]),
)


@pytest.mark.slow
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(states=STATES, european=st.booleans())
def test_states_written_and_read_are_the_same(check, states, european) -> None:
    expected, lines = [], []
    for name, starts_on, days, mrr in states:
        ends_on = None if days is None else date.fromordinal(starts_on.toordinal() + days)
        expected.append((name, starts_on, ends_on, mrr))
        lines.append(write_state(name, starts_on, ends_on, mrr, european=european))
    headings = HEADINGS.replace(",", ";")
    order, mark = ("dmy", "comma") if european else ("ymd", "point")
    outcome = check("subscriptions", headings + "\n".join(lines) + "\n", date_order=order, decimal=mark)
    assert outcome.valid("subscription_id", "starts_on", "ends_on", "mrr") == expected
    assert outcome.refused == []


def write_state(name: str, starts_on: date, ends_on: date | None, mrr: Decimal, *, european: bool) -> str:
    shape = "%d-%m-%Y" if european else "%Y-%m-%d"
    quoted = '"' + name.replace('"', '""') + '"'
    amount = f"{mrr:f}".replace(".", ",") if european else f"{mrr:f}"
    days = [day.strftime(shape) if day else "" for day in (starts_on, ends_on)]
    return ";".join([quoted, "c", *days, amount, "EUR"])

"""The Python door: options, breakdowns, currencies, errors, frames, sessions."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from karn.engine import METRICS, Session, metric_named, rows_behind, run_metric
from karn.engine.lake import LakeWriter, open_lake
from karn.engine.metrics.composer import compose
from karn.kernel.errors import BadInput, UnknownName
from karn.kernel.period import Period

MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))
SUBSCRIPTIONS = [
    ("s1", "1", "2026-01-01", None, "100", "EUR"),
    ("s2", "2", "2026-01-01", "2026-03-15", "50", "EUR"),
    ("s3", "3", "2026-02-01", None, "70", "EUR"),
    ("s4", "4", "2026-01-01", "2026-03-20", "20", "EUR"),
]
CUSTOMERS = [("1", "Ann", "north"), ("2", "Bo", "south"), ("3", "Cas", "north")]


def day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def subscriptions(rows=SUBSCRIPTIONS) -> pa.Table:
    ids, customers, starts, ends, amounts, currencies = zip(*rows, strict=True)
    return pa.table(
        {
            "subscription_id": ids,
            "customer_id": customers,
            "starts_on": pa.array([day(text) for text in starts], pa.date32()),
            "ends_on": pa.array([day(text) for text in ends], pa.date32()),
            "mrr": pa.array([Decimal(amount) for amount in amounts], pa.decimal128(18, 6)),
            "currency": currencies,
        }
    )


def customers() -> pa.Table:
    ids, names, regions = zip(*CUSTOMERS, strict=True)
    return pa.table({"customer_id": ids, "name": names, "Region's name": regions})


def build(folder: Path, **tables: pa.Table):
    with LakeWriter(folder, zone="UTC") as writer:
        for name, rows in tables.items():
            writer.write(name, rows)
        writer.commit()
    return open_lake(folder)


@pytest.fixture
def lake(tmp_path):
    return build(tmp_path / "lake", subscriptions=subscriptions(), customers=customers())


def test_an_answer_says_what_made_it(lake):
    told = run_metric(lake, "customer_churn", MARCH).to_json_dict()
    assert list(told) == ["metric", "modes", "engine", "from", "to", "definition_sha256", "rows"]
    assert (told["metric"], told["modes"], told["from"], told["to"]) == (
        "customer_churn",
        [],
        "2026-03-01",
        "2026-04-01",
    )
    assert told["engine"].startswith("duckdb ")
    assert len(told["definition_sha256"]) == 64
    assert (told["rows"][0]["numerator"], told["rows"][0]["denominator"], told["rows"][0]["value"]) == (
        2,
        4,
        "0.5",
    )


def test_a_definition_keeps_its_hash_whatever_the_period(lake):
    april = Period(date(2026, 4, 1), date(2026, 5, 1))
    assert (
        run_metric(lake, "arpa", MARCH).definition_sha256 == run_metric(lake, "arpa", april).definition_sha256
    )


def test_every_cuts_the_period_and_says_which(lake):
    rows = run_metric(
        lake, "customer_churn", Period(date(2026, 2, 1), date(2026, 4, 1)), every="month"
    ).rows()
    assert [(row["from"], row["to"], row["numerator"], row["denominator"]) for row in rows] == [
        ("2026-02-01", "2026-03-01", 0, 3),
        ("2026-03-01", "2026-04-01", 2, 4),
    ]


def test_a_breakdown_has_a_row_per_value_and_one_for_the_unknown(lake):
    for name in ("region_s_name", "Region's name"):
        rows = run_metric(lake, "customer_churn", MARCH, by=name).rows()
        assert [(row["by_value"], row["numerator"], row["denominator"]) for row in rows] == [
            (None, 1, 1),
            ("north", 0, 2),
            ("south", 1, 1),
        ]


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """A lake and a session for tests that only read: opening them takes longer than asking."""
    folder = tmp_path_factory.mktemp("shared") / "lake"
    lake = build(folder, subscriptions=subscriptions(), customers=customers())
    with Session(lake) as session:
        yield lake, session


@pytest.mark.parametrize("name", [name for name, one in METRICS.items() if one.table == "subscriptions"])
def test_a_breakdown_adds_up_to_the_whole(shared, name):
    lake, session = shared
    whole = run_metric(lake, name, MARCH, session=session).rows()
    parts = run_metric(lake, name, MARCH, by="region_s_name", session=session).rows()
    assert {row["by_value"] for row in parts} <= {None, "north", "south"}
    for column in ("numerator", "customers", "lost", "opening"):
        if whole and column in whole[0]:
            assert sum(Decimal(row[column]) for row in parts) == sum(Decimal(row[column]) for row in whole)


def test_an_unknown_attribute_is_refused_by_name(lake):
    with pytest.raises(
        UnknownName, match=r"There is no attribute of customers “size”. Known: name, region_s_name."
    ):
        run_metric(lake, "arpa", MARCH, by="size")


def test_an_attribute_cannot_carry_sql(lake):
    with pytest.raises(UnknownName):
        run_metric(lake, "arpa", MARCH, by='name" FROM customers; DROP TABLE customers; --')


def test_a_breakdown_needs_customers(tmp_path):
    lake = build(tmp_path / "bare", subscriptions=subscriptions())
    with pytest.raises(BadInput, match="the lake needs the table customers"):
        run_metric(lake, "arpa", MARCH, by="region")


def test_an_unknown_metric_or_mode_is_refused_by_name(lake):
    with pytest.raises(UnknownName, match="There is no metric “churn”"):
        run_metric(lake, "churn", MARCH)
    with pytest.raises(UnknownName, match=r"There is no mode of arpa “totals”. Known: gold."):
        run_metric(lake, "arpa", MARCH, modes=("totals",))
    assert metric_named("arpa").modes == ("gold",)


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        (
            "customer_churn",
            {"modes": ("chartmogul", "stripe")},
            "only one of the modes chartmogul and stripe",
        ),
        ("customer_churn", {"span": 12}, "A span needs the length"),
        ("customer_churn", {"every": "month", "span": 0}, "between 1 and 366"),
        ("customer_churn", {"margin": Decimal("0.5")}, "no use for --margin"),
        ("survival", {"every": "month"}, "no use for --every"),
        ("lifetime_value", {"margin": Decimal(80)}, "between 0 and 1"),
        ("activity_retention", {}, "needs the table events"),
    ],
)
def test_options_that_do_not_fit_are_refused(lake, name, options, message):
    with pytest.raises(BadInput, match=message):
        run_metric(lake, name, MARCH, **options)


def test_too_many_cohorts_are_refused(lake):
    with pytest.raises(BadInput, match="more than 1,500 cohorts"):
        run_metric(lake, "cohort_retention", Period(date(1900, 1, 1), date(2026, 1, 1)), interval="day")


def test_too_many_periods_are_refused(lake):
    with pytest.raises(BadInput, match="more than 1,500 periods"):
        run_metric(lake, "arpa", Period(date(1900, 1, 1), date(2026, 1, 1)), every="week")


def events() -> pa.Table:
    told = [
        ("1", 2, "opened"),
        ("1", 9, "opened"),
        ("2", 3, "opened"),
        ("2", 4, "called"),
        ("4", 5, "opened"),
    ]
    return pa.table(
        {
            "event_id": [f"e{n}" for n in range(len(told))],
            "customer_id": [customer for customer, _, _ in told],
            "happened_at": pa.array(
                [datetime(2026, 3, day, 12, tzinfo=UTC) for _, day, _ in told], pa.timestamp("us", "UTC")
            ),
            "name": [name for _, _, name in told],
        }
    )


def test_activity_is_by_week_event_and_group(tmp_path):
    lake = build(tmp_path / "busy", events=events(), customers=customers())
    period = Period(date(2026, 3, 2), date(2026, 3, 16))
    asked = {"interval": "week", "event": "opened", "by": "region_s_name"}
    rows = run_metric(lake, "activity_retention", period, **asked).rows()
    assert [(r["by_value"], r["cohort"], r["interval"], r["size"], r["active"]) for r in rows] == [
        (None, "2026-03-02", 0, 1, 1),
        (None, "2026-03-02", 1, 1, 0),
        (None, "2026-03-09", 0, 0, 0),
        ("north", "2026-03-02", 0, 1, 1),
        ("north", "2026-03-02", 1, 1, 1),
        ("north", "2026-03-09", 0, 1, 1),
        ("south", "2026-03-02", 0, 1, 1),
        ("south", "2026-03-02", 1, 1, 0),
        ("south", "2026-03-09", 0, 0, 0),
    ]


@pytest.mark.parametrize("options", [{"every": "fortnight"}, {"interval": "year"}, {"week_start": "friday"}])
def test_an_unknown_choice_is_refused_by_name(lake, options):
    with pytest.raises(UnknownName):
        run_metric(lake, "cohort_retention", MARCH, **options)


def in_dollars(tmp_path, **tables):
    rows = [*SUBSCRIPTIONS, ("s5", "5", "2026-01-01", None, "100", "USD")]
    return build(tmp_path / "dollars", subscriptions=subscriptions(rows), **tables)


def rates(*rows) -> pa.Table:
    currencies, days, values = zip(*rows, strict=True)
    return pa.table(
        {
            "currency": currencies,
            "reporting_currency": ["EUR"] * len(rows),
            "valid_from": pa.array([date.fromisoformat(text) for text in days], pa.date32()),
            "rate": pa.array([Decimal(value) for value in values], pa.decimal128(18, 6)),
        }
    )


def test_two_currencies_need_one_to_report_in(tmp_path):
    with pytest.raises(
        BadInput, match="Customers pay in EUR, USD: say which currency to report in with --currency"
    ):
        run_metric(in_dollars(tmp_path), "arpa", MARCH)


def test_two_currencies_do_not_matter_to_counts(tmp_path):
    (row,) = run_metric(in_dollars(tmp_path), "customer_churn", MARCH).rows()
    assert (row["numerator"], row["denominator"]) == (2, 5)


def test_a_missing_rate_is_named(tmp_path):
    lake = in_dollars(tmp_path, exchange_rates=rates(("USD", "2026-03-01", "0.9")))
    with pytest.raises(BadInput, match="no exchange rate from USD to EUR in force just before 2026-03-01"):
        run_metric(lake, "mrr_movements", MARCH, currency="EUR")


def test_the_only_currency_may_be_named(lake):
    named = run_metric(lake, "mrr_movements", MARCH, currency="EUR")
    assert named.rows() == run_metric(lake, "mrr_movements", MARCH).rows()


def test_rates_are_in_constant_currency_and_the_books_close(tmp_path):
    told = rates(("USD", "2025-12-01", "0.5"), ("USD", "2026-03-10", "0.8"), ("USD", "2026-04-01", "7"))
    lake = in_dollars(tmp_path, exchange_rates=told)
    books = {row["movement"]: row for row in run_metric(lake, "mrr_movements", MARCH, currency="EUR").rows()}
    assert (books["opening"]["mrr"], books["fx"]["mrr"], books["closing"]["mrr"]) == ("290", "30", "250")
    effects = sum(Decimal(row["effect"]) for row in books.values() if row["effect"] is not None)
    assert Decimal(books["opening"]["mrr"]) + effects == Decimal(books["closing"]["mrr"])
    (kept,) = run_metric(lake, "gross_revenue_retention", MARCH, currency="EUR").rows()
    assert (kept["numerator"], kept["denominator"]) == ("250", "320")


def test_periods_of_one_report_chain_in_constant_currency(tmp_path):
    told = rates(("USD", "2025-12-01", "0.5"), ("USD", "2026-02-10", "0.6"), ("USD", "2026-03-10", "0.8"))
    lake = in_dollars(tmp_path, exchange_rates=told)
    period = Period(date(2026, 2, 1), date(2026, 4, 1))
    rows = run_metric(lake, "mrr_movements", period, currency="EUR", every="month").rows()
    lines = {(row["from"], row["movement"]): row["mrr"] for row in rows}
    assert lines["2026-02-01", "closing"] == lines["2026-03-01", "opening"]
    assert (lines["2026-02-01", "fx"], lines["2026-03-01", "fx"]) == ("30", "0")


def test_rows_behind_name_who_left(lake):
    rows = rows_behind(lake, "departures_by_kind", MARCH).rows()
    assert [(row["customer_id"], row["left_on"], row["mrr"]) for row in rows] == [
        ("2", "2026-03-15", "50"),
        ("4", "2026-03-20", "20"),
    ]
    assert len(rows_behind(lake, "departures_by_kind", MARCH, limit=1).rows()) == 1


def test_frames_hold_the_same_rows(lake):
    answer = run_metric(lake, "customer_churn", MARCH)
    assert answer.arrow.num_rows == 1
    assert answer.pandas()["numerator"].tolist() == [2]
    assert answer.polars()["numerator"].to_list() == [2]


@pytest.mark.slow
def test_a_session_answers_as_without(lake):
    with Session(lake) as session:
        for name, metric in METRICS.items():
            if metric.table == "subscriptions":
                shared = run_metric(lake, name, MARCH, session=session)
                alone = run_metric(lake, name, MARCH)
                assert (shared.rows(), shared.sql) == (alone.rows(), alone.sql)


def test_a_session_notices_another_period_and_breakdown(lake):
    with Session(lake) as session:
        run_metric(lake, "customer_churn", MARCH, session=session)
        february = Period(date(2026, 2, 1), date(2026, 3, 1))
        other = run_metric(lake, "customer_churn", february, session=session)
        assert other.rows() == run_metric(lake, "customer_churn", february).rows()
        split = run_metric(lake, "customer_churn", MARCH, by="region_s_name", session=session)
        assert split.rows() == run_metric(lake, "customer_churn", MARCH, by="region_s_name").rows()


def test_an_empty_table_gives_nulls_not_errors(tmp_path):
    lake = build(tmp_path / "empty", subscriptions=subscriptions().slice(0, 0))
    assert run_metric(lake, "customer_churn", MARCH).rows()[0]["value"] is None
    assert run_metric(lake, "survival", MARCH).rows() == []
    assert [row["mrr"] for row in run_metric(lake, "mrr_movements", MARCH).rows()] == ["0"] * 12


class Bare:
    def __init__(self, tables):
        self.tables = tables


def test_a_broken_file_is_named(tmp_path):
    path = tmp_path / "subscriptions.parquet"
    path.write_text("not Parquet")
    with pytest.raises(BadInput, match=r"subscriptions\.parquet cannot be read as Parquet"):
        run_metric(Bare({"subscriptions": path}), "arpa", MARCH)


def test_nothing_but_the_lakes_files_can_be_read(lake, tmp_path):
    outside = tmp_path / "outside.parquet"
    pq.write_table(pa.table({"a": [1]}), outside)
    with Session(lake) as session, pytest.raises(Exception, match=r"(?i)permission|disabled"):
        session._workspace.fetch(f"SELECT * FROM read_parquet('{outside}')")


def test_nothing_is_spliced_into_the_text():
    plain = compose(metric_named("arpa")).text
    assert compose(metric_named("arpa"), (), {"grouped"}).text.count("grouping_of") == 1
    assert "grouping_of" not in plain


def test_a_total_too_large_to_count_is_told_plainly(tmp_path: Path) -> None:
    rows = [(f"s{n}", str(n), "2026-01-01", None, "900000000000", "EUR") for n in range(3)]
    lake = build(tmp_path / "lake", subscriptions=subscriptions(rows))
    with pytest.raises(BadInput, match="A total goes beyond 999,999,999,999: count in thousands"):
        run_metric(lake, "mrr_movements", MARCH)


def test_a_currency_may_be_written_in_lower_case(tmp_path: Path) -> None:
    lake = build(tmp_path / "lake", subscriptions=subscriptions())
    told = [run_metric(lake, "arpa", MARCH, currency=code).rows() for code in ("eur", "EUR", None)]
    assert told[0] == told[1] == told[2]

"""Figures opened down to their rows."""

from datetime import UTC, date, datetime

import pytest

from karn.apps.customers.models import Customer
from karn.apps.desk.queries import figures
from karn.apps.desk.queries.figures import FigureAsked, figure, figure_answer, figure_rows, with_customers
from karn.apps.measures.actions import refresh_measures
from karn.kernel.errors import BadInput, UnknownName
from karn.kernel.period import Period

MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))


@pytest.fixture
def measured(golden: dict[int, Customer]) -> dict[int, Customer]:
    refresh_measures(as_of=date(2026, 4, 15), at=datetime(2026, 4, 15, 12, tzinfo=UTC))
    return golden


@pytest.mark.usefixtures("measured")
def test_a_figure_opens_to_its_rows_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "ROWS_A_PAGE", 4)
    opened = figure(FigureAsked("customer_churn", MARCH))
    assert (opened.rate.numerator, opened.rate.denominator) == (1, 6)  # type: ignore[union-attr]
    assert (opened.behind.total, opened.pages, len(opened.behind.rows)) == (7, 2, 4)
    first = opened.behind.rows[0]
    assert (opened.behind.names[first["customer_id"]], first["left_on"]) == ("Golden 2", "2026-03-15")
    assert "SELECT" in opened.sql
    assert len(opened.definition_sha256) == 64


@pytest.mark.usefixtures("measured")
def test_the_second_page_of_rows_follows_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "ROWS_A_PAGE", 4)
    pages = [figure(FigureAsked("customer_churn", MARCH), page=number).behind.rows for number in (1, 2)]
    assert [len(rows) for rows in pages] == [4, 3]
    assert {row["customer_id"] for row in pages[0]} & {row["customer_id"] for row in pages[1]} == set()


@pytest.mark.usefixtures("measured")
def test_another_definition_gives_its_own_value() -> None:
    rows = figure_answer(FigureAsked("customer_churn", MARCH, modes=("stripe",))).rows()
    assert [(row["numerator"], row["denominator"]) for row in rows] == [(3, 8)]


def test_the_rows_of_the_books_add_up_to_the_figure(measured: dict[int, Customer]) -> None:
    churned = [
        row for row in figure_rows(FigureAsked("mrr_movements", MARCH)).rows() if row["movement"] == "churn"
    ]
    assert sorted(measured_number(measured, row["customer_id"]) for row in churned) == [2, 5, 7]


def measured_number(measured: dict[int, Customer], customer_id: str) -> int:
    return next(number for number, customer in measured.items() if str(customer.pk) == customer_id)


@pytest.mark.usefixtures("measured")
def test_shares_of_money_speak_of_the_customers_at_the_start() -> None:
    opened = figure(FigureAsked("gross_mrr_churn", MARCH))
    assert (opened.customers, opened.customers_in(opened.answer.rows[0])) == (6, 6)


@pytest.mark.usefixtures("measured")
def test_an_unknown_definition_is_refused() -> None:
    with pytest.raises(UnknownName, match="netflix"):
        figure(FigureAsked("customer_churn", MARCH, modes=("netflix",)))


@pytest.mark.django_db
def test_without_a_lake_one_line_says_so() -> None:
    with pytest.raises(BadInput, match="no lake"):
        figure(FigureAsked("customer_churn", MARCH))


def test_the_command_asks_the_same() -> None:
    asked = FigureAsked("arpa", MARCH, modes=("gold",), every="month", span=12, by="my city")
    assert asked.command("karn", "demo data/lake") == (
        "karn metric arpa --from 2026-03-01 --to 2026-04-01 --mode gold --every month --span 12 "
        "--by 'my city' --lake 'demo data/lake'"
    )


@pytest.mark.usefixtures("measured")
def test_beyond_the_last_page_comes_the_last_page() -> None:
    opened = figure(FigureAsked("customer_churn", MARCH), page=9999)
    assert (opened.page, opened.pages, len(opened.behind.rows)) == (1, 1, 7)


@pytest.mark.usefixtures("measured")
def test_a_series_begins_where_there_is_something_to_say() -> None:
    asked = FigureAsked("gross_revenue_retention", Period(date(2025, 1, 1), date(2026, 4, 1)), every="month")
    rows = figure(asked).answer.rows
    assert (rows[0]["from"], rows[-1]["from"], len(figure_answer(asked).rows())) == (
        "2025-07-01",
        "2026-03-01",
        15,
    )


def test_a_series_in_which_nothing_is_ever_said_is_shown_whole() -> None:
    rows = [{"from": "2026-01-01", "numerator": None, "denominator": "0"}]
    assert figures.begun(rows) == rows


@pytest.mark.usefixtures("measured")
def test_asked_again_of_the_same_data_the_engine_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = FigureAsked("gross_mrr_churn", MARCH)
    first = figure(asked)
    monkeypatch.setattr(figures, "asking", None)  # whoever asks now fails
    assert figure(asked).answer == first.answer
    with pytest.raises(TypeError):
        figure(FigureAsked("net_mrr_churn", MARCH))


def test_new_data_are_asked_anew(measured: dict[int, Customer]) -> None:
    asked = FigureAsked("arpa", MARCH)
    before = figure(asked).rate
    measured[1].subscriptions.all().delete()
    refresh_measures(as_of=date(2026, 4, 15), at=datetime(2026, 4, 15, 13, tzinfo=UTC))
    assert (before.denominator, figure(asked).rate.denominator) == (7, 6)  # type: ignore[union-attr]


def test_rows_for_a_file_name_the_customer_and_his_own_number(measured: dict[int, Customer]) -> None:
    headings, rows = with_customers(figure_rows(FigureAsked("customer_churn", MARCH)))
    assert headings[:3] == ["customer_id", "customer_number", "customer_name"]
    lost = measured[2]
    assert next(iter(rows))[:3] == [str(lost.pk), lost.source_id, "Golden 2"]

"""All figures on one page."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from karn.apps.customers.models import Customer
from karn.apps.desk.queries.index import Indexed, figures_index
from karn.apps.measures.actions import refresh_measures
from karn.engine import METRICS


def indexed(language: str = "en") -> dict[str, Indexed]:
    index = figures_index(language=language)
    assert index is not None
    return {figure.asked.name: figure for figure in index.figures}


@pytest.fixture
def measured(golden: dict[int, Customer]) -> dict[int, Customer]:
    refresh_measures(as_of=date(2026, 4, 15), at=datetime(2026, 4, 15, 12, tzinfo=UTC))
    return golden


@pytest.mark.django_db
def test_before_the_first_refresh_there_is_nothing() -> None:
    assert figures_index() is None


@pytest.mark.usefixtures("measured")
def test_the_last_values_are_those_of_the_last_month() -> None:
    figures = indexed()
    assert list(figures) == list(METRICS)
    churn = figures["customer_churn"]
    assert (churn.row["numerator"], churn.row["denominator"], churn.customers) == (1, 6, 6)
    assert figures["mrr_movements"].row["mrr"] == "415"
    assert figures["departures_by_kind"].row == {"customers": 3, "mrr": Decimal(170)}
    assert figures["activity_retention"].row == {}


@pytest.mark.usefixtures("measured")
@pytest.mark.parametrize("language", ["en", "nl", "sv"])
def test_each_figure_is_said_in_one_sentence(language: str) -> None:
    sentences = [figure.sentence for figure in indexed(language).values()]
    assert [text for text in sentences if not 20 < len(text) < 220 or text.count(". ")] == []

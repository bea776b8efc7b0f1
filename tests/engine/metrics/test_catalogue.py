"""The catalogue says what the folders hold."""

import pytest

from karn.engine.metrics.catalogue import FOLDER, METRICS, Metric, metric_named
from karn.engine.metrics.request import Options
from karn.engine.tables import TABLES
from karn.kernel.errors import BadInput, UnknownName

SHARED = {"steps", "finishes"}
EVERY = pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS.keys())


def test_every_folder_of_a_metric_is_in_the_catalogue() -> None:
    folders = {path.name for path in FOLDER.iterdir() if any(path.glob("*.sql"))}
    assert folders == set(METRICS) | SHARED


@EVERY
def test_a_metric_has_its_definition_its_rows_its_examples_and_its_cards(metric: Metric) -> None:
    wanted = {"definition.sql", "rows.sql", "examples.yaml", "card.md", "card.nl.md", "card.sv.md"}
    assert wanted <= {path.name for path in metric.folder.iterdir()}


@EVERY
def test_a_metric_is_made_of_declared_tables_modes_and_options(metric: Metric) -> None:
    assert metric.table in TABLES
    assert frozenset().union(*metric.alternatives) <= set(metric.modes)
    assert metric.takes <= set(Options.__dataclass_fields__)


def test_modes_come_once_and_in_the_metrics_order() -> None:
    churn = metric_named("customer_churn")
    assert churn.checked_modes(("gold", "stripe", "gold")) == ("stripe", "gold")
    assert churn.checked_modes(()) == ()


def test_modes_that_exclude_each_other_are_refused() -> None:
    with pytest.raises(
        BadInput, match="customer_churn can use only one of the modes chartmogul and baremetrics at a time"
    ):
        metric_named("customer_churn").checked_modes(("baremetrics", "chartmogul"))


def test_an_unknown_mode_or_metric_is_refused_by_name() -> None:
    with pytest.raises(UnknownName, match=r"no mode of quick_ratio “golden”\. Did you mean gold\?"):
        metric_named("quick_ratio").checked_modes(("golden",))
    with pytest.raises(UnknownName, match=r"no metric “survivals”\. Did you mean survival\?"):
        metric_named("survivals")

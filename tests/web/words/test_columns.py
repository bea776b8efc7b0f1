"""Every column of every figure has words and a way to be written, in each language."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from django.utils import translation

from karn.engine import METRICS, Answer, open_lake, rows_behind, run_metric
from karn.engine.lake import LakeWriter
from karn.kernel.period import Period
from karn.web.words.columns import COLUMNS, OF_ONE_METRIC, OF_ROWS, column_of
from karn.web.words.modes import MODES

YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))
DAY = date(2026, 1, 15)
TABLES: dict[str, dict[str, list[Any]]] = {
    "subscriptions": {
        "subscription_id": ["s1", "s2"],
        "customer_id": ["1", "2"],
        "starts_on": [DAY, DAY],
        "ends_on": [None, date(2026, 6, 1)],
        "mrr": ["10", "20"],
        "currency": ["EUR", "EUR"],
    },
    "customers": {"customer_id": ["1", "2"], "city": ["Delft", "Lund"]},
    "events": {
        "event_id": ["e1"],
        "customer_id": ["1"],
        "happened_at": [datetime(2026, 2, 1, tzinfo=UTC)],
        "name": ["login"],
    },
    "departures": {
        "departure_id": ["d1"],
        "customer_id": ["2"],
        "notice_on": [date(2026, 5, 1)],
        "contract_ends_on": [date(2026, 6, 1)],
        "kind": ["voluntary"],
    },
}


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lake")
    with LakeWriter(folder, "UTC") as writer:
        for name, columns in TABLES.items():
            writer.write(name, [pa.RecordBatch.from_pydict(columns)])
        writer.commit()
    return folder


def answers(lake: Path, metric: str, **asked: Any) -> Iterator[tuple[Answer, bool]]:
    """Ask a metric for its figure and its rows."""
    with open_lake(lake) as opened:
        yield run_metric(opened, metric, YEAR, **asked), False
        yield rows_behind(opened, metric, YEAR, **asked), True


@pytest.mark.parametrize("metric", METRICS)
def test_every_column_has_words(lake: Path, metric: str) -> None:
    asked: list[dict[str, Any]] = [{"by": "city"}, *({"modes": (mode,)} for mode in METRICS[metric].modes)]
    if "every" in METRICS[metric].takes:
        asked.append({"every": "quarter"})
    found = chain.from_iterable(answers(lake, metric, **options) for options in asked)
    unknown = {
        name
        for answer, behind in found
        for name in answer.arrow.column_names
        if column_of(metric, name, behind=behind).label == name
    }
    assert unknown == set()


@pytest.mark.parametrize("language", ["nl", "sv"])
def test_every_label_is_translated(language: str) -> None:
    specific = [
        column for columns in (*OF_ONE_METRIC.values(), *OF_ROWS.values()) for column in columns.values()
    ]
    labels = [column.label for column in (*COLUMNS.values(), *specific)] + list(MODES.values())
    with translation.override("en"):
        english = [str(label) for label in labels]
    with translation.override(language):
        same = {text for text, label in zip(english, labels, strict=True) if str(label) == text}
    assert same == {"Effect"} - ({"Effect"} if language == "sv" else set())


def test_every_mode_has_words() -> None:
    assert {mode for metric in METRICS.values() for mode in metric.modes} == MODES.keys()

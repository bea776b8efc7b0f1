"""SELECTs put together from named files: each step once, behind those it uses, nothing spliced in."""

import hashlib
from itertools import chain, combinations

import pytest

from karn.engine.metrics.catalogue import METRICS, Metric, metric_named
from karn.engine.metrics.composer import Composition, compose
from karn.engine.metrics.parameters import SCHEMAS
from karn.engine.tables import TABLES

EVERY = pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS.keys())
FLAGS = ("grouped", "converted")
MADE_BY_A_SESSION = {"rates", "groups", "grouping_of", "days"}


def all_compositions(metric: Metric) -> list[Composition]:
    """Every mode alone, with every set of flags, of the figure and of the rows behind it."""
    flags = chain.from_iterable(combinations(FLAGS, n) for n in range(3))
    return [
        compose(metric, modes, chosen, file=file)
        for chosen in flags
        for modes in [(), *((mode,) for mode in metric.modes)]
        for file in ("", "rows")
    ]


@EVERY
def test_each_step_stands_once_and_behind_those_it_uses(metric: Metric) -> None:
    for composition in all_compositions(metric):
        before: set[str] = set()
        for part in composition.steps:
            assert set(part.uses) <= before
            assert part.name not in before
            before.add(part.name)
        assert set(composition.closing.uses) <= before


@EVERY
def test_what_is_read_is_declared_somewhere(metric: Metric) -> None:
    known = TABLES.keys() | SCHEMAS.keys() | MADE_BY_A_SESSION
    for composition in all_compositions(metric):
        assert composition.reads <= known


@EVERY
def test_the_same_request_has_the_same_text_and_hash(metric: Metric) -> None:
    first, second = all_compositions(metric), all_compositions(metric)
    assert [one.text for one in first] == [other.text for other in second]
    for one in first:
        assert one.sha256 == hashlib.sha256(one.text.encode()).hexdigest()


@pytest.mark.parametrize("name", ["arpa", "customer_churn", "mrr_movements"])
def test_a_breakdown_or_a_conversion_is_another_definition(name: str) -> None:
    metric = metric_named(name)
    texts = {compose(metric, (), flags).sha256 for flags in ((), ("grouped",), ("converted",), FLAGS)}
    assert len(texts) == 4


def test_a_stored_step_is_read_from_its_table_and_what_it_stood_on_falls_away() -> None:
    composition = compose(metric_named("mrr_movements"))
    last = next(part for part in reversed(composition.steps) if part.keep)
    below = {part.name for part in composition.until(last.name).steps}
    text = composition.text_with({last.name: "kept_0"})
    assert f"{last.name} AS (\n  SELECT * FROM kept_0\n)" in text
    needed = {name for part in composition.steps if part.name not in below for name in part.uses}
    assert [name for name in below - needed if f"{name} AS (" in text] == []
    assert composition.text_with({}) == composition.text


def test_the_part_up_to_a_step_holds_what_it_stands_on_and_nothing_else() -> None:
    composition = compose(metric_named("mrr_movements"))
    for part in composition.steps:
        until = composition.until(part.name)
        assert until.closing == part
        used = set(part.uses).union(*(step.uses for step in until.steps))
        assert {step.name for step in until.steps} == used
        assert until.reads <= composition.reads


def test_a_step_is_the_same_text_whichever_metric_it_is_a_step_of() -> None:
    texts: dict[str, set[str]] = {}
    for metric in METRICS.values():
        composition = compose(metric)
        for part in composition.steps:
            if part.name == "figure":  # the metric's own definition
                continue
            texts.setdefault(part.name, set()).add(composition.until(part.name).text)
    assert {name for name, found in texts.items() if len(found) > 1} == set()

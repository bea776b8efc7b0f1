"""Entries of the registries stand in one file, and all of them are there once Django has started."""

import re
from pathlib import Path

import karn
from karn.apps.intake.targets.target import all_targets
from karn.apps.measures.exporters.registry import exporters
from karn.engine.tables import TABLES
from karn.platform.timeline import sources
from karn.project import wiring

SOURCES = Path(karn.__file__).parent
REGISTERING = re.compile(r"^ +(?:register|register_(?:target|exporter|timeline))\(", re.MULTILINE)


def test_every_entry_is_registered_in_its_order_when_django_has_started() -> None:
    assert tuple(all_targets()) == wiring.TARGETS
    assert exporters() == wiring.EXPORTERS
    assert tuple(sources()) == wiring.TIMELINE


def test_entries_have_names_of_their_own() -> None:
    for names in (
        [target.name for target in wiring.TARGETS],
        [exporter.table for exporter in wiring.EXPORTERS],
        [source.code for source in wiring.TIMELINE],
    ):
        assert len(names) == len(set(names))


def test_an_exporter_fills_a_declared_table() -> None:
    assert {exporter.table for exporter in wiring.EXPORTERS} <= set(TABLES)


def test_filling_the_registries_again_changes_nothing() -> None:
    before = (all_targets(), exporters(), list(sources()))
    wiring.fill_registries()
    assert (all_targets(), exporters(), list(sources())) == before


def test_nothing_is_registered_anywhere_else() -> None:
    registering = {
        str(path.relative_to(SOURCES))
        for path in SOURCES.rglob("*.py")
        if REGISTERING.search(path.read_text(encoding="utf-8"))
    }
    assert registering == {"project/wiring.py"}

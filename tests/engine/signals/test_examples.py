"""Rows in, findings out: every examples.yaml is run."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from karn.engine.signals.catalogue import FOLDER, SIGNALS
from karn.engine.signals.looking import Found, Looker


def cases() -> list[tuple[str, dict[str, Any]]]:
    return [
        (path.parent.name, case)
        for path in sorted(FOLDER.glob("*/examples.yaml"))
        for case in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


def cell(value: object) -> str | None:
    return None if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def shown(found: Found, headings: list[str]) -> dict[str, str | None]:
    fixed = {
        "customer": found.customer_id,
        "since": found.since.isoformat(),
        "strength": str(found.strength),
        "evidence": ",".join(found.evidence) or None,
    }
    return {name: fixed[name] if name in fixed else cell(found.facts[name]) for name in headings}


@pytest.mark.parametrize(
    ("code", "case"), cases(), ids=lambda value: value if isinstance(value, str) else value["case"]
)
def test_the_example_finds_what_it_says(tables, lines, code, case):
    given = tables(case["tables"], case.get("paying", ""))
    with Looker(given, on=case["day"]) as looker:
        found = looker.find(code, case.get("thresholds"))
    if not case["found"]:
        assert found == []
        return
    expected = lines(case["found"])
    assert [shown(one, list(expected[0])) for one in found] == expected


def test_every_signal_has_examples():
    assert {path.parent.name for path in FOLDER.glob("*/examples.yaml")} == set(SIGNALS)

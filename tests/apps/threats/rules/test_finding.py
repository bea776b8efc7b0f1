import json
from dataclasses import FrozenInstanceError
from datetime import date

import pytest

from karn.apps.threats.rules.finding import THIS_WEEK, TODAY, WORTH_KNOWING, Finding, rows


def test_evidence_names_the_rows_by_model_and_number() -> None:
    assert rows("contracts.invoice", 3, 5) == [
        {"model": "contracts.invoice", "id": 3},
        {"model": "contracts.invoice", "id": 5},
    ]
    assert rows("contracts.invoice") == []


def test_strengths_are_in_the_order_of_their_urgency() -> None:
    assert WORTH_KNOWING < THIS_WEEK < TODAY


def test_a_finding_shares_nothing_with_another_and_stays_as_found() -> None:
    one, other = (Finding(number, date(2026, 3, 1), THIS_WEEK) for number in (1, 2))
    one.facts["days"] = 3
    one.evidence.extend(rows("contracts.invoice", 3))
    assert (other.facts, other.evidence) == ({}, [])
    assert json.loads(json.dumps([one.facts, one.evidence])) == [one.facts, one.evidence]
    with pytest.raises(FrozenInstanceError):
        one.strength = TODAY  # type: ignore[misc]

"""What a pause, a debt and a quick change of mind come to."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from karn.engine.lake.states import StateRules, bridge, normalise_states, settle

# ruff: noqa: DTZ001 — the lake keeps moments in UTC without a zone


def normalised(*states: dict, zone: str = "UTC", **rules: int) -> list[dict]:
    names = dict.fromkeys(name for state in states for name in state)
    types = {
        "paused_mrr": pa.float64(),
        "resumes_on": pa.date32(),
        "past_due_since": pa.date32(),
        "end_kind": pa.string(),
    }
    columns = {
        name: pa.array([state.get(name) for state in states], types.get(name))
        for name in names
        if name != "ends_on"
    }
    kind = columns["starts_on"].type
    columns["ends_on"] = pa.array([state.get("ends_on") for state in states], kind)
    batches = pa.table(columns).to_batches()
    return [
        row for batch in normalise_states(batches, zone, StateRules(**rules)) for row in batch.to_pylist()
    ]


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("ends_on", "resumes_on", "paused_mrr", "ends"),
    [
        (None, "2026-03-01", 10.0, "2026-03-31"),
        ("2026-06-01", "2026-03-01", 10.0, "2026-03-31"),
        ("2026-03-10", "2026-03-01", 10.0, "2026-03-10"),
        (None, None, 10.0, None),
        (None, "2026-03-01", None, None),
    ],
)
def test_a_pause_ends_by_its_resume_date_and_grace(ends_on, resumes_on, paused_mrr, ends) -> None:
    state = {
        "starts_on": day("2026-02-01"),
        "ends_on": ends_on and day(ends_on),
        "resumes_on": resumes_on and day(resumes_on),
        "paused_mrr": paused_mrr,
    }
    assert [row["ends_on"] for row in normalised(state)] == [ends and day(ends)]


@pytest.mark.parametrize(
    ("ends_on", "end_kind", "grace", "ends", "kind"),
    [
        (None, None, 30, "2026-03-31", "payment_failure"),
        ("2026-06-01", "voluntary", 30, "2026-03-31", "payment_failure"),
        ("2026-03-20", "voluntary", 30, "2026-03-20", "voluntary"),
        ("2026-03-31", "voluntary", 30, "2026-03-31", "voluntary"),
        (None, None, 14, "2026-03-15", "payment_failure"),
    ],
)
def test_a_debt_ends_the_state_after_grace_unless_it_ended_by_itself(
    ends_on, end_kind, grace, ends, kind
) -> None:
    state = {
        "starts_on": day("2026-01-01"),
        "ends_on": ends_on and day(ends_on),
        "past_due_since": day("2026-03-01"),
        "end_kind": end_kind,
    }
    (row,) = normalised(state, grace_days=grace)
    assert (row["ends_on"], row["end_kind"]) == (day(ends), kind)


def test_a_debt_from_long_before_never_ends_a_state_before_it_starts() -> None:
    state = {"starts_on": day("2026-03-01"), "ends_on": None, "past_due_since": day("2025-01-01")}
    (row,) = normalised(state)
    assert (row["ends_on"], row["end_kind"]) == (day("2026-03-01"), "payment_failure")


def test_moments_become_days_in_the_zone() -> None:
    state = {"starts_on": datetime(2026, 1, 31, 23, 30), "ends_on": datetime(2026, 6, 30, 22)}
    (row,) = normalised(state, zone="Europe/Amsterdam")
    assert (row["starts_on"], row["ends_on"]) == (day("2026-02-01"), day("2026-07-01"))


def states_of(*spans: tuple[str, datetime, datetime | None]) -> list[dict]:
    return [
        {"customer_id": "c", "subscription_id": name, "starts_on": start, "ends_on": end, "mrr": 10 * number}
        for number, (name, start, end) in enumerate(spans, start=1)
    ]


AT = datetime(2026, 3, 1, 23, 30)


def later(**time: int) -> datetime:
    return AT + timedelta(**time)


def test_an_upgrade_within_the_window_is_part_of_the_start() -> None:
    states = states_of(("s", AT, later(minutes=55)), ("s", later(minutes=55), None))
    (row,) = normalised(*states, settle_window=60)
    assert (row["starts_on"], row["ends_on"], row["mrr"]) == (day("2026-03-01"), None, 20)
    assert len(normalised(*states, settle_window=50)) == 2
    assert len(normalised(*states)) == 2


def test_a_change_after_the_window_or_of_an_older_subscription_stays() -> None:
    states = states_of(
        ("s", AT, later(days=9)),
        ("s", later(days=9), later(days=9, minutes=5)),
        ("s", later(days=9, minutes=5), None),
    )
    assert settle(states, timedelta(minutes=60)) == states


def test_a_restart_has_a_window_of_its_own() -> None:
    states = states_of(
        ("s", AT, later(days=9)),
        ("t", later(days=20), later(days=20, minutes=5)),
        ("t", later(days=20, minutes=5), None),
    )
    assert [(row["subscription_id"], row["starts_on"]) for row in settle(states, timedelta(minutes=60))] == [
        ("s", AT),
        ("t", later(days=20)),
    ]


@pytest.mark.parametrize(("tolerance", "ends"), [(None, "2026-03-10"), (3, "2026-03-10"), (4, "2026-03-14")])
def test_an_end_and_a_restart_within_the_tolerance_are_one(tolerance, ends) -> None:
    first = {
        "customer_id": "c",
        "subscription_id": "a",
        "starts_on": day("2026-01-01"),
        "ends_on": day("2026-03-10"),
    }
    second = {"customer_id": "c", "subscription_id": "b", "starts_on": day("2026-03-14"), "ends_on": None}
    other = {"customer_id": "d", "subscription_id": "z", "starts_on": day("2026-03-11"), "ends_on": None}
    first["end_kind"] = "voluntary"
    found = normalised(second, other, first, **({"gap_tolerance": tolerance} if tolerance else {}))
    (row,) = [row for row in found if row["subscription_id"] == "a"]
    assert (row["ends_on"], row["end_kind"]) == (day(ends), None if ends == "2026-03-14" else "voluntary")
    assert len(found) == 3


def test_a_gap_behind_another_running_subscription_is_no_end() -> None:
    states = [
        {"starts_on": day("2026-01-01"), "ends_on": None},
        {"starts_on": day("2026-01-01"), "ends_on": day("2026-03-10")},
        {"starts_on": day("2026-03-11"), "ends_on": None},
    ]
    assert bridge(states, timedelta(days=5)) == states


SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 40) | st.none()), min_size=1, max_size=8)


def paid_days(states: list[dict]) -> set[int]:
    horizon = 200
    return {
        number
        for state in states
        for number in range(
            state["starts_on"].toordinal(),
            state["ends_on"].toordinal() if state["ends_on"] else horizon + 730_000,
        )
    }


@given(SPANS, st.integers(1, 20))
def test_bridging_fills_exactly_the_gaps_within_the_tolerance(spans, tolerance) -> None:
    origin = 730_000
    states = sorted(
        (
            {
                "starts_on": date.fromordinal(origin + start),
                "ends_on": None if length is None else date.fromordinal(origin + start + length),
            }
            for start, length in spans
        ),
        key=lambda state: state["starts_on"],
    )
    before, after = paid_days(states), paid_days(bridge(states, timedelta(days=tolerance)))
    expected = set(before)
    edges = sorted(before)
    for left, right in pairwise(edges):
        if 1 < right - left <= tolerance + 1:
            expected |= set(range(left, right))
    assert after == expected

"""Writes: what is to be done in cases, one task each, kept in step."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from karn.apps.tasks.actions import Asked, keep_tasks
from karn.apps.threats.models import Case, CaseStep
from karn.apps.threats.rules.cases import State, Step

ASK, GO_ON, ASK_AGAIN = "threats.case", "threats.case_step", "threats.ask_again"
"""The kinds of tasks a case asks for, one at a time; the number is that of the step that asks."""


def ask_for_tasks(cases: Iterable[Case], *, at: datetime, customers: Iterable[int] = ()) -> None:
    """Keep what is to be done in these cases, one task each, in step.

    `customers` (ids) are asked for nothing else, even where none of these cases is theirs.
    """
    listed = list(cases)
    asked: dict[str, list[Asked]] = {ASK: [], GO_ON: [], ASK_AGAIN: []}
    for case in listed:
        if found := _task_of(case):
            asked[found[0]].append(found[1])
    among = {case.customer_id for case in listed} | set(customers)
    for kind, its in asked.items():
        keep_tasks(kind=kind, asked=its, at=at, among=among)


def _task_of(case: Case) -> tuple[str, Asked] | None:
    """Return what is to be done next in a case: its kind, and what the last step that says so asks for."""
    if case.state == State.CLOSED:
        return None
    steps = [step for step in case.steps.all() if not step.taken_back]
    opened, solved = _last(steps, {Step.OPENED, Step.REOPENED}), _last(steps, {Step.SOLVED})
    # What was written down since it was opened, or since it was taken as solved.
    since = solved if case.state == State.SOLVED else opened if case.asked_on is None else None
    pending = _last(steps[steps.index(since) + 1 :] if since else steps, {Step.ASKED, Step.DID})
    if pending is not None and (case.asked_on is not None or case.state == State.SOLVED):
        return GO_ON, _asked(case, pending, pending.next_on or case.due_on)
    if case.state == State.SOLVED:
        return (ASK_AGAIN, _asked(case, solved, case.ask_again_on or case.due_on)) if solved else None
    return (ASK, _asked(case, opened, case.due_on)) if opened else None


def _last(steps: list[CaseStep], what: set[Step]) -> CaseStep | None:
    return next((step for step in reversed(steps) if step.what in what), None)


def _asked(case: Case, step: CaseStep, due_on: date) -> Asked:
    sign = case.signs[0] if case.signs else {}
    facts = {
        "rule": sign.get("rule", ""), "sign": sign.get("facts", {}), "words": step.words or case.words,
        "strength": case.strength, "reminded": case.reminded_on is not None, "on": step.on.isoformat(),
    }  # fmt: skip
    return Asked(step.pk, due_on, case.customer_id, case.owner_id, facts)

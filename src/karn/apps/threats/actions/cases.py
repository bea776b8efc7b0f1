"""Writes: a threat to a client the company wants to keep is opened as a case, acted on, and closed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from karn.apps.care.actions.reviews import plan_review
from karn.apps.care.models.reviews import Cause
from karn.apps.company.queries import current_company
from karn.apps.company.rules.trades import Station
from karn.apps.contracts.queries import left_on
from karn.apps.customers.actions.rows import ChangedMeanwhile
from karn.apps.customers.models import Contact, Customer
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import Event
from karn.apps.threats.actions.case_tasks import ask_for_tasks, finish_coming_back
from karn.apps.threats.models import Case, CaseStep, Signal
from karn.apps.threats.queries.cases import open_cases, open_signs_of, refuse_gone, to_open
from karn.apps.threats.rules.cases import (
    OUTCOME_NAMES,
    Outcome,
    State,
    Step,
    ask_again_on,
    ask_by,
    remind_until,
)
from karn.apps.threats.rules.finding import THIS_WEEK
from karn.kernel.errors import BadInput
from karn.kernel.text import one_line
from karn.platform.facts import next_version

UNDO = timedelta(hours=1)
"""So long opening a closed case again takes the closing back; later it begins anew."""


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody writes down of a case: words, who of the customer said so, and until when to go on."""

    words: str = ""
    said_by: Contact | None = None
    next_on: date | None = None


@dataclass(frozen=True, slots=True)
class _Now:
    """Who writes, on which day, in which instant; nobody where a rule does."""

    by: Person | None
    on: date
    at: datetime


@dataclass(frozen=True, slots=True)
class KeptCases:
    """How many cases were opened, became more urgent, were reminded of, and go to the weekly meeting."""

    opened: int = 0
    stronger: int = 0
    reminded: int = 0
    to_meeting: int = 0


def keep_cases(*, on: date, at: datetime) -> KeptCases:
    """Open a case for each threat to a client we want to keep, and remind of those nobody acted on.

    Who: the customers cared for one by one (:func:`cared_for`) who are at risk, but not misfits whom nobody
    decided to keep. Nothing that is right by now is changed, however often this is done.
    """
    _close_of_leavers(on, at)
    opened = [_open(customer, signs, on, at) for customer, signs in to_open(on)]
    stronger = reminded = to_meeting = 0
    for case in open_cases().select_related("customer"):
        with transaction.atomic():
            held = _held(case)
            _follow_owner(held, at)
            stronger += _follow_signs(held, on, at)
            reminded += _remind(held, on, at)
            to_meeting += _bring_to_meeting(held, on, at)
    ask_for_tasks(open_cases(), at=at)
    return KeptCases(sum(opened), stronger, reminded, to_meeting)


def keep_merged_cases(*, customers: Collection[int], at: datetime) -> None:
    """Two customers (ids) were merged, or taken apart: only cases that are shown ask for something."""
    ask_for_tasks(open_cases().filter(customer__in=customers), at=at, customers=customers)


def open_case(*, customer: Customer, words: str, by: Person, on: date, at: datetime) -> Case:
    """Open a case for what somebody saw, or write it into the open one. BadInput for who has left."""
    refuse_gone(customer, on=on)
    with transaction.atomic():
        case = open_cases().select_for_update().filter(customer=customer).first()
        if case is not None:
            return _done(case, Step.DID, Told(words), _Now(by, on, at))
        case = _new(customer, [], on, at, words=_words(words))
        _step(case, Step.OPENED, case.words, _Now(by, on, at))
        _keep(case, "opened", by, at)
    ask_for_tasks([case], at=at)
    return case


def ask_in_case(*, case: Case, told: Told, by: Person, on: date, at: datetime, seen: str = "") -> Case:
    """Write down that somebody asked, and what they said. Raises BadInput without words."""
    if not _words(told.words):
        raise BadInput("Write down what they said.")
    with transaction.atomic():
        held = _held(case, seen)
        _refuse_closed(held)
        held = _asked_in(held, told, _Now(by, on, at))
    ask_for_tasks([held], at=at)
    return held


def note_asked(*, case: Case, words: str, by: Person | None, on: date, at: datetime) -> None:
    """Write down that somebody asked, as the list of what is to be done says; there words are not needed."""
    with transaction.atomic():
        held = _asked_in(_held(case), Told(words), _Now(by, on, at))
    ask_for_tasks([held], at=at)


def _asked_in(held: Case, told: Told, now: _Now) -> Case:
    if held.state == State.OPEN:
        held.asked_on = held.asked_on or now.on
    held = _done(held, Step.ASKED, told, now)
    if now.by is not None:
        finish_coming_back(customer=held.customer_id, words=_words(told.words), by=now.by, at=now.at)
    return held


def act_in_case(*, case: Case, told: Told, by: Person, on: date, at: datetime, seen: str = "") -> Case:
    """Write down what was done about it. Raises BadInput without words."""
    if not _words(told.words):
        raise BadInput("Write down what you did.")
    with transaction.atomic():
        held = _held(case, seen)
        _refuse_closed(held)
        held = _done(held, Step.DID, told, _Now(by, on, at))
    ask_for_tasks([held], at=at)
    return held


def solve_case(*, case: Case, words: str, by: Person, on: date, at: datetime, seen: str = "") -> Case:
    """Take it as solved: three weeks on they are asked whether it still is.

    Raises BadInput without words where nobody asked them: how is it known then?
    """
    company = current_company()
    with transaction.atomic():
        held = _held(case, seen)
        _refuse_closed(held)
        _refuse_unasked(held, words)
        held.state, held.solved_on, held.meeting_from = State.SOLVED, on, None
        held.ask_again_on = ask_again_on(on, country=company.country, closed=company.closed)
        _step(held, Step.SOLVED, _words(words), _Now(by, on, at))
        _keep(held, "solved", by, at)
    if company.has(Station.REVIEWS) and held.customer.is_key:  # something changed: fresh eyes look
        plan_review(customer=held.customer, cause=Cause.CASE_SOLVED, due_on=held.ask_again_on, by=by, at=at)
    ask_for_tasks([held], at=at)
    return held


def close_case(
    *, case: Case, outcome: str, told: Told, by: Person, on: date, at: datetime, seen: str = ""
) -> Case:
    """Close it with an outcome, at best what the client says.

    Raises BadInput without one, and without words where nobody asked them.
    """
    if outcome not in OUTCOME_NAMES:
        raise BadInput("Say what came of it.")
    if outcome == Outcome.CLIENT_STAYS and not _words(told.words):
        raise BadInput("Write down what they said.")
    with transaction.atomic():
        held = _held(case, seen)
        _refuse_closed(held)
        _refuse_unasked(held, told.words)
        held.state, held.closed_on, held.meeting_from = State.CLOSED, on, None
        held.outcome, held.outcome_words, held.said_by = outcome, _words(told.words), told.said_by
        _step(held, Step.CLOSED, held.outcome_words, _Now(by, on, at))
        _keep(held, "closed", by, at)
    ask_for_tasks([held], at=at)
    return held


def reopen_case(*, case: Case, words: str, by: Person, on: date, at: datetime) -> Case:
    """Open it again: it was not solved after all. Raises BadInput where a newer one is open or they left."""
    company = current_company()
    with transaction.atomic():
        held = _held(case)
        if open_cases().filter(customer=held.customer_id).exclude(pk=held.pk).exists():
            raise BadInput("There is a newer open case of this customer: go on there.")
        if _take_back_closing(held, at):
            _keep(held, "closing undone", by, at)
            ask_for_tasks([held], at=at)
            return held
        refuse_gone(held.customer, on=on)
        held.state, held.outcome, held.closed_on, held.asked_on = State.OPEN, "", None, None
        held.solved_on = held.ask_again_on = held.reminded_on = None
        held.due_on = ask_by(held.strength, on, country=company.country, closed=company.closed)
        _step(held, Step.REOPENED, _words(words), _Now(by, on, at))
        _keep(held, "reopened", by, at)
    ask_for_tasks([held], at=at)
    return held


def _take_back_closing(held: Case, at: datetime) -> bool:
    """Take back what was just closed: it stands as it did before; say whether it was closed just now."""
    last = held.steps.filter(taken_back=False).last()
    if last is None or last.what != Step.CLOSED or at - last.at > UNDO:
        return False
    last.taken_back = True
    last.save(update_fields=["taken_back"])
    held.state = State.SOLVED if held.solved_on is not None else State.OPEN
    held.outcome, held.outcome_words, held.said_by, held.closed_on = "", "", None, None
    return True


def _refuse_closed(held: Case) -> None:
    if held.state == State.CLOSED:
        raise BadInput("This case is closed: open it again first.")


def _refuse_unasked(held: Case, words: str) -> None:
    if held.asked_on is None and not _words(words):
        raise BadInput("Nobody asked them yet: ask first, or write down why that is not needed.")


def hand_case(
    *, case: Case, owner: Person | None, due_on: date, words: str, by: Person, on: date, at: datetime,
    seen: str = "",
) -> Case:  # fmt: skip
    """Give a case to somebody, or set another day, with a reason. Raises BadInput without one."""
    if not _words(words):
        raise BadInput("Say why, so that who reads it later knows.")
    with transaction.atomic():
        held = _held(case, seen)
        held.owner, held.due_on = owner, due_on
        _step(held, Step.HANDED, _words(words), _Now(by, on, at))
        _keep(held, "handed", by, at)
    ask_for_tasks([held], at=at)
    return held


def take_back_asked(*, case: Case, at: datetime, words: str | None = None, since: int = 0) -> None:
    """Take back that they were asked, where that is the last step: since a step, or in these words."""
    with transaction.atomic():
        held = _held(case)
        last = held.steps.filter(taken_back=False).last()
        if last is None or last.what != Step.ASKED or last.pk < since or words not in (None, last.words):
            return
        last.taken_back = True
        last.save(update_fields=["taken_back"])
        if not held.steps.filter(what=Step.ASKED, taken_back=False).exists():
            held.asked_on = None
        _keep(held, "taken back", None, at)
    ask_for_tasks([held], at=at)


def _close_of_leavers(on: date, at: datetime) -> None:
    """Close the cases of clients who are gone: what came of them is known."""
    gone = open_cases().filter(customer__in=left_on(on).values("pk"))
    for case in gone:
        with transaction.atomic():
            held = _held(case)
            held.state, held.closed_on, held.outcome = State.CLOSED, on, Outcome.LEAVES
            _step(held, Step.CLOSED, "", _Now(None, on, at))
            _keep(held, "", None, at)
        ask_for_tasks([held], at=at)


def _open(customer: Customer, signs: list[Signal], on: date, at: datetime) -> bool:
    """Open a case; False where somebody else just did."""
    with transaction.atomic():
        if open_cases().select_for_update().filter(customer=customer).exists():
            return False
        case = _new(customer, signs, on, at)
        _step(case, Step.OPENED, "", _Now(None, on, at))
    return True


def _new(customer: Customer, signs: list[Signal], on: date, at: datetime, words: str = "") -> Case:
    company = current_company()
    strength = max((sign.strength for sign in signs), default=THIS_WEEK)
    return Case.objects.create(
        customer=customer,
        owner_id=customer.owner_id,
        strength=strength,
        signs=[_as_sign(sign) for sign in signs],
        words=words,
        opened_on=on,
        due_on=ask_by(strength, on, country=company.country, closed=company.closed),
        changed_at=at,
    )


def _as_sign(sign: Signal) -> dict[str, Any]:
    return {"rule": sign.rule, "since": sign.since.isoformat(), "facts": sign.facts}


def _follow_owner(case: Case, at: datetime) -> None:
    """Give a case along with its customer, unless somebody gave it to somebody else by hand."""
    by_hand = case.steps.filter(what=Step.HANDED, taken_back=False).exists()
    if by_hand or case.owner_id == case.customer.owner_id:
        return
    case.owner_id = case.customer.owner_id
    _keep(case, "", None, at)


def _follow_signs(case: Case, on: date, at: datetime) -> bool:
    """Take over what was seen since; say whether it became more urgent."""
    if case.state != State.OPEN:
        return False
    signs = open_signs_of(case.customer_id)
    known = {sign["rule"] for sign in case.signs}
    case.signs += [_as_sign(sign) for sign in signs if sign.rule not in known]
    strongest = max((sign.strength for sign in signs), default=0)
    is_stronger = strongest > case.strength
    if is_stronger:
        company = current_company()
        case.strength = strongest
        sooner = ask_by(strongest, on, country=company.country, closed=company.closed)
        case.due_on = min(case.due_on, sooner)
        _step(case, Step.STRONGER, "", _Now(None, on, at))
    if is_stronger or len(case.signs) > len(known):
        _keep(case, "", None, at)
    return is_stronger


def _remind(case: Case, on: date, at: datetime) -> bool:
    """Remind once of a case in which nobody asked by its day."""
    waits = case.state == State.OPEN and case.asked_on is None and case.reminded_on is None
    if not waits or case.due_on >= on:
        return False
    case.reminded_on = on
    _step(case, Step.REMINDED, "", _Now(None, on, at))
    _keep(case, "", None, at)
    return True


def _bring_to_meeting(case: Case, on: date, at: datetime) -> bool:
    """Bring a case to the weekly meeting that nobody acted on in time; say whether it was."""
    company = current_company()
    due = _next_day(case)
    grace = remind_until(due, country=company.country, closed=company.closed)
    if case.meeting_from is not None or grace >= on:
        return False
    case.meeting_from = on
    _keep(case, "", None, at)
    return True


def _next_day(case: Case) -> date:
    """Return by when the next thing is to be done in a case."""
    if case.state == State.SOLVED:
        return case.ask_again_on or case.due_on
    if case.asked_on is None:
        return case.reminded_on or case.due_on
    last = case.steps.filter(next_on__isnull=False, taken_back=False).last()
    return (last.next_on if last else None) or case.due_on


def _done(case: Case, what: Step, told: Told, now: _Now) -> Case:
    company = current_company()
    next_on = told.next_on or ask_by(THIS_WEEK, now.on, country=company.country, closed=company.closed)
    case.meeting_from = None
    _step(case, what, _words(told.words), now, next_on=next_on)
    _keep(case, what.value, now.by, now.at)
    return case


def _step(case: Case, what: Step, words: str, now: _Now, next_on: date | None = None) -> CaseStep:
    return case.steps.create(what=what.value, words=words, by=now.by, on=now.on, at=now.at, next_on=next_on)


def _keep(case: Case, what: str, by: Person | None, at: datetime) -> None:
    case.changed_at = next_version(case.changed_at, at)
    case.save()
    if by is not None:
        record(by=by, deed=Event.CASE_CHANGED, about=case, at=at, detail=what)


def _held(case: Case, seen: str = "") -> Case:
    """Return it as it is stored, locked; raise ChangedMeanwhile where `seen` is another version."""
    held = Case.objects.select_for_update().get(pk=case.pk)
    if seen and held.version != seen:
        raise ChangedMeanwhile(held)
    return held


def _words(text: str) -> str:
    return one_line(text)[:500]

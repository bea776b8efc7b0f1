"""What the demo's people wrote down of their clients, typed in through the same calls as ever."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final

from karn.cli.steps import Tell

if TYPE_CHECKING:
    from karn.apps.customers.models import Contact, Customer
    from karn.apps.people.models import Person

Row = Mapping[str, str]
NOTES = "notes.csv"
_KEPT_FOR = "Past niet in alles, maar de relatie is goed; daarna bekijken we het opnieuw."
SOURCE = "demo"
_NEW: Final = {"name": "Noor Terpstra", "role": "Marketing"}


@dataclass(frozen=True, slots=True)
class _Hand:
    """Who writes about whom, on which day."""

    row: Row
    customer: Customer
    contact: Contact | None
    by: Person
    on: date

    @property
    def at(self) -> datetime:
        """The instant: midday, in UTC."""
        return datetime.combine(self.on, time(12), UTC)

    def day(self, name: str) -> date | None:
        """Return a day of the row, where there is one."""
        return date.fromisoformat(self.row[name]) if self.row[name] else None


def type_in_notes(exports: Path, on: date, *, at: datetime, tell: Tell = lambda _done, _of: None) -> None:
    """Type in what people wrote down, and hold a review or two; where something is already, do nothing.

    `tell` is told how many notes are typed in, and of how many.
    """
    from django.db import transaction  # noqa: PLC0415 (Django is set up only now)

    from karn.apps.care.models import Expectation  # noqa: PLC0415

    path = exports / NOTES
    if not path.exists() or Expectation.objects.exists():
        return
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with transaction.atomic():  # an interrupted one leaves nothing, and is typed in again
        _type_in([hand for row in rows if (hand := _hand(row)) is not None], on, at=at, tell=tell)


def _type_in(hands: list[_Hand], on: date, *, at: datetime, tell: Tell) -> None:
    # Before the first answer, or every check would begin on the day the criteria did.
    _begin_criteria(at=min((hand.at for hand in hands if hand.row["what"] == "criterion"), default=at))
    writers = _writers()
    for done, hand in enumerate(hands, start=1):
        if (write := writers.get(hand.row["what"])) is not None:
            write(hand)
        tell(done, len(hands))
    _check(hands)
    _decide_about_misfits(on)
    _group_needs(hands, at=at)
    _hold_reviews(hands, on, at=at)
    _greet_somebody_new(hands, on)


def _hand(row: Row) -> _Hand | None:
    from karn.apps.customers.models import Contact, Customer  # noqa: PLC0415 (models exist only now)
    from karn.apps.people.models import Role  # noqa: PLC0415
    from karn.apps.people.queries import first_person, person_with_email  # noqa: PLC0415

    customer = Customer.objects.filter(source=SOURCE, source_id=row["customer_id"]).first()
    by = person_with_email(row["by"]) or first_person(Role.ADMINISTRATOR)
    if customer is None or by is None:
        return None
    contact = Contact.objects.filter(source=SOURCE, source_id=row["contact_id"], customer=customer).first()
    return _Hand(row, customer, contact, by, date.fromisoformat(row["on"]))


def _mark_key(hand: _Hand) -> None:
    from karn.apps.company.models import Trade  # noqa: PLC0415 (models exist only now)
    from karn.apps.company.queries import current_company  # noqa: PLC0415
    from karn.apps.customers.actions.customers import change_customer  # noqa: PLC0415

    if current_company().trade == Trade.AGENCY:
        change_customer(customer=hand.customer.pk, facts={"is_key": True}, by=hand.by, at=datetime.now(UTC))
        hand.customer.is_key = True


def _expect(hand: _Hand) -> None:
    from karn.apps.care.actions.expectations import (  # noqa: PLC0415 (models exist only now)
        Expected,
        Said,
        confirm_expectations,
        make_expectations,
        mark_expectation,
    )
    from karn.apps.care.models.expectations import How  # noqa: PLC0415

    row = hand.row
    expected = Expected(
        row["text"], row["of"], contact=hand.contact, owner=hand.by, unexpected=row["unexpected"] == "True"
    )
    (made,) = make_expectations(
        customer=hand.customer, expected=[expected], by=hand.by, on=hand.on, at=hand.at
    )
    if (confirmed_on := hand.day("confirmed_on")) is not None:
        day = max(confirmed_on, hand.on)
        said = Said(day, How.TALK, by=hand.contact, to=hand.by)
        at = datetime.combine(day, time(12), UTC)
        confirm_expectations(customer=hand.customer, numbers=[made.pk], said=said, by=hand.by, at=at)
    if row["state"] != "open":
        mark_expectation(expectation=made, standing=row["state"], by=hand.by, at=hand.at)


def _promise(hand: _Hand) -> None:
    from karn.apps.care.actions.promises import (  # noqa: PLC0415 (models exist only now)
        Promised,
        make_promise,
        settle_promise,
    )

    promised = Promised(hand.row["text"], hand.day("due_on"), contact=hand.contact, owner=hand.by)
    made = make_promise(customer=hand.customer, promised=promised, by=hand.by, on=hand.on, at=hand.at)
    if (settled_on := hand.day("settled_on")) is not None:
        at = datetime.combine(settled_on, time(12), UTC)
        settle_promise(promise=made, outcome=hand.row["state"], by=hand.by, on=settled_on, at=at)


def _problem(hand: _Hand) -> None:
    from karn.apps.care.actions.problems import Told, add_problem  # noqa: PLC0415 (models exist only now)

    row = hand.row
    told = Told(
        row["text"], weight=int(row["weight"]), urgency=int(row["urgency"]), status=row["state"],
        owner=hand.by, due_on=hand.day("due_on"), voiced_by=hand.contact, raised_on=hand.on,
        solved_on=hand.day("settled_on"), brought=row["brought"],
    )  # fmt: skip
    add_problem(
        customer=hand.customer, told=told, by=hand.by, on=hand.day("settled_on") or hand.on, at=hand.at
    )


def _benefit(hand: _Hand) -> None:
    from karn.apps.care.actions.value import Got, log_benefit  # noqa: PLC0415 (models exist only now)

    cost = Decimal(hand.row["cost"]) / 100 or None
    got = Got(hand.row["text"], hand.on, kind=hand.row["what"], cost=cost, currency="EUR" if cost else "")
    log_benefit(customer=hand.customer, got=got, by=hand.by, at=hand.at)


def _need(hand: _Hand) -> None:
    from karn.apps.care.actions.wishes import note_need  # noqa: PLC0415 (models exist only now)

    note_need(customer=hand.customer, words=hand.row["text"], by=hand.by, at=hand.at)


def _hint(hand: _Hand) -> None:
    from karn.apps.conversations.actions import note_hint  # noqa: PLC0415 (models exist only now)

    note_hint(customer=hand.customer, kind="change", words=hand.row["text"], by=hand.by, at=hand.at)


_WRITERS: dict[str, Callable[[_Hand], None]] = {
    "key": _mark_key,
    "expectation": _expect,
    "promise": _promise,
    "problem": _problem,
    "result": _benefit,
    "extra": _benefit,
    "need": _need,
    "hint": _hint,
}


_PARTS: Final = {"problem": "problems", "result": "value", "extra": "value"}
"""Notes that belong to a part which not every company uses: nobody writes into a page they do not see."""


def _writers() -> dict[str, Callable[[_Hand], None]]:
    from karn.apps.company.queries import current_company  # noqa: PLC0415 (models exist only now)

    company = current_company()
    return {
        what: write for what, write in _WRITERS.items() if what not in _PARTS or company.has(_PARTS[what])
    }


def _begin_criteria(*, at: datetime) -> None:
    from karn.apps.company.queries import current_company  # noqa: PLC0415 (models exist only now)
    from karn.apps.fit.actions.criteria import begin_with_starter_set  # noqa: PLC0415
    from karn.apps.people.models import Role  # noqa: PLC0415
    from karn.apps.people.queries import first_person  # noqa: PLC0415

    if (by := first_person(Role.ADMINISTRATOR)) is not None:
        begin_with_starter_set(trade=current_company().trade, by=by, at=at)


def _check(hands: list[_Hand]) -> None:
    """Answer the questions about each client, all in one check."""
    from karn.apps.fit.actions.checks import check_customer  # noqa: PLC0415 (models exist only now)
    from karn.apps.fit.queries import criteria_in_force  # noqa: PLC0415
    from karn.apps.fit.rules.judging import Met  # noqa: PLC0415

    asked = {one.ready: one.pk for one in criteria_in_force() if not one.is_rule}
    by_customer: dict[int, list[_Hand]] = defaultdict(list)
    for hand in hands:
        if hand.row["what"] == "criterion" and hand.row["of"] in asked:
            by_customer[hand.customer.pk].append(hand)
    for its in by_customer.values():
        given = {
            asked[hand.row["of"]]: (Met.YES if hand.row["state"] == "yes" else Met.NO, "") for hand in its
        }
        last = max(its, key=lambda hand: hand.on)
        check_customer(customer=last.customer, given=given, by=last.by, on=last.on, at=last.at)


def _decide_about_misfits(on: date) -> None:
    """Let a meeting of two weeks ago have decided about the misfits of old; who was checked lately waits."""
    from karn.apps.fit.actions.decisions import Said, decide  # noqa: PLC0415 (models exist only now)
    from karn.apps.fit.models import Course  # noqa: PLC0415
    from karn.apps.fit.queries import checks_on  # noqa: PLC0415
    from karn.apps.fit.queries.decisions import waiting_for_decision  # noqa: PLC0415
    from karn.apps.people.models import Role  # noqa: PLC0415
    from karn.apps.people.queries import first_person  # noqa: PLC0415

    meeting = on - timedelta(days=14)
    waiting = waiting_for_decision(meeting).select_related("owner")
    checked = dict(checks_on(meeting).filter(customer__in=waiting).values_list("customer", "on"))
    at = datetime.combine(meeting, time(12), UTC)
    for place, one in enumerate(waiting):
        decider = one.owner or first_person(Role.ADMINISTRATOR)
        if decider is not None and checked[one.pk] < meeting - timedelta(days=90):
            until = meeting + timedelta(days=90 + 30 * (place % 12))
            said = Said(Course.KEEP, decider, reason=_KEPT_FOR, until=until)
            decide(customer=one, said=said, by=decider, on=meeting, at=at)


def _group_needs(hands: list[_Hand], *, at: datetime) -> None:
    """Put what several asked for to one wish."""
    from karn.apps.care.actions.wishes import put_to_wish  # noqa: PLC0415 (models exist only now)
    from karn.apps.care.models import Need  # noqa: PLC0415
    from karn.apps.people.models import Role  # noqa: PLC0415
    from karn.apps.people.queries import first_person  # noqa: PLC0415

    by, titles = first_person(Role.ADMINISTRATOR), defaultdict(list)
    for hand in hands:
        if hand.row["what"] == "need":
            titles[hand.row["of"]].append((hand.customer.pk, hand.row["text"]))
    for title, told in sorted(titles.items()):
        its = [need.pk for need in Need.objects.order_by("pk") if (need.customer_id, need.words) in told]
        if by is not None and its:
            put_to_wish(wish=None, title=title, needs=its, by=by, at=at)


def _hold_reviews(hands: list[_Hand], on: date, *, at: datetime) -> None:
    """Hold a review of the first two key clients: one with both sides in, one still sealed."""
    from karn.apps.care.actions.reviews import (  # noqa: PLC0415 (models exist only now)
        choose_reviewer,
        finish_client,
        plan_review,
        store_team_view,
        store_voice,
    )
    from karn.apps.care.models.reviews import Cause  # noqa: PLC0415
    from karn.apps.care.queries.independence import independent_people  # noqa: PLC0415
    from karn.apps.care.queries.reviews import seats_of  # noqa: PLC0415

    keys = [hand for hand in hands if hand.row["what"] == "key" and hand.customer.is_key][:2]
    for place, hand in enumerate(keys):
        people = independent_people(hand.customer, on=on)
        review = plan_review(customer=hand.customer, cause=Cause.YEARLY, due_on=on, by=hand.by, at=at)
        if not people:
            continue
        review = choose_reviewer(review=review, reviewer=people[0], by=hand.by, at=at)
        seat = seats_of(review, on=on)[0].code
        theirs = {"expectations": "4", "relations": "5", "expertise": "3"}
        store_voice(review=review, seat=seat, scores=theirs, words={}, by=people[0], at=at)
        finish_client(review=review, by=people[0], at=at)
        if place == 0:
            ours = {"expectations": "5", "relations": "4", "expertise": "4"}
            store_team_view(review=review, scores=ours, words={}, by=hand.by, at=at)


def _greet_somebody_new(hands: list[_Hand], on: date) -> None:
    """Let a client marked as key have a new contact since last week, for whom a start-up begins tonight."""
    from karn.apps.customers.actions.contacts import add_contact  # noqa: PLC0415 (models exist only now)

    keys = [hand for hand in hands if hand.row["what"] == "key" and hand.customer.is_key]
    if keys:
        day = on - timedelta(days=6)
        at = datetime.combine(day, time(12), UTC)
        add_contact(customer=keys[-1].customer.pk, by=keys[-1].by, at=at, starts_on=day, **_NEW)

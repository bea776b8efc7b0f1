"""Boards as Trello's JSON: problems as cards, and what a board's cards would change here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef

from karn.apps.care.models.boards import BoardImport
from karn.apps.care.models.problems import Problem, ProblemStatus
from karn.apps.care.queries.problems import problems_of
from karn.apps.care.rules.problems import MIDDLE, STATUSES, is_on_scale
from karn.apps.care.rules.trello import Board, Card, made_up_id, written
from karn.apps.customers.models import Contact, Customer
from karn.apps.customers.queries.customers import customers_visible_to, is_visible_to
from karn.apps.people.models import Person
from karn.kernel.text import one_line

NEW, CHANGED, SAME, BINNED, ELSEWHERE = "new", "changed", "same", "binned", "elsewhere"
"""What taking in a card would do; one in the bin, and one that names another customer, stays out."""

COLUMNS: Final = (
    "text", "details", "weight", "urgency", "status", "owner_id", "due_on", "voiced_by_id", "raised_on",
    "solved_on", "brought", "labels",
)  # fmt: skip
"""What of a problem a card says."""


@dataclass(frozen=True, slots=True)
class Book:
    """Who is who: people by address and name, contacts of one customer by how they are called on a board."""

    people: Mapping[str, int]
    contacts: Mapping[str, int]

    def contact_called(self, number: int | None) -> str:
        """Return how a contact (its id) is called on a board."""
        return next((name for name, one in self.contacts.items() if one == number), "")


def book_of(customer: Customer) -> Book:
    """Return who is who for one customer's board. Two queries."""
    return Book(_people(), contact_names(Contact.everything.filter(customer=customer)))


def _people() -> dict[str, int]:
    """Return people by address, and those who work here and have a name of their own by name."""
    known = list(Person.objects.order_by("pk").values_list("pk", "email", "name", "is_active"))
    names = Counter(one_line(name).casefold() for _pk, _email, name, active in known if active)
    by_name = {one_line(name).casefold(): pk for pk, _email, name, active in known if active}
    once = {name: pk for name, pk in by_name.items() if names[name] == 1}
    return once | {email.casefold(): pk for pk, email, _name, _active in known}


def contact_names(contacts: Iterable[Contact]) -> dict[str, int]:
    """Return how contacts of one customer are called on a board.

    By name, and where that is shared, with the id in their source.
    """
    known = sorted(contacts, key=lambda contact: contact.pk)
    shared = Counter(one_line(contact.name) for contact in known)
    called: dict[str, int] = {}
    for contact in known:
        name = one_line(contact.name)
        if shared[name] > 1 or not name:
            name = f"{name} [{contact.source} {contact.source_id}]"
        called[one_line(name)] = contact.pk
    return called


# --- out


def customers_with_problems(person: Person) -> list[Customer]:
    """Return the customers this person may see who have problems, solved ones too, by name. One query."""
    having = Problem.objects.filter(customer=OuterRef("pk"), removed_at__isnull=True)
    return list(customers_visible_to(person).filter(Exists(having)).order_by("name", "pk"))


def board_json(
    customers: Sequence[Customer], *, name: str, zone: ZoneInfo, one: bool = True, url: str = ""
) -> dict[str, Any]:
    """Return the board of `one` customer, or of several with the customer's name on each card, for Trello.

    Two queries, however many customers.
    """
    number = made_up_id("board", customers[0].pk if one else "all")
    columns = {made_up_id(number, status): str(status.label) for status in ProblemStatus}
    books = _books(customers)
    cards = [
        _card(problem, number, books[problem.customer_id], named=not one)
        for problem in problems_of(customers)
    ]
    return written(number=number, name=name, columns=columns, cards=cards, zone=zone, url=url)


def _books(customers: Sequence[Customer]) -> dict[int, Book]:
    by_customer: dict[int, list[Contact]] = {customer.pk: [] for customer in customers}
    for contact in Contact.everything.filter(customer__in=customers).order_by("pk"):
        by_customer[contact.customer_id].append(contact)
    return {number: Book({}, contact_names(contacts)) for number, contacts in by_customer.items()}


def _card(problem: Problem, board: str, book: Book, *, named: bool) -> Card:
    fields = {
        "weight": str(problem.weight),
        "urgency": str(problem.urgency),
        "owner": problem.owner.email if problem.owner else "",
        "voiced_by": book.contact_called(problem.voiced_by_id),
        "raised_on": problem.raised_on.isoformat(),
        "solved_on": problem.solved_on.isoformat() if problem.solved_on else "",
        "brought": problem.brought,
    }
    return Card(
        id=problem.card,
        name=problem.text,
        desc=problem.details,
        column=made_up_id(board, ProblemStatus(problem.status)),
        due_on=problem.due_on.isoformat() if problem.due_on else "",
        complete=problem.status == ProblemStatus.SOLVED and problem.due_on is not None,
        labels=problem.labels,
        people=[one_line(problem.owner.name)] if problem.owner else [],
        moved_on=(problem.solved_on or problem.raised_on).isoformat(),
        fields=fields | ({"customer": one_line(problem.customer.name)} if named else {}),
    )


# --- in


@dataclass(frozen=True, slots=True)
class Step:
    """What one card would do: which problem it is, what would stand there, and which of that is other."""

    card: Card
    what: str
    problem: Problem | None
    facts: dict[str, Any]
    differs: list[str]

    @property
    def status(self) -> str:
        """The column it would stand in, in words."""
        return str(ProblemStatus(self.facts["status"]).label)


@dataclass(frozen=True, slots=True)
class Plan:
    """What taking in a board would do, card by card; `strangers` are names nobody here has."""

    steps: list[Step]
    strangers: list[str]

    def count(self, what: str) -> int:
        """Return of how many cards that is so."""
        return sum(step.what == what for step in self.steps)

    @property
    def counts(self) -> dict[str, int]:
        """How many cards are new, changed, the same, in the bin, and another customer's."""
        return {what: self.count(what) for what in (NEW, CHANGED, SAME, BINNED, ELSEWHERE)}


def board_imports_of(customer: Customer) -> list[BoardImport]:
    """Return the boards that were taken in for a customer, the newest first. One query."""
    its = BoardImport.objects.filter(customer=customer, done_at__isnull=False)
    return list(its.select_related("made_by").order_by("-made_at", "-pk")[:20])


def board_import_for(person: Person, number: int) -> BoardImport | None:
    """Return a board that came in for a customer this person may see, or None."""
    if number > 2**63 - 1:
        return None
    its = BoardImport.objects.filter(is_visible_to(person, "customer"), pk=number)
    return its.select_related("customer").first()


def plan_of(board: Board, statuses: Mapping[str, str], *, customer: Customer, on: date) -> Plan:
    """Return what taking in a board would do; `statuses` says which list is which column. Three queries."""
    book = book_of(customer)
    # In the order of their making: after a merge a card may be there twice, and the first is the one.
    known = {
        problem.card: problem
        for problem in Problem.objects.filter(customer=customer).select_related("owner").order_by("-pk")
    }
    target = _Target(statuses, customer, book, on)
    steps = [_step(card, known.get(card.id), target) for card in board.cards]
    named = {name for card in board.cards for name in _named(card)}
    strangers = sorted(
        name for name in named if name.casefold() not in book.people and name not in book.contacts
    )
    return Plan(steps, strangers)


def _named(card: Card) -> list[str]:
    said = [card.fields.get("owner", ""), card.fields.get("voiced_by", ""), *card.people]
    return [name for name in said if name]


@dataclass(frozen=True, slots=True)
class _Target:
    """Where a board is taken in: which list is which column, whose it becomes, who is who there, and when."""

    statuses: Mapping[str, str]
    customer: Customer
    book: Book
    on: date


def _step(card: Card, problem: Problem | None, target: _Target) -> Step:
    facts = _facts(card, problem, target)
    whose = card.fields.get("customer", "")
    differs = [name for name in COLUMNS if problem is None or getattr(problem, name) != facts[name]]
    if whose and whose != one_line(target.customer.name):
        what = ELSEWHERE
    elif problem is not None and problem.removed_at is not None:
        what = BINNED
    elif problem is None:
        what = NEW
    else:
        what = CHANGED if differs else SAME
    return Step(card, what, problem, facts, differs)


def _facts(card: Card, problem: Problem | None, target: _Target) -> dict[str, Any]:
    """Return what would stand in a problem: what the card says, and for the rest what stands there."""
    asked = target.statuses.get(card.column, "todo")
    status = "solved" if card.complete else (asked if asked in STATUSES else "todo")
    stands = problem or Problem(weight=MIDDLE, urgency=MIDDLE)
    said = card.fields
    return {
        "text": card.name,
        "details": card.desc,
        "weight": _scale(said.get("weight"), stands.weight),
        "urgency": _scale(said.get("urgency"), stands.urgency),
        "status": status,
        "owner_id": _owner(card, stands.owner_id, target.book),
        "due_on": _date(card.due_on),
        "voiced_by_id": _found(said.get("voiced_by"), stands.voiced_by_id, target.book.contacts),
        "raised_on": _date(said.get("raised_on")) or stands.raised_on or card.made_on(target.on) or target.on,
        "solved_on": _solved(card, stands, target.on) if status == "solved" else None,
        "brought": said.get("brought", stands.brought)[:500],
        "labels": card.labels,
    }


def _owner(card: Card, stands: int | None, book: Book) -> int | None:
    if "owner" in card.fields:
        return _found(card.fields["owner"].casefold(), stands, book.people)
    known = (book.people.get(name.casefold()) for name in card.people)
    return next((one for one in known if one is not None), stands)


def _found(name: str | None, stands: int | None, known: Mapping[str, int]) -> int | None:
    """Return whom a name means: nobody if it is empty; if it is missing or strange, who stands there."""
    if name == "":
        return None
    return known.get(name, stands) if name else stands


def _solved(card: Card, stands: Problem, on: date) -> date:
    said = (card.fields.get("solved_on"), stands.solved_on, card.moved_on)
    return next((found for one in said if (found := _date(one)) is not None), on)


def _date(said: str | date | None) -> date | None:
    return said if isinstance(said, date) else (date.fromisoformat(said) if said else None)


def _scale(said: str | None, stands: int) -> int:
    try:
        number = float(said or "")
    except ValueError:
        return stands
    return int(number) if number.is_integer() and is_on_scale(int(number)) else stands

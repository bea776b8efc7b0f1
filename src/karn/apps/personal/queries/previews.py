"""What erasing one person would do, before anything is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from karn.apps.customers.models import Contact, Customer
from karn.apps.people.models import Person as Employee
from karn.apps.personal.queries.holdings import Held, held_about, is_changed, rows_about, texts_with
from karn.apps.personal.queries.persons import Alike, alike_by_address, hindrance, person_asked_about
from karn.apps.personal.queries.register import REASONS
from karn.platform.personal import Person, Why, all_marks


@dataclass(frozen=True, slots=True)
class Preview:
    """Who the person is, what is held, in how many further texts the person stands, what stands against it.

    `stays` says why something stays, with the tables it stays in. `alike` are other rows with one of the
    person's e-mail addresses: erased along where somebody says that it is the same person.
    """

    person: Person
    name: str
    customer: Customer
    held: list[Held]
    mentions: int
    stays: list[tuple[Promise, list[Promise | str]]]
    hindrance: str
    alike: list[Alike]


def preview_of(kind: str, number: int, *, by: Employee | None, on: date) -> Preview:
    """Return what erasing the person would do. Raises as :func:`person_asked_about` does."""
    person = person_asked_about(kind, number, by=by)
    customer = Customer.everything.get(pk=person.customer)
    held = held_about(person)
    return Preview(
        person=person,
        name=customer.name if person.customers else Contact.everything.get(pk=number).name,
        customer=customer,
        held=held,
        mentions=_mentions(person),
        stays=_stays(held),
        hindrance=hindrance(person, on=on),
        alike=alike_by_address(person),
    )


def _mentions(person: Person) -> int:
    """Count the rows of others in whose texts the person stands."""
    found = 0
    for marks in all_marks():
        if is_changed(marks):
            own = set(rows_about(marks, person).values_list("pk", flat=True))
            found += sum(row.pk not in own for row, _texts in texts_with(marks, person))
    return found


def _stays(held: list[Held]) -> list[tuple[Promise, list[Promise | str]]]:
    found: dict[Why, list[Promise | str]] = {}
    for one in held:
        for why in dict.fromkeys(one.marks.reasons.values()) if not one.goes else ():
            found.setdefault(why, []).append(one.marks.title)
    return [(REASONS[why], titles) for why, titles in found.items()]

"""How well people know each other is judged; who should meet whom becomes a task."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from karn.apps.care.models.influence import Bond, ContactBond, Judgement, Strength
from karn.apps.care.queries.influence import ties_of
from karn.apps.care.rules.ties import advice_for
from karn.apps.customers.models import Contact, Customer
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import Event
from karn.apps.tasks.actions.tasks import Wanted, make_task
from karn.apps.tasks.models import OPEN, Task
from karn.kernel.errors import BadInput
from karn.kernel.text import one_line

DUE = timedelta(days=14)
"""Within so long somebody should have been introduced."""


def judge_tie(
    *, contact: Contact, person: Person, strength: str, note: str = "", by: Person, on: date, at: datetime
) -> Judgement:
    """Say how well one of us knows one of theirs. What was judged before stays; the newest counts."""
    if strength not in set(Strength):
        raise BadInput("Choose how well they know each other.")
    with transaction.atomic():
        judged = Judgement.objects.create(
            contact=contact, person=person, strength=strength, note=one_line(note)[:300], judged_on=on,
            judged_by=by, made_at=at,
        )  # fmt: skip
        _noted(contact, f"judged {strength}", by, at)
    return judged


def withdraw_judgement(*, judgement: Judgement, by: Person, at: datetime) -> None:
    """Take a judgement back: the one before counts again."""
    with transaction.atomic():
        Judgement.objects.filter(pk=judgement.pk, removed_at__isnull=True).update(removed_at=at)
        _noted(judgement.contact, "judgement withdrawn", by, at)


def bind_contacts(*, contact: Contact, other: Contact, bond: str, by: Person, at: datetime) -> ContactBond:
    """Say that one of their people reports to another, or has influence on another. Raises BadInput."""
    if bond not in set(Bond):
        raise BadInput("Choose what ties them to each other.")
    if contact.pk == other.pk or contact.customer_id != other.customer_id:
        raise BadInput("Choose two different people of the same customer.")
    with transaction.atomic():
        made, _is_new = ContactBond.objects.get_or_create(
            contact=contact, other=other, bond=bond, defaults={"made_at": at, "made_by": by}
        )
        _noted(contact, "bond made", by, at)
    return made


def unbind_contacts(*, bond: ContactBond, by: Person, at: datetime) -> None:
    """Take back what ties two of their people to each other."""
    with transaction.atomic():
        _noted(bond.contact, "bond removed", by, at)
        ContactBond.objects.filter(pk=bond.pk).delete()


def ask_to_introduce(*, customer: Customer, code: str, by: Person, on: date, at: datetime) -> Task:
    """Make the task that a piece of advice (its code) asks for; where it is there already, return that.

    Whoever looks after the customer gets it. Raises BadInput where nothing of the kind stands out any more.
    """
    asked = next((one for one in advice_for(ties_of(customer, on)) if one.code == code and one.task), None)
    if asked is None:
        raise BadInput("This does not stand out any more: look again.")
    with transaction.atomic():
        Customer.objects.select_for_update(of=("self",)).get(pk=customer.pk)
        its = Task.objects.filter(OPEN, customer=customer, text=asked.task[:300])
        if known := its.order_by("pk").first():
            return known
        wanted = Wanted(asked.task, asked.text, customer, customer.owner or by, on + DUE)
        return make_task(wanted=wanted, by=by, at=at)


def _noted(contact: Contact, what: str, by: Person, at: datetime) -> None:
    record(by=by, deed=Event.TIE_JUDGED, about=contact.customer, at=at, detail=what)

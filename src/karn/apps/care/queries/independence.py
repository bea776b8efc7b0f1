"""Who is on a client's account, and so cannot review it with fresh eyes."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from karn.apps.care.rules.reviews import BOUND, YEAR_DAYS
from karn.apps.company.queries import current_company
from karn.apps.conversations.models import Conversation
from karn.apps.customers.models import Customer
from karn.apps.people.models import Cover, Person
from karn.apps.people.queries import active_people
from karn.kernel.errors import BadInput


def bound_to(customer: Customer, *, on: date) -> dict[int, str]:
    """Return who is bound to the customer's account and why: person's id → a code of BOUND. Five queries.

    Bound is who looks after them or did within the last year, their team, who covered within the last year,
    and who spoke with them within it, by whichever program that was written down.
    """
    since = on - timedelta(days=YEAR_DAYS)
    found = dict.fromkeys(_talked(customer, since), "talked")
    found |= dict.fromkeys(_owners_since(customer, since), "once")
    if customer.owner_id is not None:
        covering = Cover.objects.filter(away=customer.owner_id, ends_on__gt=since, starts_on__lte=on)
        found |= dict.fromkeys(covering.values_list("covering", flat=True), "cover")
    if customer.team_id is not None:
        team = Person.objects.filter(team=customer.team_id)
        found |= dict.fromkeys(team.values_list("pk", flat=True), "team")
    return found | ({customer.owner_id: "owner"} if customer.owner_id is not None else {})


def refuse_bound(person: Person, customer: Customer, *, on: date, team_by: int | None = None) -> None:
    """Raise BadInput, saying why, where this person is not independent of the customer's account."""
    bound = bound_to(customer, on=on) | ({team_by: "view"} if team_by is not None else {})
    if person.pk in bound:
        raise BadInput(BOUND[bound[person.pk]], name=person.name)


def independent_people(customer: Customer, *, on: date) -> list[Person]:
    """Return who may hold a review of the customer, by name."""
    bound = bound_to(customer, on=on)
    return [person for person in active_people() if person.pk not in bound]


def _talked(customer: Customer, since: date) -> list[int]:
    """Return who spoke with the customer: who logged it, or is named as who handled it."""
    begin = datetime.combine(since, time(), ZoneInfo(current_company().zone))
    talks = Conversation.objects.filter(customer=customer, happened_at__gte=begin, bulk=False).order_by()
    logged = set(talks.filter(logged_by__isnull=False).values_list("logged_by", flat=True).distinct())
    named = set(talks.exclude(handled_by="").values_list("handled_by", flat=True).distinct())
    its = Person.objects.filter(Q(email__in={name.lower() for name in named}) | Q(name__in=named))
    return [*(number for number in logged if number is not None), *its.values_list("pk", flat=True)]


def _owners_since(customer: Customer, since: date) -> list[int]:
    begin = datetime.combine(since, time(), ZoneInfo(current_company().zone))
    its = Customer.history.filter(id=customer.pk)
    within = its.filter(history_date__gte=begin, owner__isnull=False).order_by()
    # Who looked after them when the year began did so within it, too.
    before = its.filter(history_date__lt=begin).order_by("-history_date", "-history_id")
    first = before.values_list("owner", flat=True).first()
    return [*within.values_list("owner", flat=True).distinct(), *([first] if first is not None else [])]

"""Reads of what clients got for their money, and of the recaps that say it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Sum
from django.utils.translation import override

from karn.apps.care.models.expectations import Expectation, Standing
from karn.apps.care.models.innovations import Tick, Uptake
from karn.apps.care.models.problems import Problem, ProblemStatus
from karn.apps.care.models.value import OPEN_RECAP, Benefit, Recap
from karn.apps.care.rules.value import (
    AHEAD_DAYS,
    BEFORE_DAYS,
    Due,
    Item,
    Line,
    from_json,
    lines_of,
    next_recap,
)
from karn.apps.company.queries import current_company, local_day
from karn.apps.contracts.models import PriceState, State, Subscription
from karn.apps.contracts.queries.renewals import renewals_of
from karn.apps.contracts.queries.standing import departures_in_effect
from karn.apps.customers.models import Customer
from karn.apps.customers.queries import is_visible_to
from karn.apps.people.models import Person

PAGE = 100
"""Recaps on one page."""

SHOWN = 50
"""So many benefits stand on a customer's page."""

_LARGEST = 2**63 - 1


def benefits_of(customer: Customer) -> list[Benefit]:
    """Return what the customer got, the newest first. One query."""
    its = Benefit.objects.filter(customer=customer, removed_at__isnull=True).select_related(
        "contact", "made_by"
    )
    return list(its.order_by("-given_on", "-pk")[:SHOWN])


def benefit_for(person: Person, number: int) -> Benefit | None:
    """Return a benefit of a customer this person may see, one that was thrown away, too."""
    if number > _LARGEST:
        return None
    its = Benefit.objects.filter(is_visible_to(person, "customer"), pk=number)
    return its.select_related("customer").first()


def all_benefits(person: Person, customer: int) -> QuerySet[Benefit]:
    """Return what a customer this person may see got, the newest first."""
    its = Benefit.objects.filter(
        is_visible_to(person, "customer"), customer=customer, removed_at__isnull=True
    )
    return its.select_related("contact", "made_by").order_by("-given_on", "-pk")


@dataclass(frozen=True, slots=True)
class Spent:
    """What extras cost us since a day: money by currency, and hours."""

    money: list[tuple[str, Decimal]]
    hours: Decimal


def spent_on_extras(customer: Customer, *, since: date) -> Spent:
    """Return what the customer's extras cost us from `since` on. Two queries."""
    its = Benefit.objects.filter(customer=customer, removed_at__isnull=True, given_on__gte=since).order_by()
    money = its.filter(cost__isnull=False).values_list("currency").annotate(Sum("cost")).order_by("currency")
    return Spent(list(money), its.aggregate(of=Sum("hours"))["of"] or Decimal(0))


def items_between(customer: Customer, since: date, until: date) -> list[Item]:
    """Return what the customer got from `since` up to, not including, `until`, the oldest first.

    Results and extras somebody logged, problems solved, innovations taken up, expectations met.
    """
    found = [
        Item(f"benefit:{one.pk}", one.kind, one.given_on, one.what)
        for one in _benefits(since, until).filter(customer=customer)
    ]
    found += [
        Item(f"problem:{one.pk}", "problem", one.solved_on, one.text)
        for one in _problems(since, until).filter(customer=customer)
        if one.solved_on
    ]
    found += [
        Item(f"uptake:{one.pk}", "uptake", one.decided_on, one.innovation.name)
        for one in _uptakes(since, until).filter(customer=customer).select_related("innovation")
        if one.decided_on
    ]
    company = current_company()
    found += [
        Item(f"expectation:{one.pk}", "expectation", local_day(one.changed_at, company), one.text)
        for one in _met(since, until).filter(customer=customer)
    ]
    return sorted(found, key=lambda one: (one.on, one.code))


def _benefits(since: date, until: date) -> QuerySet[Benefit]:
    return Benefit.objects.filter(removed_at__isnull=True, given_on__gte=since, given_on__lt=until)


def _problems(since: date, until: date) -> QuerySet[Problem]:
    solved = Problem.objects.filter(status=ProblemStatus.SOLVED, removed_at__isnull=True)
    return solved.filter(solved_on__gte=since, solved_on__lt=until)


def _uptakes(since: date, until: date) -> QuerySet[Tick]:
    taken = Tick.objects.filter(state=Uptake.TAKEN_UP, innovation__removed_at__isnull=True)
    return taken.filter(decided_on__gte=since, decided_on__lt=until)


def _met(since: date, until: date) -> QuerySet[Expectation]:
    zone = ZoneInfo(current_company().zone)
    begin, end = datetime.combine(since, time(), zone), datetime.combine(until, time(), zone)
    met = Expectation.objects.filter(standing=Standing.MET, removed_at__isnull=True)
    return met.filter(changed_at__gte=begin, changed_at__lt=end)


def draft_of(recap: Recap, *, on: date) -> list[Line]:
    """Return the lines of a recap that was not sent: as written, and what came to be known since."""
    items = items_between(recap.customer, recap.since, on + timedelta(days=1))
    with override(recap.language):
        return lines_of(items, from_json(recap.lines), written=recap.written_at is not None)


def recaps_visible_to(person: Person) -> QuerySet[Recap]:
    """Return the recaps of customers this person may see."""
    its = Recap.objects.filter(is_visible_to(person, "customer"), removed_at__isnull=True)
    return its.select_related("customer__owner", "contact", "sent_by", "mail")


def recap_for(person: Person, number: int, *, removed: bool = False) -> Recap | None:
    """Return a recap of a customer this person may see, or None; `removed`: one thrown away, too."""
    if number > _LARGEST:
        return None
    its = Recap.objects.filter(is_visible_to(person, "customer"))
    its = its.select_related("customer__owner", "contact", "mail")
    return (its if removed else its.filter(removed_at__isnull=True)).filter(pk=number).first()


def due_recaps(person: Person) -> QuerySet[Recap]:
    """Return the recaps that are to be sent, of customers this person may see, the soonest first."""
    return recaps_visible_to(person).filter(OPEN_RECAP).order_by("due_on", "pk")


def open_recap_of(customer: int) -> Recap | None:
    """Return the customer's recap that is to be sent next."""
    its = Recap.objects.filter(OPEN_RECAP, customer=customer).select_related("mail")
    return its.order_by("due_on", "pk").first()


def sent_recaps_of(customer: Customer) -> list[Recap]:
    """Return what was sent, the latest first. One query."""
    its = Recap.objects.filter(customer=customer, sent_at__isnull=False, removed_at__isnull=True)
    return list(its.select_related("contact", "sent_by").order_by("-sent_at", "-pk")[:SHOWN])


def last_recap_on(customer: int) -> date | None:
    """Return the day on which the customer was told last."""
    return _last_sent([customer]).get(customer)


def _last_sent(customers: Collection[int] | QuerySet[Customer, int]) -> dict[int, date]:
    """Return when each was told last; a recap that was thrown away counts, or it would come back."""
    its = Recap.objects.filter(customer__in=customers).exclude(OPEN_RECAP).order_by()
    company = current_company()
    latest = its.values_list("customer").annotate(Max("sent_at"), Max("removed_at"))
    return {number: local_day(max(filter(None, at)), company) for number, *at in latest}


def empty_recaps(on: date) -> set[int]:
    """Return the key clients (ids) whose next recap is due within BEFORE_DAYS and would say nothing."""
    due = Recap.objects.filter(
        OPEN_RECAP, due_on__lte=on + timedelta(days=BEFORE_DAYS), customer__is_key=True
    )
    recaps = list(
        due.filter(customer__deleted_at__isnull=True, customer__merged_into__isnull=True).only(
            "customer_id", "since", "lines", "written_at"
        )
    )
    if not recaps:
        return set()
    numbers = {recap.customer_id for recap in recaps}
    since, until = min(recap.since for recap in recaps), on + timedelta(days=1)
    days: dict[int, list[date]] = defaultdict(list)
    for rows, field in (
        (_benefits(since, until), "given_on"),
        (_problems(since, until), "solved_on"),
        (_uptakes(since, until), "decided_on"),
    ):
        for number, day in rows.filter(customer__in=numbers).order_by().values_list("customer", field):
            days[number].append(day)
    company = current_company()
    for number, at in (
        _met(since, until).filter(customer__in=numbers).order_by().values_list("customer", "changed_at")
    ):
        days[number].append(local_day(at, company))
    return {recap.customer_id for recap in recaps if _is_empty(recap, days[recap.customer_id])}


def _is_empty(recap: Recap, days: list[date]) -> bool:
    if recap.written_at is not None and any(line.taken for line in from_json(recap.lines)):
        return False
    return all(day < recap.since for day in days)


@dataclass(frozen=True, slots=True)
class Told:
    """When a key client is told next, and of what time."""

    customer: int
    language: str
    due: Due
    last_on: date | None


def recaps_ahead(*, on: date) -> list[Told]:
    """Return for each key client when and why to tell them next. Five queries, however many there are."""
    key = Customer.objects.filter(is_key=True, prospect=False).order_by("pk")
    numbers = key.order_by().values_list("pk", flat=True)
    last, renewals, prices = _last_sent(numbers), _renewals(numbers, on), _prices(numbers, on)
    otherwise = current_company().language
    return [
        Told(
            number,
            language[:2] or otherwise,
            next_recap(on=on, last_on=last.get(number), renewals=renewals[number], prices=prices[number]),
            last.get(number),
        )
        for number, language in key.values_list("pk", "language")
    ]


def _renewals(numbers: QuerySet[Customer, int], on: date) -> dict[int, list[tuple[date, date | None]]]:
    ending = departures_in_effect(on).filter(customer=OuterRef("customer"))
    its = Subscription.objects.filter(
        Q(term_months__gt=0) | Q(contract_ends_on__gt=on), ~Exists(ending), customer__in=numbers
    )
    agreements = {one.pk: one for one in its.prefetch_related("price_states")}
    found: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    for number, renewal in renewals_of(agreements.values(), on).items():
        found[agreements[number].customer_id].append((renewal.on, renewal.notice_by))
    return found


def _prices(numbers: QuerySet[Customer, int], on: date) -> dict[int, list[date]]:
    """Return the days ahead on which a customer pays another price for a contract they have."""
    before = PriceState.objects.filter(
        subscription=OuterRef("subscription"), starts_on__lt=OuterRef("starts_on")
    )
    its = PriceState.objects.filter(
        Exists(before),
        subscription__customer__in=numbers,
        state=State.ACTIVE,
        starts_on__gt=on,
        starts_on__lte=on + timedelta(days=AHEAD_DAYS),
    )
    found: dict[int, list[date]] = defaultdict(list)
    for number, day in its.values_list(F("subscription__customer"), "starts_on").order_by("starts_on", "pk"):
        found[number].append(day)
    return found

"""Reads of the five lights: what is known of clients, how it shines, and what people say instead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Max, QuerySet

from karn.apps.care.queries.expectations import confirmed_counts
from karn.apps.care.queries.influence import warm_ties
from karn.apps.care.queries.problems import open_counts
from karn.apps.care.queries.promises import promise_counts
from karn.apps.care.queries.reviews import last_reviews
from karn.apps.care.queries.rhythm import rhythm_of
from karn.apps.company.queries import current_company
from karn.apps.contracts.queries.standing import left_on
from karn.apps.conversations.queries import personal_contacts
from karn.apps.customers.models import Contact, Customer
from karn.apps.customers.models.customers import Kind
from karn.apps.customers.queries import customers_visible_to
from karn.apps.customers.queries.key_clients import cared_for
from karn.apps.people.models import Person
from karn.apps.surveys.models import Response
from karn.apps.threats.models import Case, LightOverrule, LightState
from karn.apps.threats.queries.cases import open_cases
from karn.apps.threats.queries.signals import open_signals
from karn.apps.threats.rules.cases import State
from karn.apps.threats.rules.lights import (
    LIGHT_MEANS,
    LIGHT_NAMES,
    Colour,
    Evidence,
    Light,
    Seen,
    lights_of,
    worst,
)


def evidence_of(customers: Collection[int], on: date) -> dict[int, Evidence]:
    """Return what is known of these customers (ids) on `on`. A fixed number of queries."""
    promises, problems = promise_counts(customers, on=on), open_counts(customers, on=on)
    expected, reviews = confirmed_counts(customers, on=on), last_reviews(customers)
    warm, spoke, answers = warm_ties(customers, on), _spoke(customers, on), _answers(customers)
    cases, people, unhappy = _cases(customers), _with_contacts(customers), _unhappy_since(customers)
    alone = _persons(customers) - people
    rhythms = rhythm_of(alone, on=on)
    found: dict[int, Evidence] = {}
    for number in customers:
        case, review, promise = cases.get(number), reviews.get(number), promises[number]
        late = problems.get(number, (0, 0, on))
        is_known = number in people or number in warm or number in spoke
        found[number] = Evidence(
            on=on,
            case_strength=case.strength if case else 0,
            case_since=case.opened_on if case else None,
            case_solved=case is not None and case.state == State.SOLVED,
            unhappy_since=unhappy.get(number),
            unhappy=answers[number][1] if number in answers else None,
            answered_on=answers[number][0] if number in answers else None,
            promises_overdue=promise.overdue,
            overdue_since=promise.oldest_due_on,
            promise_kept_on=promise.latest_on,
            problems=late[0],
            problems_late=late[1],
            warm_ties=warm.get(number, 0) if is_known else None,
            spoke_on=spoke.get(number),
            heard_within=rhythms.of(number) if number in alone else None,
            expected=expected[number].open,
            confirmed=expected[number].confirmed,
            confirmed_on=expected[number].latest_on,
            not_met=expected[number].not_met,
            reviewed_on=review.on.date() if review else None,
            means=review.means if review else {},
        )
    return found


def _spoke(customers: Collection[int], on: date) -> dict[int, date]:
    zone = ZoneInfo(current_company().zone)
    until = datetime.combine(on + timedelta(days=1), time(), zone)
    talks = personal_contacts(until).filter(customer__in=customers).order_by()
    last = talks.values_list("customer").annotate(Max("happened_at"))
    return {number: at.astimezone(zone).date() for number, at in last}


def _answers(customers: Collection[int]) -> dict[int, tuple[date, bool]]:
    """Return of each the day of the last answer to a survey, and whether it was unhappy."""
    its = Response.objects.filter(customer__in=customers).order_by("said_at", "pk")
    return {
        number: (at.date(), unhappy)
        for number, at, unhappy in its.values_list("customer", "said_at", "unhappy")
    }


def _unhappy_since(customers: Collection[int]) -> dict[int, date]:
    """Return of each since when an unhappy answer is there that nobody came back to."""
    its = open_signals().filter(customer__in=customers, rule="unhappy_answer").order_by()
    return dict(its.values_list("customer", "since"))


def _cases(customers: Collection[int]) -> dict[int, Case]:
    return {case.customer_id: case for case in open_cases().filter(customer__in=customers)}


def _with_contacts(customers: Collection[int]) -> set[int]:
    its = Contact.objects.filter(customer__in=customers, ends_on__isnull=True).order_by()
    return set(its.values_list("customer", flat=True))


def _persons(customers: Collection[int]) -> set[int]:
    its = Customer.objects.filter(pk__in=customers, kind=Kind.PERSON).order_by()
    return set(its.values_list("pk", flat=True))


def lit_customers(on: date) -> QuerySet[Customer]:
    """Return the clients whose lights are kept: those cared for one by one, but prospects and who left."""
    return cared_for().filter(prospect=False).exclude(pk__in=left_on(on).values("pk"))


@dataclass(frozen=True, slots=True)
class Lamp:
    """One light as people read it: what it says now, and what somebody says instead."""

    light: str
    name: str
    means: str
    seen: Seen
    overrule: LightOverrule | None

    @property
    def colour(self) -> str:
        """The colour that holds: the person's while theirs holds, else what was found."""
        return self.overrule.colour if self.overrule else self.seen.colour


def lamps_of(customer: Customer, *, on: date) -> list[Lamp]:
    """Return the five lights of a client as they are on `on`, each with its evidence."""
    own = {one.light: one for one in standing_overrules(on).filter(customer=customer).select_related("by")}
    return [
        Lamp(
            seen.light, str(LIGHT_NAMES[seen.light]), str(LIGHT_MEANS[seen.light]), seen, own.get(seen.light)
        )
        for seen in lights_of(evidence_of([customer.pk], on)[customer.pk])
    ]


def standing_overrules(on: date) -> QuerySet[LightOverrule]:
    """Return what people say instead and that holds on `on`."""
    return LightOverrule.objects.filter(ended_at__isnull=True, until__gte=on)


def overrules_of(customer: Customer) -> list[LightOverrule]:
    """Return what people said of a client's lights before, the latest first."""
    its = LightOverrule.objects.filter(customer=customer).select_related("by").order_by("-at", "-pk")
    return list(its[:20])


@dataclass(frozen=True, slots=True)
class LitRow:
    """A client with the five colours that hold, in the order of the lights; "" where nobody looked yet."""

    customer: Customer
    colours: list[tuple[str, str, bool]]
    """Per light: its code, the colour that holds, and whether its evidence is old."""

    @property
    def worst(self) -> Colour:
        """The worst colour that holds."""
        return worst(Colour(colour) for _light, colour, _old in self.colours if colour)


def lit_rows(person: Person, *, on: date) -> list[LitRow]:
    """Return the clients this person may see with their lights, those to act on first. Three queries."""
    customers = list(
        customers_visible_to(person).filter(pk__in=LightState.objects.values("customer"))
        .select_related("owner").order_by("name", "pk")
    )  # fmt: skip
    numbers = [customer.pk for customer in customers]
    kept: dict[int, dict[str, LightState]] = defaultdict(dict)
    for state in LightState.objects.filter(customer__in=numbers):
        kept[state.customer_id][state.light] = state
    own = {(one.customer_id, one.light): one for one in standing_overrules(on).filter(customer__in=numbers)}
    rows = [_row(customer, kept[customer.pk], own) for customer in customers]
    return sorted(rows, key=_urgency)


def _row(
    customer: Customer, kept: dict[str, LightState], own: dict[tuple[int, str], LightOverrule]
) -> LitRow:
    colours = []
    for light in Light:
        state, said = kept.get(light), own.get((customer.pk, light))
        colour = said.colour if said else state.colour if state else ""
        colours.append((light.value, colour, bool(state and state.is_stale and not said)))
    return LitRow(customer, colours)


def _urgency(row: LitRow) -> tuple[int, int]:
    colours = [colour for _light, colour, _old in row.colours]
    return -colours.count(Colour.RED), -colours.count(Colour.AMBER)

"""Start-ups: their plans, who is in one, where it stands."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from karn.apps.care.models.start_ups import Occasion, StartUp, StartUpPlan, Step
from karn.apps.care.queries.expectations import LARGEST
from karn.apps.care.rules.plans import (
    CONTACT_DAYS,
    EVERYBODY,
    KEY,
    NEW_DAYS,
    NOBODY,
    OCCASIONS,
    PlannedStep,
    ready_plan,
    step_from,
)
from karn.apps.company.queries import current_company
from karn.apps.contracts.models import Departure, PriceState
from karn.apps.customers.models import Contact, Customer
from karn.apps.customers.queries.customers import is_visible_to
from karn.apps.people.models import Person
from karn.platform.facts import OWN_SOURCE
from karn.platform.versions import version_of


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan that holds for an occasion: the company's own, or the ready one of its trade."""

    occasion: Occasion
    begins: str
    steps: tuple[PlannedStep, ...]
    stored: StartUpPlan | None = None

    @property
    def own(self) -> StartUpPlan | None:
        """The company's own plan; a row without steps says that the ready one holds again."""
        return self.stored if self.stored is not None and self.stored.steps else None

    @property
    def version(self) -> str:
        """Name what it says: another plan has another name."""
        return version_of({"begins": self.begins, "steps": [step.as_json() for step in self.steps]})


def plan_for(occasion: str) -> Plan:
    """Return the plan of an occasion. Raises KeyError for one there is not."""
    if occasion not in OCCASIONS:
        raise KeyError(occasion)
    return _plan(occasion, StartUpPlan.objects.filter(occasion=occasion).first())


def all_plans() -> list[Plan]:
    """Return the plan of each occasion. One query."""
    own = {plan.occasion: plan for plan in StartUpPlan.objects.all()}
    return [_plan(occasion, own.get(occasion)) for occasion in OCCASIONS]


def _plan(occasion: str, stored: StartUpPlan | None) -> Plan:
    if stored is not None and stored.steps:
        return Plan(Occasion(occasion), stored.begins, tuple(map(step_from, stored.steps)), stored)
    ready = ready_plan(current_company().trade, occasion)
    return Plan(Occasion(occasion), ready.begins, ready.steps, stored)


@dataclass(frozen=True, slots=True)
class Standing:
    """One start-up and where it stands."""

    start_up: StartUp
    steps: list[Step]

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(step.done_on is not None for step in self.steps)

    @property
    def next_step(self) -> Step | None:
        """The first step that is not done."""
        return next((step for step in self.steps if step.done_on is None), None)

    @property
    def is_over(self) -> bool:
        """Whether the client confirmed it, and nothing of it is left to do."""
        return self.start_up.confirmed_on is not None and self.next_step is None

    def late(self, on: date) -> int:
        """Return how many steps should have been done before `on`."""
        return sum(step.done_on is None and step.due_on < on for step in self.steps)


def start_ups_of(customer: Customer | int) -> list[Standing]:
    """Return the start-ups of a customer, the newest first, stopped ones too. Two queries."""
    its = StartUp.objects.filter(customer=customer, removed_at__isnull=True)
    return _with_steps(
        list(its.select_related("contact", "confirmed_by", "told_to").order_by("-begun_on", "-pk"))
    )


def _with_steps(start_ups: list[StartUp]) -> list[Standing]:
    steps: dict[int, list[Step]] = {one.pk: [] for one in start_ups}
    for step in Step.objects.filter(start_up__in=steps).select_related("owner").order_by("place", "pk"):
        steps[step.start_up_id].append(step)
    return [Standing(one, steps[one.pk]) for one in start_ups]


def start_ups_under_way(person: Person) -> list[Standing]:
    """Return who is in start-up, of the customers this person may see: the oldest first. Two queries.

    Those that are over (confirmed, every step done) are left out.
    """
    its = under_way().filter(is_visible_to(person, "customer"))
    found = its.select_related("customer", "customer__owner", "contact").order_by("begun_on", "pk")
    return [one for one in _with_steps(list(found)) if not one.is_over]


def under_way(among: Collection[int] | None = None) -> QuerySet[StartUp]:
    """Return the start-ups of present customers that are not over; `among` narrows it to these customers."""
    left = Step.objects.filter(start_up=OuterRef("pk"), done_on__isnull=True)
    its = StartUp.objects.filter(
        Q(confirmed_on__isnull=True) | Exists(left), stopped_at__isnull=True, removed_at__isnull=True,
        customer__deleted_at__isnull=True, customer__merged_into__isnull=True,
    )  # fmt: skip
    return its if among is None else its.filter(customer__in=among)


def open_steps(among: Collection[int] | None = None) -> QuerySet[Step]:
    """Return what is left to do of start-ups under way, with whom it is about."""
    its = Step.objects.filter(
        done_on__isnull=True, start_up__stopped_at__isnull=True, start_up__removed_at__isnull=True,
        start_up__customer__deleted_at__isnull=True, start_up__customer__merged_into__isnull=True,
    )  # fmt: skip
    its = its if among is None else its.filter(start_up__customer__in=among)
    return its.select_related("start_up", "start_up__contact").order_by("pk")


def start_up_for(person: Person, number: int) -> StartUp | None:
    """Return a start-up of a customer this person may see, or None."""
    if number > LARGEST:
        return None
    its = StartUp.objects.filter(is_visible_to(person, "customer"), pk=number, removed_at__isnull=True)
    return its.select_related("customer", "contact").first()


def step_for(person: Person, number: int) -> Step | None:
    """Return a step of a start-up of a customer this person may see, or None."""
    if number > LARGEST:
        return None
    its = Step.objects.filter(is_visible_to(person, "start_up__customer"), pk=number)
    return (
        its.filter(start_up__removed_at__isnull=True).select_related("start_up", "start_up__customer").first()
    )


@dataclass(frozen=True, slots=True)
class Due:
    """A start-up that should begin by itself."""

    occasion: str
    customer: Customer
    key: str
    begins_on: date
    contact: Contact | None = None


def start_ups_due(on: date) -> list[Due]:
    """Return the start-ups that should begin by `on` and did not yet, by the plans that hold.

    New customers and who came back, for a month; new contacts at key clients, for two weeks.
    """
    plans = {plan.occasion.value: plan.begins for plan in all_plans()}
    found = [*_new_customers(plans[Occasion.NEW], on), *_back(plans[Occasion.BACK], on)]
    if plans[Occasion.CONTACT] != NOBODY:
        found += _new_contacts(on, every=plans[Occasion.CONTACT] == EVERYBODY)
    keys = [due.key for due in found]
    begun = set(StartUp.objects.filter(key__in=keys).values_list("key", flat=True)) if keys else set()
    return [due for due in found if due.key not in begun]


def key_of(occasion: str, customer: Customer, contact: Contact | None = None, on: date | None = None) -> str:
    """Return what a start-up is about, so that the same is not begun twice by itself."""
    if contact is not None:
        return f"contact:{contact.pk}"
    return (
        f"back:{customer.pk}:{on:%Y-%m-%d}"
        if occasion == Occasion.BACK and on
        else f"{occasion}:{customer.pk}"
    )


def _new_customers(begins: str, on: date) -> Iterator[Due]:
    if begins == NOBODY:
        return
    its = Customer.objects.filter(
        prospect=False, joined_on__gt=on - timedelta(days=NEW_DAYS), joined_on__lte=on
    )
    if begins == KEY:
        its = its.filter(is_key=True)
    for customer in its.select_related("owner").order_by("pk"):
        if customer.joined_on is not None:
            yield Due(Occasion.NEW, customer, key_of(Occasion.NEW, customer), customer.joined_on)


def _back(begins: str, on: date) -> Iterator[Due]:
    """Yield who left with all they had, and pays again since less than a month."""
    if begins == NOBODY:
        return
    prices = PriceState.objects.filter(starts_on__gt=on - timedelta(days=NEW_DAYS), starts_on__lte=on)
    stayed = PriceState.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=OuterRef("end")), subscription__customer=OuterRef("customer"),
        starts_on__lte=OuterRef("end"),
    )  # fmt: skip
    gone = Departure.objects.annotate(
        end=Coalesce("recognised_on", "contract_ends_on", "access_ends_on")
    ).filter(~Exists(stayed), end__lte=on, undone_on__isnull=True)
    gone = gone.filter(customer__is_key=True) if begins == KEY else gone
    gone = gone.filter(customer__in=prices.values("subscription__customer"))
    left = dict(gone.order_by("end", "pk").values_list("customer", "end"))
    again = {
        number
        for number, day in prices.filter(subscription__customer__in=left).values_list(
            "subscription__customer", "starts_on"
        )
        if day > left[number]
    }
    for customer in Customer.objects.filter(pk__in=again).select_related("owner").order_by("pk"):
        yield Due(Occasion.BACK, customer, key_of(Occasion.BACK, customer, on=left[customer.pk]), on)


def _new_contacts(on: date, *, every: bool) -> Iterator[Due]:
    """Yield who came to a client that was there before: from a day on, or written down without one."""
    since = on - timedelta(days=CONTACT_DAYS)
    moment = datetime.combine(since, time(), ZoneInfo(current_company().zone))
    written = Contact.history.filter(history_type="+", history_date__gte=moment).values("id")
    came = Q(starts_on__gt=since, starts_on__lte=on) | Q(
        starts_on__isnull=True, source=OWN_SOURCE, known_at__gte=moment, pk__in=written
    )
    its = Contact.objects.filter(came, ends_on__isnull=True, customer__deleted_at__isnull=True)
    its = its.filter(customer__merged_into__isnull=True, customer__prospect=False)
    its = its if every else its.filter(customer__is_key=True)
    old = Q(customer__joined_on__isnull=True) | Q(customer__joined_on__lte=on - timedelta(days=NEW_DAYS))
    under = under_way().filter(customer=OuterRef("customer"), occasion__in=[Occasion.NEW, Occasion.BACK])
    for contact in its.filter(old).exclude(Exists(under)).select_related("customer__owner").order_by("pk"):
        begins = contact.starts_on or on
        yield Due(
            Occasion.CONTACT,
            contact.customer,
            key_of(Occasion.CONTACT, contact.customer, contact),
            begins,
            contact,
        )

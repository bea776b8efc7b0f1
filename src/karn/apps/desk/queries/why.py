"""Why customers left and where to: the departures of the books, with what staff put down about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from karn.apps.company.queries import current_company
from karn.apps.company.rules.trades import Station
from karn.apps.contracts.models import Departure, DepartureKind, Invoice, Subscription
from karn.apps.customers.models import Customer
from karn.apps.customers.queries import visible_ids
from karn.apps.desk.queries.figures import Among
from karn.apps.desk.queries.readings import number
from karn.apps.desk.rules import may_be_percentage
from karn.apps.farewell.queries.reasons import latest_codings, reason_list
from karn.apps.farewell.rules.reasons import WHERE, WHY, ReasonList, surety
from karn.apps.fit.models import Fit
from karn.apps.fit.queries import fits_on
from karn.apps.measures.queries import asking, kept
from karn.apps.people.models import Person
from karn.apps.segments.queries import ids_in, segments_for
from karn.kernel.month import Month
from karn.kernel.period import Period

GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "choice": (DepartureKind.VOLUNTARY, DepartureKind.UNKNOWN),
    "payment": (DepartureKind.PAYMENT_FAILURE,),
    "us": (DepartureKind.ENDED_BY_US,),
    "planned": (DepartureKind.TERM_ENDED, DepartureKind.WITHDRAWAL),
}
"""Kinds of departures that are looked at together. An unknown kind counts as a choice: it mostly was."""

GROUP_WORDS: Final = {
    "choice": _("By choice"),
    "payment": _("A payment failed"),
    "us": _("Ended by us"),
    "planned": _("Ended as agreed"),
}
SURETIES: Final = {
    "asked": _("asked, and put down by staff"),
    "unverified": _("unverified: “no longer needed”, said face to face"),
    "guess": _("a guess of ours"),
    "uncoded": _("as it came, not put down by staff"),
}
BANDS: Final = ((7, "7"), (30, "30"), (60, "60"), (90, "90"))
DIMENSIONS: Final = ("plan", "source", "invoice", "segment", "fit")
MOST_VALUES: Final = 12
MOST_SEGMENTS: Final = 12
CHUNK: Final = 1000


@dataclass(frozen=True, slots=True)
class WhyAsked:
    """Which departures: those of a half-open period, of one group of kinds, of some customers or all."""

    period: Period
    group: str = "choice"
    among: Among | None = None


@dataclass(frozen=True, slots=True)
class Gone:
    """One departure. `why` and `where` are codes, empty where nobody knows; the texts as worded then."""

    customer_id: int
    name: str
    left_on: date
    mrr: Decimal
    kind: str
    departure_id: int | None = None
    notice_on: date | None = None
    why: str = ""
    why_text: str = ""
    where: str = ""
    where_text: str = ""
    sure: str = "uncoded"
    plan: str = ""
    source: str = ""
    invoice: str = ""
    fit: str = ""
    comment: str = ""

    @property
    def group(self) -> str:
        """Of which group of kinds it is."""
        return next((code for code, kinds in GROUPS.items() if self.kind in kinds), "choice")

    @property
    def sure_text(self) -> str:
        """How sure its reason is, in words; nothing where there is none."""
        return str(SURETIES[self.sure]) if self.why else ""


@dataclass(frozen=True, slots=True)
class Part:
    """One reason, or one place they went to: how many, of how many, who (where they are few), how unsure."""

    code: str
    text: str
    count: int
    of: int
    names: tuple[str, ...] = ()
    unverified: int = 0

    @property
    def share(self) -> Decimal | None:
        """The share of all; None where they are too few for a percentage."""
        return Decimal(self.count) / self.of if may_be_percentage(self.of) else None


@dataclass(frozen=True, slots=True)
class Line:
    """One value of what departures are taken apart by, and how many left for each reason."""

    value: str
    text: str
    total: int
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Why:
    """Everything on the page: all departures of the period by kind; of one group why, where to, when."""

    asked: WhyAsked
    groups: tuple[tuple[str, str, int], ...]
    gone: tuple[Gone, ...]
    why: tuple[Part, ...]
    where: tuple[Part, ...]
    times: tuple[tuple[date, tuple[tuple[str, int], ...]], ...]
    is_quarterly: bool
    is_narrowed: bool

    @property
    def total(self) -> int:
        """How many left, of the group that is shown."""
        return len(self.gone)

    @property
    def all_total(self) -> int:
        """How many left in all: what the figure of departures by kind says."""
        return sum(count for _code, _text, count in self.groups)

    @property
    def has_percentages(self) -> bool:
        """Whether there are enough departures for a percentage."""
        return may_be_percentage(self.total)

    @property
    def unknown(self) -> int:
        """Of how many nobody knows why."""
        return sum(part.count for part in self.why if not part.code)


def why_they_left(asked: WhyAsked, person: Person) -> Why:
    """Return why the customers this person may see left. Raises KarnError where there are no figures."""
    lists = {axis: reason_list(axis) for axis in (WHY, WHERE)}
    everybody = departures_in(asked, person, lists)
    gone = tuple(one for one in everybody if one.group == asked.group)
    quarterly = asked.period.days > 370
    return Why(
        asked=asked,
        groups=tuple(
            (code, str(words), sum(one.group == code for one in everybody))
            for code, words in GROUP_WORDS.items()
        ),
        gone=gone,
        why=_parts(gone, lambda one: one.why, lists[WHY]),
        where=_parts(gone, lambda one: one.where, lists[WHERE]),
        times=_times(gone, asked.period, quarterly=quarterly),
        is_quarterly=quarterly,
        is_narrowed=visible_ids(person) is not None,
    )


def departures_in(
    asked: WhyAsked, person: Person, lists: Mapping[str, ReasonList] | None = None
) -> list[Gone]:
    """Return every departure of the period, of all kinds, right clients first. Raises KarnError.

    Which they are, when they count and their kind says the engine (departures by kind); the reason is read
    from the database, so that what was put down a minute ago is there.
    """
    lists = lists or {axis: reason_list(axis) for axis in (WHY, WHERE)}
    visible = visible_ids(person)
    rows = [row for row in _rows(asked) if visible is None or int(row["customer_id"]) in visible]
    names = _by_part([int(row["customer_id"]) for row in rows], _customers)
    told = _by_part([int(row["departure_id"]) for row in rows if row["departure_id"]], _departures)
    known = _Known(
        names, told, latest_codings(told), _by_part(list(names), _plans),
        _fits(asked.period.ends_on, list(names)), lists,
    )  # fmt: skip
    gone = [_gone(row, known) for row in rows]
    return sorted(gone, key=lambda one: (one.fit != Fit.RIGHT, -one.left_on.toordinal(), -one.mrr, one.name))


def take_apart(why: Why, by: str, person: Person, *, on: date) -> list[Line]:
    """Return the departures of a page by the values of one thing: the most frequent values first.

    By segment, a customer may stand in several.
    """
    if by == "segment":
        return _by_segment(why, person, on)
    values: dict[str, list[Gone]] = {}
    for one in why.gone:
        values.setdefault(getattr(one, by), []).append(one)
    lines = [_line(value, value_text(by, value), its, why) for value, its in values.items()]
    if by == "invoice":
        order = [code for _days, code in BANDS] + ["more", ""]
        return sorted(lines, key=lambda line: order.index(line.value))
    return sorted(lines, key=lambda line: (-line.total, line.text))[:MOST_VALUES]


def value_text(by: str, value: str) -> str:
    """Return a value of what departures are taken apart by, in words."""
    if by == "fit":
        return str(Fit(value).label) if value else gettext("Not known")
    if by == "invoice":
        words = {
            "7": gettext("within a week"), "30": gettext("8 to 30 days"), "60": gettext("31 to 60 days"),
            "90": gettext("61 to 90 days"), "more": gettext("longer ago"), "": gettext("no invoice known"),
        }  # fmt: skip
        return words[value]
    return value or gettext("Not known")


def band(days: int | None) -> str:
    """Return in which band so many days since the last invoice lie."""
    if days is None:
        return ""
    return next((code for most, code in BANDS if days <= most), "more")


def _rows(asked: WhyAsked) -> list[dict[str, Any]]:
    def ask() -> list[dict[str, Any]]:
        customers = asked.among.customers if asked.among else None
        with asking(customers) as asker:
            return asker.rows("departures_by_kind", asked.period).rows()

    return kept(("why", asked.period, asked.among), ask)


def _by_part(
    numbers: Sequence[int], read: Callable[[list[int]], Iterable[tuple[int, Any]]]
) -> dict[int, Any]:
    found: dict[int, Any] = {}
    unique = sorted(set(numbers))
    for start in range(0, len(unique), CHUNK):
        found.update(read(unique[start : start + CHUNK]))
    return found


def _customers(numbers: list[int]) -> Iterable[tuple[int, tuple[str, str]]]:
    its = Customer.everything.filter(pk__in=numbers).values_list("pk", "name", "acquisition_source")
    return ((pk, (name, source)) for pk, name, source in its)


def _departures(numbers: list[int]) -> Iterable[tuple[int, Departure]]:
    day = Coalesce(OuterRef("notice_on"), OuterRef("recognised_on"), OuterRef("contract_ends_on"))
    sent = Invoice.objects.filter(customer=OuterRef("customer"), due_on__lte=day).order_by("-due_on")
    its = Departure.objects.filter(pk__in=numbers).annotate(
        invoiced=Subquery(sent.values(day=Coalesce("invoiced_on", "due_on"))[:1])
    )
    return ((one.pk, one) for one in its)


def _plans(numbers: list[int]) -> Iterable[tuple[int, dict[int, str]]]:
    plans: dict[int, dict[int, str]] = {}
    its = Subscription.objects.filter(customer__in=numbers).order_by("pk")
    for customer, subscription, plan in its.values_list("customer", "pk", "plan"):
        plans.setdefault(customer, {})[subscription] = plan
    return plans.items()


def _fits(day: date, customers: list[int]) -> dict[int, str]:
    if not customers or not current_company().has(Station.CRITERIA):
        return {}
    return {customer: fit for customer, fit in fits_on(day).items() if customer in set(customers)}


@dataclass(frozen=True, slots=True)
class _Known:
    """What the database says of the customers and departures of a page, by their numbers."""

    names: Mapping[int, tuple[str, str]]
    told: Mapping[int, Any]
    codings: Mapping[int, Any]
    plans: Mapping[int, dict[int, str]]
    fits: Mapping[int, str]
    lists: Mapping[str, ReasonList]


def _gone(row: Mapping[str, Any], known: _Known) -> Gone:
    customer = int(row["customer_id"])
    name, source = known.names.get(customer, (f"#{customer}", ""))
    departure = known.told.get(int(row["departure_id"] or 0))
    plans = known.plans.get(customer, {})
    facts: dict[str, Any] = {
        "customer_id": customer, "name": name, "source": source, "kind": row["kind"],
        "left_on": date.fromisoformat(str(row["left_on"])), "mrr": number(row["mrr"]) or Decimal(0),
        "fit": known.fits.get(customer, ""), "plan": next(reversed(plans.values()), ""),
    }  # fmt: skip
    if departure is not None:
        facts |= {"departure_id": departure.pk}
        facts |= _told(departure, known.codings.get(departure.pk), plans, known.lists)
    return Gone(**facts)


def _told(
    departure: Any, coding: Any, plans: Mapping[int, str], lists: Mapping[str, ReasonList]
) -> dict[str, Any]:
    """Return what is known of a departure: as staff coded it, unless the departure says otherwise since."""
    why, where = lists[WHY].code_of(departure.reason), lists[WHERE].code_of(departure.destination)
    is_coded = coding is not None and (coding.why, coding.destination) == (why, where)
    day = departure.notice_on or departure.recognised_on or departure.contract_ends_on
    days = (day - departure.invoiced).days if day and departure.invoiced else None
    found = {
        "why": why, "where": where, "comment": departure.comment, "notice_on": departure.notice_on,
        "why_text": lists[WHY].text_of(why, coding.why_number if is_coded else 0),
        "where_text": lists[WHERE].text_of(where, coding.destination_number if is_coded else 0),
        "sure": surety(why, coding.how if is_coded else ""), "invoice": band(days),
    }  # fmt: skip
    return found | ({"plan": plans[departure.subscription_id]} if departure.subscription_id in plans else {})


def _parts(gone: Sequence[Gone], code: Callable[[Gone], str], listed: ReasonList) -> tuple[Part, ...]:
    """Count the codes, the most frequent first; what nobody knows is its own part, at the end."""
    its: dict[str, list[Gone]] = {}
    for one in gone:
        its.setdefault(code(one), []).append(one)
    few = not may_be_percentage(len(gone))
    parts = [
        Part(
            one, listed.text_of(one), len(rows), len(gone),
            tuple(row.name for row in rows) if few else (),
            sum(row.sure == "unverified" for row in rows) if listed.axis == WHY else 0,
        )
        for one, rows in its.items()
    ]  # fmt: skip
    return tuple(sorted(parts, key=lambda part: (not part.code, -part.count, part.text)))


def _times(
    gone: Sequence[Gone], period: Period, *, quarterly: bool
) -> tuple[tuple[date, tuple[tuple[str, int], ...]], ...]:
    counted: dict[date, Counter[str]] = {}
    month, last = Month.of(period.starts_on), period.ends_on
    while month.first_day < last:
        counted.setdefault(_begins(month.first_day, quarterly=quarterly), Counter())
        month = month.plus(1)
    for one in gone:
        counted[_begins(one.left_on, quarterly=quarterly)][one.why] += 1
    return tuple((day, tuple(sorted(counts.items()))) for day, counts in sorted(counted.items()))


def _begins(day: date, *, quarterly: bool) -> date:
    return date(day.year, (day.month - 1) // 3 * 3 + 1 if quarterly else day.month, 1)


def _line(value: str, text: str, rows: Sequence[Gone], why: Why) -> Line:
    counts = Counter(one.why for one in rows)
    return Line(value, text, len(rows), tuple((part.code, counts[part.code]) for part in why.why))


def _by_segment(why: Why, person: Person, on: date) -> list[Line]:
    lines = []
    for segment in segments_for(person)[:MOST_SEGMENTS]:
        members = set(ids_in(segment, person=person, on=on))
        rows = [one for one in why.gone if one.customer_id in members]
        lines.append(_line(str(segment.pk), segment.name, rows, why))
    return sorted(lines, key=lambda line: (-line.total, line.text))

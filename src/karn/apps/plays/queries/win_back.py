"""Who left and may be asked back, why the others may not, and what came of asking."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from karn.apps.company.queries import current_company
from karn.apps.contracts.models import Departure, DepartureKind, Order, PriceState
from karn.apps.contracts.queries.standing import standings_of
from karn.apps.contracts.rules import Standing
from karn.apps.conversations.models import Conversation
from karn.apps.customers.models import Contact, Customer
from karn.apps.customers.queries.customers import is_visible_to
from karn.apps.farewell.queries.goodbyes import END, LANGUAGES, language_of
from karn.apps.farewell.rules.checklists import months_after
from karn.apps.mailing.models import Basis, Consent, Purpose, Reason
from karn.apps.mailing.queries.digests import LostKey
from karn.apps.mailing.queries.each import Reachable, reachable_customers
from karn.apps.mailing.queries.permission import objecting_customers
from karn.apps.people.models import Person
from karn.apps.plays.models.win_back import REACHED, Asking, Outcome, WinBackHabits, WinBackText
from karn.apps.plays.rules.win_back import AHEAD_DAYS, ASKS_UNTIL, EVERY_MONTHS, Why, week_of
from karn.apps.segments.queries.members import customers_in
from karn.kernel.errors import BadInput
from karn.platform.facts import ERASED_SOURCE
from karn.platform.wording import in_words

MOST: Final = 5_000
"""So many of those who left last are looked at."""

LONGEST_MONTHS: Final = 24
"""Nobody is asked back later, in whatever country."""

PAGE: Final = 100
LARGEST: Final = 2**63 - 1

_REASONS: Final[Mapping[str, Why]] = {
    Reason.OBJECTED: Why.OBJECTED,
    Reason.TOO_LATE: Why.TOO_LATE,
    Reason.BOUNCED: Why.BOUNCED,
    Reason.NO_ADDRESS: Why.NO_ADDRESS,
    Reason.BAD_ADDRESS: Why.NO_ADDRESS,
    Reason.NO_CONSENT: Why.NO_CONSENT,
}


@dataclass(frozen=True, slots=True)
class Former:
    """Somebody who left: since when, and why they may not be asked back; `why` is empty where they may."""

    customer: Customer
    departure: int
    left_on: date
    why: Why | None
    about: Customer | Contact | None = None
    paid: Decimal | None = None
    text: WinBackText | None = None
    may_call: bool = False


@dataclass(frozen=True, slots=True)
class Board:
    """Those who may be asked, who paid most first; the others by reason; and what of this week is left.

    `flaw` says why nobody can be told from anybody: the key of the objections is lost.
    """

    may: list[Former]
    others: list[Former]
    room: int
    habits: WinBackHabits
    counts: Mapping[str, int] = field(default_factory=dict)
    flaw: str = ""


def win_back_habits() -> WinBackHabits:
    """Return when and how many are asked, as stored or as it begins."""
    return WinBackHabits.objects.first() or WinBackHabits()


def board_of(person: Person | None, *, on: date, among: Collection[int] | None = None) -> Board:
    """Return who may be asked back on a day, of customers this person may see; nobody (None) sees all.

    Nothing that leavers said is read here: who they are, what they bought, what they allowed.
    """
    try:
        return _board(person, on, among)
    except LostKey as error:
        return Board([], [], 0, win_back_habits(), flaw=in_words(error))


def _board(person: Person | None, on: date, among: Collection[int] | None) -> Board:
    habits = win_back_habits()
    left = _left(person, on, among)
    numbers = list(left)
    objecting = objecting_customers(numbers)
    days = {number: end for number, (_departure, end) in left.items()}
    customers = [departure.customer for departure, _end in left.values()]
    reach = reachable_customers(customers, purpose=Purpose.WIN_BACK, on=on, left_on=days)
    asked, said_no = _asked(numbers)
    formers = []
    for number, (departure, end) in left.items():
        told = _Told(number in objecting, asked.get(number), number in said_no)
        why = _why(departure, end, told, habits, on)
        why = why or _REASONS.get(str(reach[number].verdict.reason or ""))
        formers.append((departure, end, why, reach[number]))
    may = _with_worth([one for one in formers if one[2] is None], on)
    others = [Former(one.customer, one.pk, end, why) for one, end, why, _reach in formers if why is not None]
    others.sort(key=lambda one: (one.left_on, one.customer.pk), reverse=True)
    counts = Counter(str(one.why) for one in others)
    ordered = {why.value: counts[why.value] for why in Why if counts[why.value]}
    return Board(may, others, room_in_week(habits, on=on), habits, ordered)


def _left(
    person: Person | None, on: date, among: Collection[int] | None
) -> dict[int, tuple[Departure, date]]:
    """Return who left and is gone, by customer: the last departure and its day."""
    later = Order.objects.filter(customer=OuterRef("customer"), ordered_on__gt=OuterRef("end"))
    its = Departure.objects.annotate(end=END).filter(
        ~Exists(later), end__lte=on, end__gt=months_after(on, -LONGEST_MONTHS), undone_on__isnull=True,
        customer__deleted_at__isnull=True, customer__merged_into__isnull=True, customer__prospect=False,
    ).exclude(kind=DepartureKind.WITHDRAWAL).exclude(customer__source=ERASED_SOURCE)  # fmt: skip
    if person is not None:
        its = its.filter(is_visible_to(person, "customer"))
    if among is not None:
        its = its.filter(customer__in=among)
    newest = list(its.select_related("customer__owner").order_by("-end", "-pk")[:MOST])
    latest = {one.customer_id: (one, one.end) for one in reversed(newest)}
    standings = standings_of(latest, on)
    return {
        number: told for number, told in latest.items() if standings[number] in (Standing.LEFT, Standing.NONE)
    }


def _asked(numbers: Collection[int]) -> tuple[dict[int, date], frozenset[int]]:
    """Return when each was asked last, and who ever said no."""
    its = Asking.objects.filter(customer__in=numbers, removed_at__isnull=True)
    last = its.filter(REACHED).order_by().values_list("customer").annotate(Max("asked_on"))
    no = its.filter(said_no_on__isnull=False).values_list("customer", flat=True)
    return dict(last), frozenset(no)


@dataclass(frozen=True, slots=True)
class _Told:
    """What is known of one who left, beyond the departure."""

    objects: bool
    asked_on: date | None
    said_no: bool


def _why(departure: Departure, end: date, told: _Told, habits: WinBackHabits, on: date) -> Why | None:
    if told.objects:
        return Why.OBJECTED
    if departure.kind == DepartureKind.ENDED_BY_US:
        return Why.OURS
    if told.said_no:
        return Why.SAID_NO
    if told.asked_on is not None and told.asked_on >= end:
        return Why.ASKED
    return Why.TOO_SOON if on < end + timedelta(days=habits.after_days) else None


def _with_worth(rows: list[tuple[Departure, date, Why | None, Reachable]], on: date) -> list[Former]:
    """Return those who may be asked, who paid most first: nobody who objected comes this far."""
    numbers = [departure.customer_id for departure, *_rest in rows]
    paid = _last_paid(numbers)
    texts = texts_for(numbers, on=on)
    found = [
        Former(
            departure.customer, departure.pk, end, None, reach.about, paid.get(departure.customer_id),
            texts.get(departure.customer_id), reach.allows(Purpose.CALLS, on=on).allowed,
        )
        for departure, end, _why_not, reach in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-(one.paid or 0), one.customer.name.casefold(), one.customer.pk))


def _last_paid(numbers: Collection[int]) -> dict[int, Decimal]:
    """Return what each paid a month at the end: the prices that ended last, together."""
    its = PriceState.objects.filter(subscription__customer__in=numbers, mrr__gt=0, ends_on__isnull=False)
    rows = its.order_by("ends_on").values_list("subscription__customer", "ends_on", "mrr")
    found: dict[int, tuple[date, Decimal]] = {}
    for number, day, mrr in rows:
        before = found.get(number)
        if day is not None:
            found[number] = (day, before[1] + mrr) if before and before[0] == day else (day, mrr)
    return {number: amount for number, (_day, amount) in found.items()}


def texts_kept() -> list[WinBackText]:
    """Return the texts, in the order in which they are tried: by segment, then for everybody else."""
    its = WinBackText.objects.filter(removed_at__isnull=True).select_related("segment", "changed_by")
    return list(its.order_by(F("segment").asc(nulls_last=True), "place", "pk"))


def texts_for(numbers: Collection[int], *, on: date) -> dict[int, WinBackText]:
    """Return the text for each of these customers (ids): of the first segment they are in."""
    found: dict[int, WinBackText] = {}
    for text in texts_kept():
        left = [number for number in numbers if number not in found]
        if text.segment is None:
            its = left
        elif text.segment.deleted_at is not None:
            continue
        else:
            try:
                members = customers_in(text.segment, person=None, on=on).filter(pk__in=left)
                its = list(members.values_list("pk", flat=True))
            except BadInput:  # it asks for something there is no longer
                continue
        found |= dict.fromkeys(its, text)
    return found


def words_for(text: WinBackText, customer: Customer) -> str:
    """Return a text in the customer's language, else the company's, else whichever there is."""
    for language in (language_of(customer), current_company().language[:2], *LANGUAGES):
        if words := text.words.get(language):
            return str(words)
    return ""


def room_in_week(habits: WinBackHabits, *, on: date) -> int:
    """Return how many more may be asked in the week of this day."""
    monday, after = week_of(on)
    its = Asking.objects.filter(REACHED, removed_at__isnull=True, asked_on__gte=monday, asked_on__lt=after)
    return max(0, habits.weekly - its.count())


def askings_visible_to(person: Person) -> QuerySet[Asking]:
    """Return who was asked, of customers this person may see, the latest first."""
    its = Asking.objects.filter(is_visible_to(person, "customer"), removed_at__isnull=True)
    return its.select_related("customer", "contact", "mail", "asked_by").order_by("-asked_on", "-pk")


def asking_for(person: Person, number: int, *, removed: bool = False) -> Asking | None:
    """Return an asking of a customer this person may see, or None; `removed`: one taken back, too."""
    if number > LARGEST:
        return None
    its = Asking.objects.filter(is_visible_to(person, "customer"), pk=number).select_related(
        "customer", "mail"
    )
    return (its if removed else its.filter(removed_at__isnull=True)).first()


def counted(askings: Collection[Asking]) -> list[tuple[Outcome, int]]:
    """Return how many came to what: counts, and no shares of nine people."""
    many = Counter(one.outcome for one in askings)
    return [(outcome, many[outcome]) for outcome in Outcome if many[outcome]]


@dataclass(frozen=True, slots=True)
class Touch:
    """One round of keeping in touch with a former customer who allowed it."""

    customer: Customer
    number: int
    left_on: date
    due_on: date


def touches_due(*, on: date, zone_start: datetime) -> list[Touch]:
    """Return whom to ask now how they are: who left, said yes to hearing from us, and heard nothing lately.

    Every half year since they left. `zone_start` is the moment before which a talk is too old to count.
    """
    yes = Consent.objects.filter(basis=Basis.CONSENT, withdrawn_at__isnull=True, customer__isnull=False)
    said = yes.filter(purpose__in=(Purpose.NEWS, Purpose.WIN_BACK), given_on__lte=on)
    numbers = set(said.order_by().values_list("customer", flat=True).distinct())
    if not numbers:
        return []
    its = Departure.objects.annotate(end=END).filter(
        customer__in=numbers, end__lte=on, undone_on__isnull=True, customer__deleted_at__isnull=True,
        customer__merged_into__isnull=True,
    ).exclude(kind__in=(DepartureKind.WITHDRAWAL, DepartureKind.ENDED_BY_US))  # fmt: skip
    latest = {one.customer_id: one for one in its.select_related("customer").order_by("end", "pk")}
    standings, objecting = standings_of(latest, on), objecting_customers(latest)
    spoken = Conversation.objects.filter(customer__in=latest, happened_at__gte=zone_start)
    heard = frozenset(spoken.order_by().values_list("customer", flat=True).distinct())
    found = []
    for number, one in latest.items():
        gone = standings[number] in (Standing.LEFT, Standing.NONE)
        if gone and number not in objecting and number not in heard and (due := _round(one.end, on)):
            place, day = due
            found.append(Touch(one.customer, one.pk * 100 + place, one.end, day))
    return found


def _round(left_on: date, on: date) -> tuple[int, date] | None:
    """Return which round of keeping in touch is due now, and its day."""
    for place in range(1, 100):
        day = months_after(left_on, EVERY_MONTHS * place)
        if day > on + timedelta(days=AHEAD_DAYS):
            return None
        if on <= day + timedelta(days=ASKS_UNTIL):
            return place, day
    return None


def came_back(askings: Collection[Asking], *, until: date) -> dict[int, date]:
    """Return on which day those who were asked (by customer) bought again afterwards, up to a day."""
    numbers = {one.customer_id for one in askings}
    prices = PriceState.objects.filter(
        Q(mrr__gt=0), subscription__customer__in=numbers, state="active", starts_on__lte=until
    )
    days = [*prices.values_list("subscription__customer", "starts_on")]
    days += Order.objects.filter(customer__in=numbers, ordered_on__lte=until).values_list(
        "customer", "ordered_on"
    )
    bought: dict[int, list[date]] = defaultdict(list)
    for number, day in days:
        bought[number].append(day)
    found: dict[int, date] = {}
    for one in askings:
        after = [day for day in bought[one.customer_id] if day > one.left_on and day >= one.asked_on]
        if after:
            found[one.pk] = min(after)
    return found

"""Reads of what was said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet

from karn.apps.conversations.models import Conversation, Direction, Hint
from karn.apps.conversations.rules import ASKING
from karn.apps.customers.models import Contact, Customer
from karn.apps.customers.queries import is_visible_to
from karn.apps.customers.queries.changes import Change, changes_among, with_names
from karn.apps.customers.queries.selections import batches
from karn.apps.people.models import Person
from karn.platform.facts import OWN_SOURCE
from karn.platform.prepared import prepared

PAGE = 50
"""Conversations on one page."""
RECENT = 30
"""So many days ago is long ago: what was asked before that stands on a list of its own."""


def personal_contacts(until: datetime) -> QuerySet[Conversation]:
    """Return conversations with one customer in particular that took place by `until`.

    What we sent to many does not count, nor what the customer asked and nobody had answered by then.
    """
    answered = Q(answered_at__lte=until) | Q(settled_at__lte=until)
    took_place = Q(direction=Direction.OUT) | Q(channel="meeting") | answered
    return Conversation.objects.filter(took_place, bulk=False, happened_at__lte=until)


def unanswered(until: datetime) -> QuerySet[Conversation]:
    """Return calls, mails and the like from customers that nobody had answered by `until`.

    Anything personal we sent that customer later counts as an answer. Sources that record no answers
    at all (nothing answered, nothing sent) are left out: there, everything would look unanswered. What
    was recorded here by hand always counts.
    """
    open_then = Q(answered_at__isnull=True) | Q(answered_at__gt=until)
    not_settled = Q(settled_at__isnull=True) | Q(settled_at__gt=until)
    return _asked(until).filter(
        open_then, not_settled, Q(source=OWN_SOURCE) | Q(source__in=_answering_sources())
    )


def waiting_now(at: datetime) -> QuerySet[Conversation]:
    """Return what waits for an answer at `at`, which is now: the same as :func:`unanswered`, and quicker.

    Written for the index of those that wait; a few queries more, to know which sources record answers.
    """
    sources = {OWN_SOURCE, *answering_sources()}
    return _asked(at).filter(answered_at__isnull=True, settled_at__isnull=True, source__in=sources)


def _asked(until: datetime) -> QuerySet[Conversation]:
    """Return what customers asked by `until` and we sent nothing personal after."""
    later = Conversation.objects.filter(
        customer=OuterRef("customer"),
        direction=Direction.OUT,
        bulk=False,
        happened_at__gt=OuterRef("happened_at"),
        happened_at__lte=until,
    )
    return Conversation.objects.filter(
        ~Exists(later), direction=Direction.IN, channel__in=ASKING, bulk=False, happened_at__lte=until
    )


_ANSWERS = Q(answered_at__isnull=False) | Q(direction=Direction.OUT, bulk=False)


def _answering_sources() -> QuerySet[Conversation, Any]:
    return Conversation.objects.filter(_ANSWERS).values("source").distinct()


def answering_sources() -> list[str]:
    """Return the sources that record answers. Two quick queries per source, however much it said."""
    found: list[str] = []
    source = ""
    while (source := _source_after(source)) != "":
        if _records_answers(source):
            found.append(source)
    return found


def _source_after(source: str) -> str:
    others = Conversation.objects.filter(source__gt=source).order_by("source")
    return others.values_list("source", flat=True).first() or ""


def conversation_for(person: Person, number: int, *, removed: bool = False) -> Conversation | None:
    """Return a conversation with a customer this person may see, or None; `removed`: also removed ones."""
    rows = Conversation.everything if removed else Conversation.objects
    its = rows.filter(is_visible_to(person, "customer")).select_related("customer", "contact")
    return its.filter(pk=number).first()


def changes_of_conversation(conversation: Conversation) -> list[Change]:
    """Return who changed what of it, the newest first. At most four queries."""
    changes = list(changes_among("conversation", [conversation]))
    return with_names(with_names(changes, "contact", Contact), "answerer", Person)


def change_of(conversation: Conversation, number: int) -> tuple[Any, Any] | None:
    """Return its stored states before and after one change, or None where there is no such change."""
    history = Conversation.history.filter(id=conversation.pk)
    after = history.filter(history_id=number).first()
    before = history.filter(history_id__lt=number).order_by("-history_id").first()
    return (before, after) if after is not None and before is not None else None


def may_change(conversation: Conversation, person: Person) -> bool:
    """Say whether this person may correct or remove it: who recorded it here, or an administrator."""
    return conversation.is_own and (conversation.logged_by_id == person.pk or person.is_administrator)


def hint_for(person: Person, number: int) -> Hint | None:
    """Return a hint about a customer this person may see, or None."""
    return Hint.objects.filter(is_visible_to(person, "customer"), pk=number).first()


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """One page of what waits for an answer, oldest first; `later` is the token of the next, or empty."""

    rows: list[Conversation]
    later: str


def waiting_page(
    *,
    person: Person,
    at: datetime,
    mine: bool = False,
    after: str = "",
    limit: int = PAGE,
    among: QuerySet[Customer] | None = None,
    older: bool | None = None,
) -> WaitingPage:
    """Return what waits for an answer from customers this person may see, the oldest first.

    `mine` narrows it to what this person is to answer: named, or looking after a customer of whom nobody
    is named; `among` to the customers this person looks at; `older` to what was asked more than RECENT days
    before `at`, or to what was not. `after` is a token of an earlier page; one
    that cannot be read means the beginning.
    """
    waiting = waiting_for(person, at=at, mine=mine, among=among, older=older)
    place = _place(after)
    if place is not None:
        waiting = waiting.filter(
            Q(happened_at__gte=place[0]) & (Q(happened_at__gt=place[0]) | Q(pk__gt=place[1]))
        )
    rows = list(waiting[: limit + 1])
    token = f"{rows[limit - 1].happened_at.isoformat()}_{rows[limit - 1].pk}" if len(rows) > limit else ""
    return WaitingPage(rows[:limit], token)


def waiting_for(
    person: Person,
    *,
    at: datetime,
    mine: bool = False,
    among: QuerySet[Customer] | None = None,
    older: bool | None = None,
) -> QuerySet[Conversation]:
    """Return everything that :func:`waiting_page` shows on all its pages, the oldest first."""
    visible = is_visible_to(person, "customer")
    waiting = waiting_now(at).filter(visible)
    if among is not None:
        waiting = waiting.filter(Exists(among.filter(pk=OuterRef("customer"))))
    if mine:
        waiting = waiting.filter(Q(answerer=person) | Q(answerer__isnull=True, customer__owner=person))
    if older is not None:
        long_ago = Q(happened_at__lt=at - timedelta(days=RECENT))
        waiting = waiting.filter(long_ago if older else ~long_ago)
    related = waiting.select_related("customer__owner", "contact", "answerer")
    return related.order_by("happened_at", "pk")


def chosen_to_answer(person: Person, numbers: Iterable[int], *, held: bool = False) -> list[Conversation]:
    """Return those of the conversations (ids) that this person may see and nobody answered, oldest first.

    `held` locks them until the transaction ends.
    """
    its = Conversation.objects.filter(
        is_visible_to(person, "customer"), direction=Direction.IN, settled_at__isnull=True
    )
    its = its.filter(answered_at__isnull=True).select_related("customer").order_by("happened_at", "pk")
    its = its.select_for_update(of=("self",)) if held else its
    found = [one for batch in batches(list(dict.fromkeys(numbers))) for one in its.filter(pk__in=batch)]
    return sorted(found, key=lambda one: (one.happened_at, one.pk))


def answered_together(person: Person, at: datetime) -> QuerySet[Conversation]:
    """Return what this person marked as answered at exactly that moment, and still may see."""
    its = Conversation.objects.filter(is_visible_to(person, "customer"), settled_by=person)
    return its.filter(settled_at=at)


def _place(token: str) -> tuple[datetime, int] | None:
    moment, _, number = token.rpartition("_")
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    if at.tzinfo is None or not number.isdecimal() or len(number) > 18:
        return None
    return at, int(number)


@prepared
def _waiting_of(customer: int, at: datetime) -> QuerySet[Conversation]:
    its = _asked(at).filter(customer=customer, answered_at__isnull=True, settled_at__isnull=True)
    return its.select_related("contact", "answerer").order_by("happened_at", "pk")[:100]


def waiting_of(customer: Customer, *, at: datetime, limit: int = 10) -> list[Conversation]:
    """Return what this customer waits for an answer to, the oldest first, at most `limit`.

    One query where nothing does; else one more for each source that something came from.
    """
    open_ones = _waiting_of(customer=customer.pk, at=at)
    recording = {source for source in {one.source for one in open_ones} if _records_answers(source)}
    return [one for one in open_ones if one.source in recording][:limit]


def _records_answers(source: str) -> bool:
    return source == OWN_SOURCE or bool(_answers_from(source=source))


@prepared
def _answers_from(source: str) -> QuerySet[Conversation, Any]:
    return Conversation.objects.filter(_ANSWERS, source=source).order_by().values_list("pk")[:1]


def latest_talks_of(customer: Customer, *, limit: int) -> list[Conversation]:
    """Return what was said last with this customer, the newest first; nothing sent to many. One query."""
    its = Conversation.objects.filter(customer=customer, bulk=False).select_related("contact", "logged_by")
    return list(its.order_by("-happened_at", "-pk")[:limit])


@dataclass(frozen=True, slots=True)
class TalksPage:
    """One page of what was said, newest first; `older` is the token of the next, or empty."""

    rows: list[Conversation]
    older: str


def talks_page(customer: Customer, *, after: str = "", limit: int = PAGE) -> TalksPage:
    """Return a page of everything said with this customer, what was sent to many with it. One query.

    `after` is the token of the page before; one that cannot be read means the beginning.
    """
    its = Conversation.objects.filter(customer=customer).select_related("contact", "logged_by", "answerer")
    place = _place(after)
    if place is not None:
        its = its.filter(Q(happened_at__lte=place[0]) & (Q(happened_at__lt=place[0]) | Q(pk__lt=place[1])))
    rows = list(its.order_by("-happened_at", "-pk")[: limit + 1])
    token = f"{rows[limit - 1].happened_at.isoformat()}_{rows[limit - 1].pk}" if len(rows) > limit else ""
    return TalksPage(rows[:limit], token)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody of us who spoke with a customer: how often, and when last."""

    name: str
    times: int
    last_at: datetime


def speakers_with(customer: Customer, *, since: datetime, limit: int = 5) -> list[Speaker]:
    """Return who of us spoke with this customer in person since then, the latest first. Two queries.

    Sources name people by address or by name; who may log in here is known by both.
    """
    its = Conversation.objects.filter(customer=customer, bulk=False, happened_at__gt=since)
    named = its.exclude(handled_by="").order_by().values_list("handled_by")
    rows = list(named.annotate(times=Count("pk"), last_at=Max("happened_at")))
    addresses = {told.lower() for told, _times, _last in rows}
    names = dict(Person.objects.filter(email__in=addresses).values_list("email", "name"))
    speakers: dict[str, Speaker] = {}
    for told, times, last_at in rows:
        name = names.get(told.lower(), told)
        known = speakers.get(name, Speaker(name, 0, last_at))
        speakers[name] = Speaker(name, known.times + times, max(known.last_at, last_at))
    return sorted(speakers.values(), key=lambda one: one.last_at, reverse=True)[:limit]


def hints_of(customer: Customer, *, since: datetime) -> list[Hint]:
    """Return what was noticed about this customer since then, the newest first. One query."""
    its = Hint.objects.filter(customer=customer, noticed_at__gte=since).select_related("noticed_by")
    return list(its.order_by("-noticed_at", "-pk"))


def hints_between(kind: str, since: datetime, until: datetime) -> QuerySet[Hint]:
    """Return what was noticed of this kind about anybody, after `since` and by `until`, newest first."""
    return Hint.objects.filter(kind=kind, noticed_at__gt=since, noticed_at__lte=until).order_by(
        "customer", F("noticed_at").desc(), "-pk"
    )

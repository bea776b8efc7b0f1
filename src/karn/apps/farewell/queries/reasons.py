"""Reads of the list of reasons, and of how departures were coded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from karn.apps.contracts.models import Departure, DepartureKind
from karn.apps.customers.models import Customer
from karn.apps.customers.queries.customers import is_visible_to
from karn.apps.exits.rules.lexicon import Found, find_themes
from karn.apps.farewell.models import Axis, Coding, CommentTheme, ReasonVersion, ReasonWord
from karn.apps.farewell.rules.reasons import (
    NOT_LISTED,
    READY,
    TWO_WEEKS,
    WHY,
    Reason,
    ReasonList,
    ready_words,
)
from karn.apps.people.models import Person

LONGEST_AGO = 90
"""Of a notice so many days ago nobody is asked any more why it was given."""

BY_CHOICE = (DepartureKind.VOLUNTARY, DepartureKind.UNKNOWN)
"""Kinds of departures that have a reason of the customer's own."""

_LARGEST = 2**63 - 1


def reason_list(axis: str) -> ReasonList:
    """Return one list: ready reasons first, then the company's own in the order they came. Two queries."""
    versions = list(ReasonVersion.objects.filter(axis=axis).order_by("pk"))
    reasons = {code: Reason(axis, code) for code in READY[axis]}
    texts = {(code, 1): "" for code in READY[axis]}
    words = dict(ready_words(axis))
    for one in sorted(versions, key=lambda one: one.number):
        texts[one.code, one.number] = one.text
        if one.text:
            words[one.text.casefold()] = one.code
    for one in versions:
        if one.number >= reasons.get(one.code, Reason(axis, one.code, 0)).number:
            reasons[one.code] = Reason(axis, one.code, one.number, one.text, one.is_retired)
    words |= dict(ReasonWord.objects.filter(axis=axis).values_list("word", "code"))
    return ReasonList(axis, reasons, texts, words)


def versions_of(axis: str) -> QuerySet[ReasonVersion]:
    """Return every wording there was, the newest first."""
    return ReasonVersion.objects.filter(axis=axis).select_related("made_by").order_by("-pk")


def words_not_listed(listed: ReasonList) -> list[tuple[str, int]]:
    """Return the words of departures that are on no list, with how many have them, the most first."""
    name = "reason" if listed.axis == WHY else "destination"
    said = Departure.objects.exclude(**{name: ""}).order_by().values_list(name).annotate(many=Count("pk"))
    counted: Counter[str] = Counter()
    for word, many in said:
        if listed.code_of(word) == NOT_LISTED:
            counted[word] += many
    return counted.most_common()


def mapped_words(axis: str) -> list[tuple[str, str]]:
    """Return the words that were put to a reason by hand, with its code."""
    return list(ReasonWord.objects.filter(axis=axis).order_by("word").values_list("word", "code"))


def departure_to_code(person: Person, number: int) -> Departure | None:
    """Return a departure this person may see, with its customer; None for any other."""
    if number > _LARGEST:
        return None
    its = Departure.objects.filter(is_visible_to(person, "customer"), pk=number)
    return its.select_related("customer").first()


def codings_of(departure: Departure) -> QuerySet[Coding]:
    """Return how a departure was coded, the latest first."""
    return Coding.objects.filter(departure=departure).select_related("by", "asker").order_by("-pk")


def latest_codings(departures: Collection[int]) -> dict[int, Coding]:
    """Return the coding that stands of each of these departures. One query per thousand."""
    found: dict[int, Coding] = {}
    numbers = sorted(departures)
    for start in range(0, len(numbers), 1000):
        part = Coding.objects.filter(departure__in=numbers[start : start + 1000])
        found.update((one.departure_id, one) for one in part.order_by("pk"))
    return found


def uncoded_departures(on: date, among: Collection[int] | None = None) -> QuerySet[Departure]:
    """Return who gave notice two weeks ago or more, of their own choice, and nobody put down why."""
    its = Departure.objects.filter(
        notice_on__gte=on - timedelta(days=LONGEST_AGO),
        notice_on__lte=on - timedelta(days=TWO_WEEKS),
        undone_on__isnull=True,
        reason="",
        kind__in=BY_CHOICE,
        customer__deleted_at__isnull=True,
        customer__merged_into__isnull=True,
    )
    its = its if among is None else its.filter(customer__in=among)
    coded = Coding.objects.filter(departure=OuterRef("pk"))
    return its.filter(~Exists(coded)).select_related("customer").order_by("pk")


@dataclass(frozen=True, slots=True)
class Share:
    """Of so many departures with a known reason, how many have this one; `unknown` have none."""

    named: int
    known: int
    unknown: int


def share_of(code: str, since: date, until: date) -> Share:
    """Count who gave notice in these days (`until` exclusive), of their own choice, for this reason.

    By notice: an improvement works on who decides to leave, not on whose term happens to run out.
    """
    given = Departure.objects.filter(
        notice_on__gte=since, notice_on__lt=until, undone_on__isnull=True, kind__in=BY_CHOICE
    )
    hidden = Customer.everything.filter(pk=OuterRef("customer")).filter(
        Q(deleted_at__isnull=False) | Q(merged_into__isnull=False)
    )
    counted = given.filter(~Exists(hidden)).order_by().values_list("reason").annotate(many=Count("pk"))
    listed = reason_list(Axis.WHY)
    by_code: Counter[str] = Counter()
    for said, many in counted:
        by_code[listed.code_of(said)] += many
    unknown = by_code.pop("", 0)
    return Share(by_code[code], sum(by_code.values()), unknown)


@dataclass(frozen=True, slots=True)
class Commented:
    """A departure with words, what the lexicon finds in them, and what a person made of it, if anything."""

    departure: Departure
    found: Sequence[Found]
    confirmed: list[str] | None


def commented(person: Person, *, judged: bool, limit: int) -> list[Commented]:
    """Return departures with words, the latest first: those a person judged, or those nobody did."""
    its = Departure.objects.filter(is_visible_to(person, "customer"), undone_on__isnull=True)
    judgement = CommentTheme.objects.filter(departure=OuterRef("pk"))
    its = its.exclude(comment="").filter(Exists(judgement) if judged else ~Exists(judgement))
    rows = list(its.select_related("customer").order_by(F("notice_on").desc(nulls_last=True), "-pk")[:limit])
    themes = confirmed_themes([row.pk for row in rows]) if judged else {}
    return [Commented(row, find_themes(row.comment), themes.get(row.pk)) for row in rows]


def confirmed_themes(departures: Collection[int]) -> dict[int, list[str]]:
    """Return the themes a person confirmed, of each of these departures that was judged. One query."""
    found: dict[int, list[str]] = {}
    its = CommentTheme.objects.filter(departure__in=departures).order_by("pk")
    for number, code, is_confirmed in its.values_list("departure", "code", "is_confirmed"):
        found.setdefault(number, []).extend([code] if code and is_confirmed else [])
    return found


@dataclass(frozen=True, slots=True)
class Precision:
    """How good the lexicon is at a theme, as far as people looked: of those proposed, so many were right."""

    code: str
    proposed: int
    confirmed: int
    missed: int


def precision() -> list[Precision]:
    """Return per theme how often people agreed with what was proposed, and how often it was missed."""
    right = Q(is_confirmed=True)
    rows: QuerySet[Any, Any] = CommentTheme.objects.exclude(code="").order_by("code").values("code")
    counted = rows.annotate(
        proposed=Count("pk", filter=Q(is_proposed=True)),
        confirmed=Count("pk", filter=Q(is_proposed=True) & right),
        missed=Count("pk", filter=Q(is_proposed=False) & right),
    )
    return [Precision(**row) for row in counted]

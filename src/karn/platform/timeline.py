"""One timeline of everything: what an entry is, and the registry of where entries come from.

It stands below the apps, so that each can offer its own rows; who listens is none of its business.
The entries of the registry are listed in the project's wiring.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from heapq import nsmallest
from typing import Any, Protocol, TypeVar, runtime_checkable
from zoneinfo import ZoneInfo

from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise

from karn.platform.prepared import Prepared

Rows = TypeVar("Rows", bound=Model)
_LARGEST = 2**63 - 1  # what a database holds


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a timeline.

    `at` is an instant; where only the day is known (`dated`) it is that day's first moment in the
    company's zone. `code` and `number` (the row's id) make it unique. `amount` is in `currency`.
    `tone` is "good", "bad" or nothing. The last three say where the fact came from.
    """

    at: datetime
    code: str
    number: int
    icon: str
    title: str
    detail: str = ""
    amount: Decimal | None = None
    currency: str = ""
    tone: str = ""
    dated: bool = False
    source: str = ""
    source_id: str = ""
    known_at: datetime | None = None

    @property
    def place(self) -> tuple[float, str, int]:
        """Its place among others: newest first, then by code, then the newest row first."""
        return (-self.at.timestamp(), self.code, -self.number)


@dataclass(frozen=True, slots=True)
class Reach:
    """Which entries are asked for: those after the place of `at`, `code` and `number`, or all without."""

    zone: ZoneInfo
    at: datetime | None = None
    code: str = ""
    number: int = 0

    def instants(self, field: str, code: str) -> Q:
        """Return the condition on a source's moment in `field`."""
        if self.at is None:
            return Q()
        return Q(**{f"{field}__lt": self.at}) | (Q(**{field: self.at}) & self._tie(code))

    def days(self, field: str, code: str) -> Q:
        """Return the condition on a source's local day in `field`."""
        if self.at is None:
            return Q()
        local = self.at.astimezone(self.zone)
        if local.time() != time():
            return Q(**{f"{field}__lte": local.date()})
        return Q(**{f"{field}__lt": local.date()}) | (Q(**{field: local.date()}) & self._tie(code))

    def start_of(self, day: date) -> datetime:
        """Return the first moment of `day` in the company's zone."""
        return datetime.combine(day, time(), self.zone)

    def holds(self, entry: Entry) -> bool:
        """Say whether an entry comes after the place this reach begins at."""
        return self.at is None or entry.place > (-self.at.timestamp(), self.code, -self.number)

    def _tie(self, code: str) -> Q:
        if code == self.code:
            return Q(pk__lt=self.number)
        return Q() if code > self.code else Q(pk__in=())


class TimelineSource(Protocol):
    """Where entries about a customer come from."""

    @property
    def code(self) -> str:
        """Its own name, stable and unique: part of an entry's place."""
        ...

    @property
    def kind(self) -> str:
        """The kind of entries a reader can choose; several sources may share one."""
        ...

    @property
    def name(self) -> Promise:
        """The kind in words."""
        ...

    def entries(self, customer_id: int, reach: Reach, limit: int) -> list[Entry]:
        """Return the newest `limit` entries within `reach`, newest first. One query."""
        ...


Known = Mapping[type[Model], Sequence[Any]]
"""Rows of a customer that a page has anyway: all there are of these models, maybe none."""


@runtime_checkable
class DrawnSource(Protocol):
    """A source that can draw its entries from rows somebody has: `of` is the model of those it tells of."""

    of: type[Model]

    def among(self, known: Known, reach: Reach) -> Iterable[Entry]:
        """Return the entries of these rows, in any order. No query."""
        ...


_SOURCES: dict[str, TimelineSource] = {}
_NEWEST: dict[tuple[str, int], Prepared[..., Any]] = {}


def newest(
    code: str, write: Callable[[int, Reach], QuerySet[Rows]], customer_id: int, reach: Reach, limit: int
) -> list[Rows]:
    """Return the first `limit` rows that a source of this code writes a query of. One query.

    The newest page, which is asked for most, is prepared; what `write` does may then only depend on the
    customer.
    """
    if reach.at is not None:
        return list(write(customer_id, reach)[:limit])
    asked = _NEWEST.get((code, limit))
    if asked is None:
        zone = reach.zone

        def first_page(customer: int) -> QuerySet[Rows]:
            return write(customer, Reach(zone))[:limit]

        asked = _NEWEST[code, limit] = Prepared(first_page)
    return asked(customer=customer_id)


def register(source: TimelineSource) -> None:
    """Add a source; the same code again replaces it."""
    _SOURCES[source.code] = source


def entries_of(
    source: TimelineSource, customer_id: int, reach: Reach, limit: int, known: Known
) -> list[Entry]:
    """Return the newest `limit` entries of a source. No query, where `known` has the rows it draws on."""
    of: type[Model] | None = getattr(source, "of", None)
    rows = known.get(of) if of else None
    if rows is not None and not rows:
        return []
    if rows is None or not isinstance(source, DrawnSource):
        return source.entries(customer_id, reach, limit)
    its = (entry for entry in source.among(known, reach) if reach.holds(entry))
    return nsmallest(limit, its, key=lambda entry: entry.place)


def sources(kind: str = "") -> Sequence[TimelineSource]:
    """Return all sources, or those of one kind."""
    return [source for source in _SOURCES.values() if kind in ("", source.kind)]


def place_token(entry: Entry) -> str:
    """Return the entry's place as text for an address."""
    text = f"{entry.at.isoformat()}|{entry.code}|{entry.number}"
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def reach_from(token: str, zone: ZoneInfo) -> Reach:
    """Return the reach after the place a token names; one that cannot be read means: from the newest."""
    try:
        padded = token + "=" * (-len(token) % 4)
        at, code, number = urlsafe_b64decode(padded.encode()).decode().split("|")
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None or abs(int(number)) > _LARGEST:
            return Reach(zone)
        moment.astimezone(zone)  # the first and last days of the calendar have no other zone
        return Reach(zone, moment, code, int(number))
    except (NotBase64, ValueError, OverflowError):
        return Reach(zone)

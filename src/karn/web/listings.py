"""Lists as files: what a page lists, anybody who may export takes along as CSV or for Excel.

A page declares its :class:`Listing` beside its view: the rows, and per column a heading and what stands
in it. From that come the two addresses, the check of who may, the line in the audit log, the two files and,
with ``{% files "name" %}``, the two buttons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any, Generic, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import Promise

from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import Deed, Event, may
from karn.kernel.errors import KarnError
from karn.platform.wording import in_words
from karn.web.access import needs, person_of, who_may
from karn.web.downloads import Table, table_file

Row = TypeVar("Row")
Column = tuple[str | Promise, Callable[[Row], object]]
"""A heading, and what stands under it in a row."""

PAGING = frozenset({"after", "before", "page", "place"})
"""What of a page's address says which part of the list it shows: a file holds all of it."""


@dataclass(frozen=True, eq=False)
class Listing(Generic[Row]):
    """One list. `name` is that of the page's address, `address` where its files are, without the ending.

    `rows` gets the request and the numbers of the address. It returns all rows that the page shows, or
    would on its next pages, of this person and this question; a row nobody may see is never among them.
    Taking it along takes the `deed` (None: everybody's own) and where there is one `also` that, as the page
    does; it is written down as the `event`, with the list's name or another `detail`. `file` names the file.
    """

    name: str
    address: str
    rows: Callable[..., Iterable[Row]]
    columns: Callable[[], list[Column[Row]]] | list[Column[Row]]
    deed: Deed | None = Deed.EXPORT
    also: Deed | None = None
    event: Event = Event.CUSTOMERS_EXPORTED
    file: Callable[[HttpRequest], str] | None = None
    detail: Callable[..., str] | None = None

    def may_be_taken_by(self, person: Person) -> bool:
        """Say whether this person's role may take the list along."""
        return all(deed is None or may(person.role, deed) for deed in (self.deed, self.also))

    def table(self, request: HttpRequest, **numbers: Any) -> Callable[[], Table]:
        """Return what makes headings and rows, in whatever language it is called."""
        rows = self.rows(request, **numbers)
        zone = timezone.get_current_timezone()  # a file is written when the page's own zone is gone

        def table() -> Table:
            columns = self.columns() if callable(self.columns) else self.columns
            return [str(heading) for heading, _cell in columns], _cells(rows, columns, zone)

        return table

    def paths(self) -> list[URLPattern]:
        """Return the addresses of both files."""
        view = self._view()
        kinds = ("csv", "xlsx")
        return [path(f"{self.address}.{kind}", view, name=f"{self.name}_{kind}") for kind in kinds]

    def _view(self) -> Callable[..., HttpResponseBase]:
        def file(request: HttpRequest, **numbers: Any) -> HttpResponseBase:
            person, now = person_of(request), timezone.now()
            if self.also is not None and not may(person.role, self.also):
                raise PermissionDenied(who_may(self.also))
            try:
                table = self.table(request, **numbers)
            except KarnError as error:
                return render(request, "figure_refused.html", {"error": in_words(error)}, status=400)
            detail = self.detail(request, **numbers) if self.detail else self._detail(numbers)
            record(by=person, deed=self.event, about=None, at=now, detail=detail)
            return table_file(request, table, self._file_name(request, now))

        return needs(self.deed)(file) if self.deed else file

    def _detail(self, numbers: dict[str, Any]) -> str:
        return " ".join(["list", self.name, *map(str, numbers.values())])

    def _file_name(self, request: HttpRequest, now: datetime) -> str:
        name = self.address.rpartition("/")[2]
        return self.file(request) if self.file else f"{name}-{timezone.localdate(now):%Y-%m-%d}"


_LISTINGS: dict[str, Listing[Any]] = {}


def list_as_file(listing: Listing[Row]) -> Listing[Row]:
    """Let a list be taken along; the same name again replaces it."""
    _LISTINGS[listing.name] = listing
    return listing


def listing_named(name: str) -> Listing[Any]:
    """Return a list by the name of its page's address."""
    return _LISTINGS[name]


def all_listings() -> list[Listing[Any]]:
    """Return every list there is, by name."""
    return [_LISTINGS[name] for name in sorted(_LISTINGS)]


def file_paths() -> list[URLPattern]:
    """Return the addresses of the files of all lists."""
    return [found for listing in all_listings() for found in listing.paths()]


def _cells(rows: Iterable[Row], columns: list[Column[Row]], zone: tzinfo) -> Iterator[list[object]]:
    for row in rows:
        yield [_plain(cell(row), zone) for _heading, cell in columns]


def _plain(value: object, zone: tzinfo) -> object:
    """Return a value as files hold it: moments in the reader's zone, several things in one cell."""
    match value:
        case datetime():
            return f"{value.astimezone(zone):%Y-%m-%d %H:%M:%S}"
        case Decimal():
            return value.normalize()  # the zeros of a sum differ between databases
        case date():
            return value
        case list() | tuple():
            return "; ".join(str(one) for one in value)
    return value

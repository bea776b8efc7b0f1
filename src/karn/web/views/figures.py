"""All figures on one page; the page behind each: what it is, what it means, its rows, its SQL; its files."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from karn.apps.customers.models import Customer
from karn.apps.desk.queries.figures import (
    Among,
    FigureAsked,
    among,
    figure_answer,
    figure_rows,
    lacks_table,
    with_customers,
)
from karn.apps.desk.queries.figures import figure as open_figure
from karn.apps.desk.queries.index import figures_index, usual_period
from karn.apps.measures.queries import last_refresh
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import Deed, Event
from karn.apps.segments.queries import segment_for, segments_for
from karn.engine import METRICS
from karn.engine.metrics.cards import card_of
from karn.kernel.errors import BadInput, KarnError
from karn.kernel.period import Period
from karn.platform.wording import in_words
from karn.web.access import needs, person_of
from karn.web.downloads import table_file

File = StreamingHttpResponse | JsonResponse | HttpResponse


@needs(Deed.SEE_FIGURES)
def figures(request: HttpRequest) -> HttpResponse:
    """List all figures with their last value, or say how to begin."""
    index = figures_index(language=_language())
    if index is None:
        return _nothing_yet(request)
    return render(request, "figures.html", {"index": index})


@needs(Deed.SEE_FIGURES)
def figure(request: HttpRequest, name: str) -> HttpResponse:
    """Open one figure down to its rows."""
    try:
        if name in METRICS and last_refresh() is None:
            return _nothing_yet(request)
        asked = _asked(name, request)
        if lacks_table(name):
            return _lacking(request, name)
        opened = open_figure(
            asked, language=_language(), page=_whole(request.GET, "page"), person=person_of(request)
        )
    except KarnError as error:
        return _refused(request, error)
    shown = {
        "figure": opened,
        "query": _without_page(request.GET),
        "segments": segments_for(person_of(request)),
    }
    return render(request, "figure.html", shown)


@needs(Deed.SEE_FIGURES)
def answer(request: HttpRequest, name: str) -> File:
    """Hand the figure out as a CSV or Excel file."""
    return _download(request, name, rows=False)


@needs(Deed.EXPORT)
def rows(request: HttpRequest, name: str) -> File:
    """Hand the rows behind the figure out as a CSV or Excel file."""
    return _download(request, name, rows=True)


@needs(Deed.SEE_FIGURES)
def answer_json(request: HttpRequest, name: str) -> File:
    """Hand the figure out as JSON: what `karn metric --format json` prints."""
    try:
        return JsonResponse(figure_answer(_asked(name, request), person=person_of(request)).to_json_dict())
    except KarnError as error:
        return JsonResponse({"error": str(error)}, status=400)


def _download(request: HttpRequest, name: str, *, rows: bool) -> File:
    try:
        asked = _asked(name, request)
        found = (figure_rows if rows else figure_answer)(asked, person=person_of(request))
    except KarnError as error:
        return _refused(request, error)
    if rows:
        record(by=person_of(request), deed=Event.ROWS_EXPORTED, about=None, at=timezone.now(), detail=name)
    period = f"{asked.period.starts_on}_{asked.period.ends_on}"
    return table_file(request, lambda: with_customers(found), f"{name}{'_rows' if rows else ''}_{period}")


def _lacking(request: HttpRequest, name: str) -> HttpResponse:
    """Say what a figure is and which data it needs: nothing went wrong."""
    shown = {"card": card_of(name, _language()), "table": METRICS[name].table}
    return render(request, "figure_lacking.html", shown)


def _nothing_yet(request: HttpRequest) -> HttpResponse:
    return render(request, "figures_empty.html", {"has_customers": Customer.objects.exists()})


def _refused(request: HttpRequest, error: KarnError) -> HttpResponse:
    return render(request, "figure_refused.html", {"error": in_words(error)}, status=400)


def _language() -> str:
    return (get_language() or "en")[:2]


def _asked(name: str, request: HttpRequest) -> FigureAsked:
    if name not in METRICS:
        raise Http404
    query = request.GET
    return FigureAsked(
        name,
        _period(name, query),
        modes=tuple(mode for mode in query.getlist("mode") if mode),
        every=query.get("every") or None,
        span=_whole(query, "span"),
        by=query.get("by") or None,
        among=_among(query.get("segment", ""), person_of(request)),
    )


def _among(segment: str, person: Person) -> Among | None:
    """Return the customers a figure is narrowed to. Raises BadInput for a segment there is not."""
    if not segment:
        return None
    number = int(segment) if segment.isascii() and segment.isdecimal() and len(segment) < 19 else 0
    found = segment_for(person, number)
    if found is None:
        raise BadInput("There is no such segment (any more).")
    return among(found, person=person, on=timezone.localdate())


def _period(name: str, query: QueryDict) -> Period:
    """Return the period asked for, or the usual one where nothing is asked."""
    usual = None if {"from", "to"} & query.keys() else usual_period(name)
    return usual or Period(_day(query, "from"), _day(query, "to"))


def _day(query: QueryDict, field: str) -> date:
    try:
        return date.fromisoformat(query.get(field, ""))
    except ValueError:
        raise BadInput(_("Choose the first day and the day after the last, like 2026-03-01.")) from None


def _whole(query: QueryDict, field: str) -> int:
    text = query.get(field, "1")
    return int(text) if text.isdecimal() and len(text) < 6 and int(text) else 1


def _without_page(query: QueryDict) -> str:
    """Return the address's question, to be asked again for another page of rows."""
    asked = query.copy()
    asked.pop("page", None)
    return asked.urlencode()

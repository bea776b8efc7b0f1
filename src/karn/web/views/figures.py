"""The page behind a figure: what it is, what it means, its rows, its SQL; and both tables as CSV."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from karn.apps.desk.queries.figures import FigureAsked, figure_answer, figure_rows
from karn.apps.desk.queries.figures import figure as open_figure
from karn.engine import METRICS, Answer
from karn.kernel.errors import BadInput, KarnError
from karn.kernel.period import Period
from karn.platform.sheets import write_csv


def figure(request: HttpRequest, name: str) -> HttpResponse:
    """Open one figure down to its rows."""
    try:
        asked = _asked(name, request.GET)
        opened = open_figure(asked, language=(get_language() or "en")[:2], page=_whole(request.GET, "page"))
    except KarnError as error:
        return render(request, "figure_refused.html", {"error": str(error)}, status=400)
    return render(request, "figure.html", {"figure": opened, "query": _without_page(request.GET)})


def answer(request: HttpRequest, name: str) -> StreamingHttpResponse | HttpResponse:
    """Hand the figure out as a CSV file."""
    return _download(request, name, rows=False)


def rows(request: HttpRequest, name: str) -> StreamingHttpResponse | HttpResponse:
    """Hand the rows behind the figure out as a CSV file."""
    return _download(request, name, rows=True)


def _download(request: HttpRequest, name: str, *, rows: bool) -> StreamingHttpResponse | HttpResponse:
    try:
        asked = _asked(name, request.GET)
        found = figure_rows(asked) if rows else figure_answer(asked)
    except KarnError as error:
        return render(request, "figure_refused.html", {"error": str(error)}, status=400)
    period = f"{asked.period.starts_on}_{asked.period.ends_on}"
    return _csv(found, f"{name}{'_rows' if rows else ''}_{period}.csv")


def _csv(found: Answer, file_name: str) -> StreamingHttpResponse:
    lines = (tuple(row.values()) for batch in found.arrow.to_batches() for row in batch.to_pylist())
    response = StreamingHttpResponse(
        write_csv(lines, found.arrow.column_names), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def _asked(name: str, query: QueryDict) -> FigureAsked:
    if name not in METRICS:
        raise Http404
    return FigureAsked(
        name,
        Period(_day(query, "from"), _day(query, "to")),
        modes=tuple(mode for mode in query.getlist("mode") if mode),
        every=query.get("every") or None,
        span=_whole(query, "span"),
        by=query.get("by") or None,
    )


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

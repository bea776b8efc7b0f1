"""Files to take along: CSV and Excel as the reader's own spreadsheet opens them, JSON for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from tempfile import TemporaryFile
from typing import TypeVar

from django.conf import settings
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.utils import translation

from karn.platform.sheets import style_for, write_csv
from karn.platform.workbooks import MEDIA_TYPE, write_xlsx

Piece = TypeVar("Piece")
Table = tuple[Sequence[object], Iterable[Sequence[object]]]
"""Headings and rows."""


def table_file(request: HttpRequest, table: Callable[[], Table], name: str) -> StreamingHttpResponse:
    """Send a table as the file its address ends with: `….xlsx` for Excel, else CSV. `name` has no ending."""
    if request.path.endswith(".xlsx"):
        return xlsx_file(request, table, f"{name}.xlsx")
    return csv_file(request, table, f"{name}.csv")


def xlsx_file(request: HttpRequest, table: Callable[[], Table], name: str) -> StreamingHttpResponse:
    """Send a table as an Excel file, in the reader's language or the one the address asks for."""
    file = TemporaryFile()  # noqa: SIM115 (the response closes it)
    with translation.override(_language(request)):
        headings, rows = table()
        write_xlsx(file, rows, headings, name=name.partition(".")[0])
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=MEDIA_TYPE)


def csv_file(request: HttpRequest, table: Callable[[], Table], name: str) -> StreamingHttpResponse:
    """Send a table as a CSV file, in the reader's language or the one the address asks for (`lang=en`).

    Dutch and Swedish files have semicolons and decimal commas: so their spreadsheets read them. Programs
    ask for `lang=en` and get commas and points, whoever logs in.
    """
    language = _language(request)
    with translation.override(language):
        headings, rows = table()
    pieces = _spoken(language, write_csv(rows, headings, style_for(language)))
    response = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("lang", "")
    return asked if asked in dict(settings.LANGUAGES) else (translation.get_language() or "en")


def _spoken(language: str, pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Make each piece in `language`: a stream is written when the page's own language is gone."""
    while True:
        with translation.override(language):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece

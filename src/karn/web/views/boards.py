"""Boards for Trello and from Trello."""

from __future__ import annotations

import json
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from karn.apps.care.actions.boards import (
    discard_board,
    guesses_of,
    receive_board,
    take_in_board,
    undo_board,
)
from karn.apps.care.models.boards import BoardImport
from karn.apps.care.models.problems import ProblemStatus
from karn.apps.care.queries.boards import (
    Plan,
    board_import_for,
    board_imports_of,
    board_json,
    customers_with_problems,
    plan_of,
)
from karn.apps.care.rules.problems import STATUSES
from karn.apps.care.rules.trello import MOST_BYTES, Board
from karn.apps.company.rules.trades import Station
from karn.apps.customers.models import Customer
from karn.apps.people.actions.audit import record
from karn.apps.people.rules import Deed, Event
from karn.kernel.errors import BadInput, KarnError
from karn.platform.wording import in_words
from karn.web.access import needs, note_seen, person_of
from karn.web.station_pages import at_station, customer_or_404
from karn.web.undo import offer_undo

SHOWN = 200
"""So many cards are shown before a board is taken in."""


@needs(Deed.EXPORT)
@require_GET
@at_station(Station.PROBLEMS)
def problem_board(request: HttpRequest, number: int) -> HttpResponse:
    """Hand out a customer's board as Trello's JSON."""
    customer = customer_or_404(request, number)
    return _board_file(request, [customer], customer.name, f"board-{customer.pk}", customer)


@needs(Deed.EXPORT)
@require_GET
@at_station(Station.PROBLEMS)
def all_boards(request: HttpRequest) -> HttpResponse:
    """Hand out the boards of all customers this person may see as one, the customer's name on each card."""
    customers = customers_with_problems(person_of(request))
    return _board_file(request, customers, _("Problems"), "boards", None)


def _board_file(
    request: HttpRequest, customers: list[Customer], name: str, file: str, about: Customer | None
) -> HttpResponse:
    now = timezone.now()
    record(by=person_of(request), deed=Event.BOARD_EXPORTED, about=about, at=now, detail=str(len(customers)))
    url = request.build_absolute_uri(
        reverse("customer_problems", args=[about.pk]) if about else reverse("problems")
    )
    board = board_json(customers, one=about is not None, name=name, zone=_zone(), url=url)
    text = json.dumps(board, ensure_ascii=False, indent=1)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file}-{timezone.localdate(now)}.json"'
    return response


def _zone() -> ZoneInfo:
    return ZoneInfo(timezone.get_current_timezone_name())


@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.PROBLEMS)
def import_board(request: HttpRequest, number: int) -> HttpResponse:
    """Receive a board for a customer; list those that came before."""
    customer, error = customer_or_404(request, number), ""
    if request.method == "POST":
        try:
            received = receive_board(
                customer=customer, data=_sent(request), zone=_zone(), by=person_of(request), at=timezone.now()
            )
        except KarnError as refused:
            error = in_words(refused)
        else:
            return redirect("board_import", received.pk)
    note_seen(request, customer, what="problems")
    shown = {"customer": customer, "error": error, "imports": board_imports_of(customer)}
    return render(request, "problems/import.html", shown, status=400 if error else 200)


def _sent(request: HttpRequest) -> bytes:
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise BadInput("Choose a file.")
    if (file.size or 0) > MOST_BYTES:
        raise BadInput("The file is larger than 5 MB.")
    return bytes(file.read())


@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.PROBLEMS)
def board_import(request: HttpRequest, number: int) -> HttpResponse:
    """Show what taking in a board would do, with the columns chosen; or take it in."""
    received = _received(request, number)
    if not received.is_waiting:
        return redirect("import_board", received.customer_id)
    board, now = Board.kept(received.board), timezone.now()
    lists, today = _lists(request, board), timezone.localdate(now)
    statuses = {one["id"]: one["status"] for one in lists}
    if request.method == "POST" and request.POST.get("do") == "take":
        return _take_in(request, received, statuses)
    plan = plan_of(board, statuses, customer=received.customer, on=today)
    return render(request, "problems/preview.html", _preview(received, board, plan, lists))


def _take_in(request: HttpRequest, received: BoardImport, statuses: dict[str, str]) -> HttpResponse:
    now = timezone.now()
    try:
        taken = take_in_board(
            received=received, statuses=statuses, by=person_of(request), on=timezone.localdate(now), at=now
        )
    except KarnError as error:
        messages.error(request, in_words(error))
    else:
        told = _("%(made)s new, %(changed)s changed") % {"made": taken.made, "changed": taken.changed}
        offer_undo(request, told, reverse("undo_board", args=[taken.pk]))
    return redirect("customer_problems", received.customer_id)


def _lists(request: HttpRequest, board: Board) -> list[dict[str, str]]:
    """Return the board's lists in their order, and the column of each: as chosen, else as its name sounds."""
    guesses = guesses_of(board)
    found = []
    for place, (number, name) in enumerate(board.lists.items()):
        chosen = request.POST.get(f"list-{place}", "")
        status = chosen if chosen in STATUSES else guesses[number]
        found.append({"id": number, "number": str(place), "name": name, "status": status})
    return found


def _preview(received: BoardImport, board: Board, plan: Plan, lists: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "received": received,
        "customer": received.customer,
        "board": board,
        "plan": plan,
        "steps": plan.steps[:SHOWN],
        "more": max(0, len(plan.steps) - SHOWN),
        "lists": lists,
        "statuses": ProblemStatus.choices,
    }


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.PROBLEMS)
def undo_import(request: HttpRequest, number: int) -> HttpResponse:
    """Take a board back that was taken in."""
    received = _received(request, number)
    try:
        left = undo_board(received=received, by=person_of(request), at=timezone.now())
    except KarnError as error:
        messages.error(request, in_words(error))
    else:
        messages.success(request, _("The board is taken back."))
        if left:
            told = ngettext(
                "%(n)d problem was changed since and stays.",
                "%(n)d problems were changed since and stay.",
                left,
            )
            messages.warning(request, told % {"n": left})
    return redirect("customer_problems", received.customer_id)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.PROBLEMS)
def discard_import(request: HttpRequest, number: int) -> HttpResponse:
    """Throw away what was read and not taken in."""
    received = _received(request, number)
    discard_board(received=received)
    return redirect("customer_problems", received.customer_id)


def _received(request: HttpRequest, number: int) -> BoardImport:
    found = board_import_for(person_of(request), number)
    if found is None:
        raise Http404
    return found

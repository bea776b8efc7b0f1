"""Win-back: who may be asked, why the others may not, what they are told, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from karn.apps.company.rules.trades import Station
from karn.apps.customers.queries import customers_visible_to
from karn.apps.people.rules import Deed, Event
from karn.apps.plays.actions import win_back as actions
from karn.apps.plays.models.win_back import Asking, WinBackHabits, WinBackText
from karn.apps.plays.queries.win_back import (
    LARGEST,
    PAGE,
    Former,
    asking_for,
    askings_visible_to,
    board_of,
    counted,
    texts_kept,
    win_back_habits,
)
from karn.apps.plays.rules.win_back import WHY_NAMES, Why
from karn.kernel.errors import BadInput, KarnError
from karn.platform.versions import ChangedMeanwhile
from karn.platform.wording import in_words
from karn.web.access import needs, person_of
from karn.web.forms.win_back import (
    WinBackHabitsForm,
    WinBackTextForm,
    texts_of_text,
    texts_of_win_back,
)
from karn.web.listings import Listing, list_as_file
from karn.web.station_pages import at_station
from karn.web.undo import offer_undo
from karn.web.words.journal import history_in_words


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.WIN_BACK)
def win_back(request: HttpRequest) -> HttpResponse:
    """Show who may be asked to come back; the others by reason, one click away; and what came of it."""
    person = person_of(request)
    board = board_of(person, on=timezone.localdate())
    why = request.GET.get("why", "")
    others = [one for one in board.others if one.why == why]
    askings = list(askings_visible_to(person))
    page = {
        "board": board,
        "may": board.may[:PAGE],
        "why": why,
        "why_name": WHY_NAMES[Why(why)] if why in list(Why) else "",
        "others": others[:PAGE],
        "more": len(board.may) > PAGE or len(others) > PAGE,
        "counts": [(code, WHY_NAMES[Why(code)], many) for code, many in board.counts.items()],
        "texts": texts_kept(),
        "askings": askings[:PAGE],
        "results": counted(askings),
    }
    return render(request, "win_back/win_back.html", page)


def _may(request: HttpRequest) -> Iterable[Former]:
    return board_of(person_of(request), on=timezone.localdate()).may


def _others(request: HttpRequest) -> Iterable[Former]:
    why, others = request.GET.get("why", ""), board_of(person_of(request), on=timezone.localdate()).others
    return [one for one in others if not why or one.why == why]


MAY = list_as_file(
    Listing[Former](
        name="win_back",
        address="win-back/may",
        rows=_may,
        event=Event.LIST_EXPORTED,
        columns=[
            (gettext_lazy("Customer"), lambda one: one.customer.name),
            (gettext_lazy("Left"), lambda one: one.left_on),
            (gettext_lazy("Paid a month"), lambda one: one.paid),
            (gettext_lazy("Address"), lambda one: one.about.email if one.about else ""),
            (gettext_lazy("May be called"), lambda one: one.may_call),
        ],
    )
)
OTHERS = list_as_file(
    Listing[Former](
        name="win_back_not",
        address="win-back/not",
        rows=_others,
        event=Event.LIST_EXPORTED,
        columns=[
            (gettext_lazy("Customer"), lambda one: one.customer.name),
            (gettext_lazy("Left"), lambda one: one.left_on),
            (gettext_lazy("Why not"), lambda one: str(WHY_NAMES[one.why]) if one.why else ""),
        ],
    )
)
ASKED = list_as_file(
    Listing[Asking](
        name="win_back_asked",
        address="win-back/asked",
        rows=lambda request: askings_visible_to(person_of(request)),
        event=Event.LIST_EXPORTED,
        columns=[
            (gettext_lazy("Customer"), lambda one: one.customer.name),
            (gettext_lazy("Left"), lambda one: one.left_on),
            (gettext_lazy("Asked"), lambda one: one.asked_on),
            (gettext_lazy("How"), lambda one: one.get_way_display()),
            (gettext_lazy("What came of it"), lambda one: one.outcome.label),
            (gettext_lazy("Came back"), lambda one: one.back_on),
        ],
    )
)


@require_POST
@needs(Deed.ASK_CUSTOMERS)
@at_station(Station.WIN_BACK)
def ask_back(request: HttpRequest) -> HttpResponse:
    """Ask those who were chosen, one after the other, as long as nothing stands against it."""
    person, now, today = person_of(request), timezone.now(), timezone.localdate()
    way = "call" if "call" in request.POST else "mail"
    chosen = request.POST.getlist("call" if way == "call" else "customer")
    numbers = [int(one) for one in chosen if one.isascii() and one.isdecimal() and int(one) <= LARGEST]
    asked = 0
    for customer in customers_visible_to(person).filter(pk__in=numbers[:PAGE]).order_by("pk"):
        try:
            actions.ask_back(customer=customer, way=way, by=person, on=today, at=now)
        except KarnError as error:
            messages.error(request, in_words(error))
            break
        asked += 1
    if asked and way == "mail":
        said = ngettext("%(n)d mail is in the outbox.", "%(n)d mails are in the outbox.", asked)
        messages.success(request, said % {"n": asked})
    elif asked:
        messages.success(request, _("The call stands on somebody's day."))
    elif not numbers:
        messages.error(request, _("Choose somebody."))
    return redirect("win_back")


@require_POST
@needs(Deed.ASK_CUSTOMERS)
@at_station(Station.WIN_BACK)
def answer_win_back(request: HttpRequest, number: int) -> HttpResponse:
    """Remember that they said no, or take that back."""
    its, no = _asking(request, number), request.POST.get("no") != "0"
    actions.say_no(asking=its, no=no, by=person_of(request), on=timezone.localdate(), at=timezone.now())
    said = _("Noted: they are not asked again.") if no else _("Noted: they said nothing yet.")
    messages.success(request, said)
    return redirect("win_back")


@require_POST
@needs(Deed.ASK_CUSTOMERS)
@at_station(Station.WIN_BACK)
def drop_win_back_call(request: HttpRequest, number: int) -> HttpResponse:
    """Take back that somebody is called, or bring it back."""
    dropped = request.POST.get("drop") != "0"
    its = _asking(request, number, removed=True)
    try:
        actions.drop_call(asking=its, dropped=dropped, by=person_of(request), at=timezone.now())
    except BadInput as error:
        messages.error(request, in_words(error))
    else:
        messages.success(request, _("Nobody calls them.") if dropped else _("They are called."))
    return redirect("win_back")


@needs(Deed.CHANGE_COMPANY)
@at_station(Station.WIN_BACK)
def win_back_habits_page(request: HttpRequest) -> HttpResponse:
    """Say when and how many are asked."""
    habits = win_back_habits()
    if request.method != "POST":
        return _habits(request, WinBackHabitsForm(habits=habits))
    form = WinBackHabitsForm(request.POST, habits=habits)
    if not form.is_valid():
        return _habits(request, form, 400)
    try:
        actions.change_win_back_habits(
            facts=form.cleaned_data, by=person_of(request), at=timezone.now(), seen=form.seen
        )
    except ChangedMeanwhile as error:
        if isinstance(error.stored, WinBackHabits):
            form.meet(error.stored.version, texts_of_win_back(error.stored))
        return _habits(request, form, 409)
    messages.success(request, _("Stored."))
    return redirect("win_back")


def _habits(request: HttpRequest, form: WinBackHabitsForm, status: int = 200) -> HttpResponse:
    return render(request, "win_back/habits.html", {"form": form}, status=status)


@needs(Deed.KEEP_SURVEYS)
@at_station(Station.WIN_BACK)
def new_win_back_text(request: HttpRequest) -> HttpResponse:
    """Write what a segment of those who left is told."""
    return _text_page(request, None)


@needs(Deed.KEEP_SURVEYS)
@at_station(Station.WIN_BACK)
def win_back_text(request: HttpRequest, number: int) -> HttpResponse:
    """Change what a segment is told; 409 with both values when somebody else did meanwhile."""
    return _text_page(request, _text(number))


def _text_page(request: HttpRequest, text: WinBackText | None) -> HttpResponse:
    person = person_of(request)
    if request.method != "POST":
        return _text_form(request, text, WinBackTextForm(text=text, person=person))
    form = WinBackTextForm(request.POST, text=text, person=person)
    if not form.is_valid():
        return _text_form(request, text, form, 400)
    try:
        actions.write_text(text=text, **form.told, by=person, at=timezone.now(), seen=form.seen)
    except ChangedMeanwhile as error:
        if isinstance(error.stored, WinBackText):
            form.meet(error.stored.version, texts_of_text(error.stored))
        return _text_form(request, text, form, 409)
    except BadInput as error:
        form.add_error(None, in_words(error))
        return _text_form(request, text, form, 400)
    messages.success(request, _("Stored."))
    return redirect("win_back")


def _text_form(
    request: HttpRequest, text: WinBackText | None, form: WinBackTextForm, status: int = 200
) -> HttpResponse:
    shown = {"text": text, "form": form, "changes": history_in_words(text)}
    return render(request, "win_back/text.html", shown, status=status)


@require_POST
@needs(Deed.KEEP_SURVEYS)
@at_station(Station.WIN_BACK)
def remove_win_back_text(request: HttpRequest, number: int) -> HttpResponse:
    """Throw a text away; it can be brought back."""
    actions.remove_text(text=_text(number), removed=True, by=person_of(request), at=timezone.now())
    offer_undo(request, _("The text is gone."), reverse("restore_win_back_text", args=[number]))
    return redirect("win_back")


@require_POST
@needs(Deed.KEEP_SURVEYS)
@at_station(Station.WIN_BACK)
def restore_win_back_text(request: HttpRequest, number: int) -> HttpResponse:
    """Bring a text back."""
    actions.remove_text(text=_text(number), removed=False, by=person_of(request), at=timezone.now())
    messages.success(request, _("The text is back."))
    return redirect("win_back")


def _text(number: int) -> WinBackText:
    found = WinBackText.objects.filter(pk=number).first() if number <= LARGEST else None
    if found is None:
        raise Http404
    return found


def _asking(request: HttpRequest, number: int, *, removed: bool = False) -> Asking:
    found = asking_for(person_of(request), number, removed=removed)
    if found is None:
        raise Http404
    return found

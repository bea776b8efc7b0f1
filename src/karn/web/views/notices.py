"""Notices and withdrawals, for those who work here: the list, one of them, and those that came by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from karn.apps.company.queries import current_company, local_day
from karn.apps.company.rules.trades import Station
from karn.apps.contracts.models import Subscription
from karn.apps.customers.models import Customer
from karn.apps.farewell.actions import verification
from karn.apps.farewell.actions.declarations import make_cancel_link, receive_declaration
from karn.apps.farewell.actions.procedures import mark_read
from karn.apps.farewell.actions.receipts import lines_of
from karn.apps.farewell.actions.settling import undo_declaration
from karn.apps.farewell.actions.withdrawals import keep_declaration_tasks, mark_refunded
from karn.apps.farewell.models.declarations import Declaration, Sort, Way
from karn.apps.farewell.queries.declarations import (
    PAGE,
    address_of,
    choose_state,
    customers_to_match,
    declaration_for,
    declarations_for,
    declared_with,
    running_contracts,
)
from karn.apps.farewell.queries.ends import told_lines
from karn.apps.farewell.queries.procedures import has_read, procedure_in, readers_now, version_now
from karn.apps.farewell.rules.declarations import PERSONAL_TIME, Wrong, read_declaration
from karn.apps.farewell.rules.packs import pack_of
from karn.apps.people.rules import Deed, Event
from karn.kernel.errors import BadInput
from karn.platform.wording import in_words
from karn.web.access import needs, note_seen, person_of
from karn.web.asked import word_asked
from karn.web.listings import Listing, list_as_file
from karn.web.public_page import NAMES
from karn.web.station_pages import at_station, customer_or_404
from karn.web.undo import offer_undo

STATES = ("open", "verified", "ended", "undone", "all")
FIELDS = ("wanted_on", "receipt_to", "extraordinary", "reason")
ASKED = ("kind", "identity", "contract", "wanted_on", "receipt")
WAYS = tuple(way for way in Way if way != Way.PAGE)


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.GOODBYE)
def notices(request: HttpRequest) -> HttpResponse:
    """Show who gave notice or withdrew, those to do something about first."""
    state = _state(request)
    rows, q = list(_rows(request)[: PAGE + 1]), word_asked(request.GET, "q")
    page = {
        "q": q, "kept": urlencode({"state": state} | ({"q": q} if q else {})),
        "closable": any(one.is_unconfirmed for one in rows),
        "declarations": rows[:PAGE], "more": len(rows) > PAGE, "state": state, "states": _states(),
        "today": timezone.localdate(), "has_read": has_read(person_of(request)),
    }  # fmt: skip
    return render(request, "goodbye/declarations.html", page)


def _state(request: HttpRequest) -> str:
    state = word_asked(request.GET, "state")
    return state if state in STATES else "open"


def _states() -> list[tuple[str, str]]:
    names = (_("To do"), _("Under way"), _("Ended"), _("Taken back"), _("All"))
    return list(zip(STATES, names, strict=True))


def _rows(request: HttpRequest) -> QuerySet[Declaration]:
    its = choose_state(declarations_for(person_of(request)), _state(request), on=timezone.localdate())
    return declared_with(its, word_asked(request.GET, "q"))


def all_listed(request: HttpRequest, *, limit: int) -> list[int]:
    """Return the ids of all that the list matches, at most `limit`."""
    return list(_rows(request).values_list("pk", flat=True)[:limit])


def _listed(request: HttpRequest) -> Iterable[Declaration]:
    return _rows(request)


DECLARATIONS = list_as_file(
    Listing[Declaration](
        name="notices",
        address="goodbyes/notices",
        rows=_listed,
        event=Event.LIST_EXPORTED,
        columns=[
            (gettext_lazy("Receipt number"), lambda one: one.reference),
            (gettext_lazy("Kind"), lambda one: one.get_sort_display()),
            (gettext_lazy("How"), lambda one: one.get_way_display()),
            (gettext_lazy("State"), lambda one: one.get_state_display()),
            (gettext_lazy("Customer"), lambda one: one.customer.name if one.customer else ""),
            (gettext_lazy("Name given"), lambda one: one.name),
            (gettext_lazy("Contract"), lambda one: one.contract),
            (gettext_lazy("Received"), lambda one: one.received_at),
            (gettext_lazy("Ends"), lambda one: one.ends_on),
            (gettext_lazy("Taken back"), lambda one: one.undone_at),
            (gettext_lazy("Refund until"), lambda one: one.refund_due_on),
            (gettext_lazy("Refunded"), lambda one: one.refunded_at),
        ],
    )
)


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.GOODBYE)
def notice_page(request: HttpRequest, number: int) -> HttpResponse:
    """Show one declaration, and what is to be done about it."""
    return _shown(request, _declaration(request, number))


def _shown(request: HttpRequest, its: Declaration, status: int = 200) -> HttpResponse:
    if its.customer is not None:
        note_seen(request, its.customer, what="notice")
    text = word_asked(request.GET, "q") or its.contract or its.receipt_to
    found = customers_to_match(person_of(request), text) if its.is_open else []
    if its.is_open and its.customer is not None and its.customer not in found:
        found.insert(0, its.customer)
    matter, *said = lines_of(its)
    page = {
        "declaration": its,
        # The receipt speaks to who declared; here one of us reads it.
        "lines": [(_("What they declared"), matter[1]), *said],
        "calculation": told_lines(its.told),
        "last_day": its.last_day,
        "found": found,
        "q": word_asked(request.GET, "q"),
        "today": timezone.localdate(),
        "ended": its.has_ended(timezone.localdate()),
        "is_final": its.is_final(timezone.localdate(), timezone.now()),
    }
    return render(request, "goodbye/declaration.html", page, status=status)


def _declaration(request: HttpRequest, number: int) -> Declaration:
    its = declaration_for(person_of(request), number)
    if its is None:
        raise Http404
    return its


def _did(request: HttpRequest, number: int, do: Callable[[], object], said: str) -> HttpResponse:
    try:
        do()
    except BadInput as error:
        messages.error(request, in_words(error))
    else:
        messages.success(request, said)
    return redirect("notice_page", number)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.GOODBYE)
def match_notice(request: HttpRequest, number: int) -> HttpResponse:
    """Say whose a declaration is: it takes effect."""
    its = _declaration(request, number)
    told = word_asked(request.POST, "customer")
    customer = customer_or_404(request, int(told) if told.isascii() and told.isdigit() else 0)
    person, at = person_of(request), timezone.now()
    try:
        verification.match_declaration(
            declaration=its.pk, customer=customer, subscription=None, by=person, at=at,
            seen=word_asked(request.POST, "version"),
        )  # fmt: skip
    except BadInput as error:
        messages.error(request, in_words(error))
    else:
        offer_undo(request, _("It is theirs, and takes effect."), reverse("undo_notice", args=[number]))
    return redirect("notice_page", number)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.GOODBYE)
def undo_notice(request: HttpRequest, number: int) -> HttpResponse:
    """Take a declaration back, at the declarer's word or because it was a mistake."""
    its, person = _declaration(request, number), person_of(request)
    return _did(
        request,
        number,
        lambda: undo_declaration(declaration=its.pk, by=person, at=timezone.now()),
        _("Taken back: what it would have ended goes on."),
    )


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.GOODBYE)
def close_notice(request: HttpRequest, number: int) -> HttpResponse:
    """Close a declaration that is nobody's here, with a reason."""
    its, person, why = _declaration(request, number), person_of(request), word_asked(request.POST, "why")
    try:
        verification.close_declaration(declaration=its.pk, why=why, by=person, at=timezone.now())
    except BadInput as error:
        messages.error(request, in_words(error))
    else:
        offer_undo(request, _("Closed."), reverse("open_notice", args=[number]))
    return redirect("notice_page", number)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.GOODBYE)
def open_notice(request: HttpRequest, number: int) -> HttpResponse:
    """Open a closed declaration again."""
    its, person = _declaration(request, number), person_of(request)
    return _did(
        request,
        number,
        lambda: verification.open_again(declaration=its.pk, by=person, at=timezone.now()),
        _("Open again."),
    )


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.GOODBYE)
def decide_notice(request: HttpRequest, number: int) -> HttpResponse:
    """Decide about a withdrawal that came late."""
    its, person = _declaration(request, number), person_of(request)
    as_notice = word_asked(request.POST, "as") != "withdrawal"
    return _did(
        request,
        number,
        lambda: verification.decide_late(
            declaration=its.pk, as_notice=as_notice, by=person, at=timezone.now()
        ),
        _("Stored."),
    )


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.GOODBYE)
def refund_notice(request: HttpRequest, number: int) -> HttpResponse:
    """Note that the money of a withdrawal was paid back."""
    its, at = _declaration(request, number), timezone.now()
    mark_refunded(number=its.pk, is_done=its.refunded_at is None, by=person_of(request), at=at)
    keep_declaration_tasks(at=at)
    messages.success(request, _("Stored."))
    return redirect("notice_page", number)


@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.GOODBYE)
def enter_notice(request: HttpRequest) -> HttpResponse:
    """Write down a notice that came by phone, mail, letter or in a talk: with the same receipt."""
    told = word_asked(request.GET, "customer")
    if not (told.isascii() and told.isdigit()):
        text = word_asked(request.GET, "q")
        found = customers_to_match(person_of(request), text)
        return render(request, "goodbye/enter.html", {"q": text, "found": found})
    customer = customer_or_404(request, int(told))
    contracts = running_contracts(customer.pk, on=timezone.localdate())
    return (
        _entered(request, customer, contracts)
        if request.method == "POST"
        else _entry(request, customer, contracts)
    )


def _entry(
    request: HttpRequest, customer: Customer, contracts: list[Subscription], wrong: Wrong | None = None
) -> HttpResponse:
    pack = pack_of(customer.country or current_company().country)
    page = {
        "customer": customer,
        "contracts": contracts if len(contracts) > 1 else [],
        "ways": WAYS,
        "now": f"{timezone.localtime():%Y-%m-%dT%H:%M}",
        "fields": request.POST if wrong else {"receipt_to": customer.email},
        "wrong": wrong or {},
        "withdrawal_days": pack.withdrawal_days,
        "asks_cause": not current_company().health_data,
    }
    return render(request, "goodbye/enter.html", page, status=400 if wrong else 200)


def _entered(request: HttpRequest, customer: Customer, contracts: list[Subscription]) -> HttpResponse:
    company, at, given = current_company(), timezone.now(), request.POST
    fields = {name: word_asked(given, name) for name in FIELDS}
    said, wrong = read_declaration(
        fields, asked=ASKED, known=True, on=local_day(at, company), with_cause=not company.health_data
    )
    if not fields["receipt_to"].strip():
        wrong.pop("receipt_to", None)  # who has no address gets the receipt on paper
    received_at = _received_at(word_asked(given, "received_at"), company.zone, at, wrong)
    if wrong:
        return _entry(request, customer, contracts, wrong)
    chosen = [
        one for one in contracts if len(contracts) == 1 or str(one.pk) == word_asked(given, "subscription")
    ]
    language, way, sort = customer.language[:2] or company.language[:2], given.get("way"), given.get("sort")
    made = receive_declaration(
        sort=Sort(sort) if sort in Sort.values else Sort.CANCEL, said=said, customer=customer,
        subscription=chosen[0] if chosen else None, language=language if language in NAMES else "en",
        way=Way(way) if way in WAYS else Way.PHONE, received_at=received_at, by=person_of(request), at=at,
    )  # fmt: skip
    undo = reverse("undo_notice", args=[made.declaration.pk])
    offer_undo(request, _("It is received; the receipt is on its way."), undo)
    return redirect("notice_page", made.declaration.pk)


def _received_at(text: str, zone: str, at: datetime, wrong: Wrong) -> datetime:
    """Return when it arrived; not later than now, and not more than a year ago."""
    try:
        told = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)) if text else at
    except ValueError:
        told = at + timedelta(days=2)
    if not at - timedelta(days=366) <= told < at + timedelta(minutes=2):
        wrong["received_at"] = _("Say when it arrived: within the last year, and not later than now.")
        return at
    return min(told, at)


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.GOODBYE)
def procedure(request: HttpRequest) -> HttpResponse:
    """Show us what customers read about leaving, word for word; who of us read it."""
    person = person_of(request)
    if request.method == "POST":
        if mark_read(by=person, seen=word_asked(request.POST, "version"), at=timezone.now()):
            messages.success(request, _("Stored: you read it."))
        else:
            messages.error(request, _("It changed meanwhile: please read it once more."))
        return redirect("procedure")
    page = {
        "sections": procedure_in((get_language() or "en")[:2]).sections,
        "version": version_now(), "has_read": has_read(person), "readers": readers_now(),
    }  # fmt: skip
    return render(request, "goodbye/procedure.html", page)


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.GOODBYE)
def embed(request: HttpRequest) -> HttpResponse:
    """Give the HTML of the two buttons for one's own site, per language."""
    pack, at = pack_of(current_company().country), request.build_absolute_uri("/").rstrip("/")
    page = {
        "languages": [
            {"name": name, "code": code, "labels": pack.label(code)} for code, name in NAMES.items()
        ],
        "address": at,
    }
    return render(request, "goodbye/embed.html", page)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.GOODBYE)
def personal_cancel_link(request: HttpRequest, number: int) -> HttpResponse:
    """Make a customer's personal link to the page on which one leaves, and show it this once."""
    customer = customer_or_404(request, number)
    secret = make_cancel_link(customer=customer, at=timezone.now())
    page = {"customer": customer, "address": address_of("cancel", secret), "days": PERSONAL_TIME.days}
    return render(request, "goodbye/personal_link.html", page)

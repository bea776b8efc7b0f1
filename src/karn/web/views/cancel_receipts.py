"""The receipt of a declaration, and the page on which the address on file confirms it or takes it back.

Opening either never acts.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from karn.apps.company.models import Company
from karn.apps.company.queries import local_day
from karn.apps.exits.actions.invitations import exit_link
from karn.apps.farewell.actions.receipts import lines_of, withdrawn_lines
from karn.apps.farewell.actions.settling import undo_declaration
from karn.apps.farewell.actions.verification import confirm_by_code, send_code_again
from karn.apps.farewell.models.declarations import Declaration, Proof, State, Way
from karn.apps.farewell.queries.declarations import NOTICE, RECEIPT, opened_declaration
from karn.apps.farewell.queries.ends import told_lines
from karn.apps.farewell.rules.receipts import day_words, matter_of, moment_words
from karn.kernel.errors import BadInput
from karn.platform.wording import in_words
from karn.web.asked import word_asked
from karn.web.public_page import public_page
from karn.web.views.cancel import SHEETS, public

MOST_ASKED, ASKED_KEPT = 3, 24 * 3600
"""So often a day one receipt leads to the questions: somebody may go back, a machine may not go on."""


@public
def receipt(request: HttpRequest, language: str, company: Company, token: str) -> HttpResponse:
    """Show the receipt to who declared. Of an end it tells only who was known from the beginning."""
    its = opened_declaration(token, purpose=RECEIPT, at=timezone.now())
    was_known = its.proof == Proof.LINK or its.way != Way.PAGE
    can_ask = its.proof == Proof.LINK
    if request.method == "POST" and can_ask:
        return _questions(request, its, language, company, token)
    told = _told(its, company) | {"ask": can_ask, "state": its.state}
    if not was_known:
        # Whether the address is known here, and what became of it, is the business of the address on file.
        told |= {"last_day": "", "calculation": [], "withdrawn": [], "undone": False, "state": ""}
    return public_page(request, "goodbye/receipt.html", told, language, sheets=SHEETS)


def _questions(
    request: HttpRequest, its: Declaration, language: str, company: Company, token: str
) -> HttpResponse:
    """Lead to the voluntary questions. No row says that somebody asked for them.

    Only where it is known who leaves: else anybody could fill in answers by giving notice of strangers.
    """
    at = timezone.now()
    name = f"asked:{sha256(token.encode()).hexdigest()}"
    asked = cache.get(name, 0)
    if asked >= MOST_ASKED:
        return HttpResponseRedirect(f"{request.path}?lang={language}")
    cache.set(name, asked + 1, ASKED_KEPT)
    left_on = its.ends_on or local_day(its.received_at, company)
    path = exit_link(customer_id=its.customer_id, left_on=left_on, language=language, at=at)
    return HttpResponseRedirect(path)


@public
def notice(request: HttpRequest, language: str, company: Company, token: str) -> HttpResponse:
    """Let who reads the mail at the address on file confirm a declaration, or take it back."""
    at = timezone.now()
    its = opened_declaration(token, purpose=NOTICE, at=at)
    wrong = ""
    can_ask = its.state == State.VERIFIED
    if request.method == "POST" and can_ask and word_asked(request.POST, "ask"):
        return _questions(request, its, language, company, token)
    if request.method == "POST":
        try:
            done = _do(request, its, at)
        except BadInput as error:
            its.refresh_from_db()
            wrong = in_words(error)
        else:
            return HttpResponseRedirect(f"{reverse('notice', args=[token])}?lang={language}{done}")
    told = _told(its, company) | {
        "wrong": wrong,
        "sent": request.GET.get("sent") == "1",
        "state": its.state,
        "ask": can_ask,
        "can_undo": its.undo_until is not None and at <= its.undo_until,
    }
    status = 400 if wrong else 200
    return public_page(request, "goodbye/notice.html", told, language, status=status, sheets=SHEETS)


def _do(request: HttpRequest, its: Declaration, at: datetime) -> str:
    match word_asked(request.POST, "do"):
        case "confirm":
            confirm_by_code(declaration=its.pk, code=word_asked(request.POST, "code"), at=at)
        case "undo":
            undo_declaration(declaration=its.pk, by=None, at=at)
        case "again":
            send_code_again(declaration=its.pk, at=at)
            return "&sent=1"
    return ""


def _told(its: Declaration, company: Company) -> dict[str, object]:
    is_verified = its.verified_at is not None and its.ends_on is not None
    last = its.ends_on - timedelta(days=1) if its.ends_on else None
    until = its.undo_until
    return {
        "company_name": company.name,
        "declaration": its,
        "matter": matter_of(its.sort),
        "lines": lines_of(its),
        "received": moment_words(its.received_at, company.zone),
        "last_day": day_words(last) if last and is_verified and not its.is_withdrawal else "",
        "calculation": told_lines(its.told) if is_verified else [],
        "withdrawn": withdrawn_lines(its),
        "undo_day": day_words(local_day(until, company)) if until else "",
        "undone": its.state == State.UNDONE,
    }

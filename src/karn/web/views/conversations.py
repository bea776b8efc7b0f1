"""What was said: logged within seconds, corrected, taken back, marked as answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from karn.apps.care.actions.talks import log_talk
from karn.apps.company.queries import working_days_until
from karn.apps.company.rules.trades import Station
from karn.apps.conversations import actions
from karn.apps.conversations.models import Conversation
from karn.apps.conversations.queries import (
    RECENT,
    changes_of_conversation,
    conversation_for,
    hint_for,
    may_change,
    waiting_for,
    waiting_page,
)
from karn.apps.customers.actions.rows import ChangedMeanwhile
from karn.apps.customers.models import Customer
from karn.apps.customers.queries import contacts_of, customers_visible_to
from karn.apps.desk.queries.matching import Wish, customers_matching
from karn.apps.desk.queries.search import customers_found
from karn.apps.people.models import Person
from karn.apps.people.queries import active_people
from karn.apps.people.rules import Deed
from karn.apps.segments.queries import segments_for
from karn.kernel.errors import KarnError
from karn.platform.wording import in_words
from karn.web.access import needs, person_of
from karn.web.asked import word_asked
from karn.web.back import back, safe_next
from karn.web.forms.conversations import ConversationForm, texts_of_conversation
from karn.web.forms.rows import as_text
from karn.web.frame import company_of
from karn.web.listings import Listing, list_as_file
from karn.web.saved_views import opening, segment_shown, team_codes, views_of
from karn.web.undo import offer_undo
from karn.web.views.customers import wish_of

_LARGEST = 2**63 - 1  # what a database holds


@needs(Deed.LOG_CONVERSATIONS)
def new_conversation(request: HttpRequest) -> HttpResponse:
    """Choose a customer, and log a conversation with it: as a page, or for the dialog over any page."""
    person, now = person_of(request), timezone.now()
    customer = _customer(person, request.POST.get("customer") or request.GET.get("customer", ""))
    if customer is None:
        return _choose(request, person)
    form = ConversationForm(customer, request.POST or None, texts=_texts(request, customer, now))
    if request.method == "POST" and form.is_valid():
        try:
            on = timezone.localdate(now)
            logged = log_talk(customer=customer, said=form.said(), **form.beside(), by=person, on=on, at=now)
        except KarnError as error:
            form.add_error(None, in_words(error))
        else:
            said = _("Logged: %(channel)s with %(customer)s.")
            told = said % {"channel": logged.get_channel_display().lower(), "customer": customer.name}
            offer_undo(request, told, reverse("remove_conversation", args=[logged.pk]))
            return back(request, reverse("customer", args=[customer.pk]))
    return _form(request, form, customer=customer)


def _choose(request: HttpRequest, person: Person) -> HttpResponse:
    search = request.GET.get("q", "")
    shown = {
        "search": search,
        "found": customers_found(search, person=person, limit=8),
        "next": safe_next(request),
    }
    if request.htmx:  # type: ignore[attr-defined]  # the middleware puts it there
        name = "conversations/choices.html" if "q" in request.GET else "conversations/choose.html"
        return render(request, name, shown)
    return render(request, "conversations/new.html", shown)


def _texts(request: HttpRequest, customer: Customer, now: datetime) -> dict[str, str]:
    """Return what stands in the form of a new conversation."""
    here = [contact for contact in contacts_of(customer) if contact.ends_on is None]
    asked = {name: request.GET[name] for name in ("channel", "direction") if name in request.GET}
    only = {"contact": str(here[0].pk)} if len(here) == 1 else {}
    return {"happened_at": as_text(now), **only, **asked}


def _form(request: HttpRequest, form: ConversationForm, status: int = 200, **shown: object) -> HttpResponse:
    promises = company_of(request).has(Station.EXPECTATIONS)
    page = {"form": form, "next": safe_next(request), "promises": promises, **shown}
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "conversations/form.html", page)
    return render(request, "conversations/new.html", page, status=400 if form.errors else status)


@needs(Deed.LOG_CONVERSATIONS)
def conversation(request: HttpRequest, number: int) -> HttpResponse:
    """Correct a conversation that this person logged."""
    person = person_of(request)
    logged = _conversation(person, number)
    if not may_change(logged, person):
        raise PermissionDenied(_("Only who logged this, or an administrator, can change it."))
    texts, status = texts_of_conversation(logged), 200
    form = ConversationForm(logged.customer, request.POST or None, version=logged.version, texts=texts)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_conversation(
                conversation=logged, said=form.said(), by=person, at=timezone.now(), seen=form.seen
            )
        except ChangedMeanwhile as error:
            if isinstance(error.stored, Conversation):
                form.meet(error.stored.version, texts_of_conversation(error.stored))
            status = 409
        except KarnError as error:
            form.add_error(None, in_words(error))
        else:
            messages.success(request, _("The conversation is changed."))
            return back(request, reverse("customer", args=[logged.customer_id]))
    shown = {"customer": logged.customer, "logged": logged, "changes": changes_of_conversation(logged)}
    return _form(request, form, status, **shown)


@needs(Deed.LOG_CONVERSATIONS)
@require_POST
def undo_conversation_change(request: HttpRequest, number: int, change: int) -> HttpResponse:
    """Take one change of a conversation back."""
    person = person_of(request)
    logged = _conversation(person, number)
    if change > _LARGEST:
        raise Http404
    if _do(request, actions.undo_conversation_change, conversation=logged, number=change, by=person):
        messages.success(request, _("The change is taken back."))
    return redirect("conversation", number)


@needs(Deed.LOG_CONVERSATIONS)
@require_POST
def remove_conversation(request: HttpRequest, number: int) -> HttpResponse:
    """Remove a conversation that this person logged; it can be brought back."""
    person = person_of(request)
    logged = _conversation(person, number)
    if _do(request, actions.remove_conversation, conversation=logged, by=person):
        offer_undo(request, _("The conversation is removed."), reverse("restore_conversation", args=[number]))
    return _away_from(request, logged)


@needs(Deed.LOG_CONVERSATIONS)
@require_POST
def restore_conversation(request: HttpRequest, number: int) -> HttpResponse:
    """Bring back a conversation that was removed."""
    person = person_of(request)
    logged = _conversation(person, number, removed=True)
    if _do(request, actions.restore_conversation, conversation=logged, by=person):
        messages.success(request, _("The conversation is back."))
    return back(request, reverse("customer", args=[logged.customer_id]))


@needs(Deed.LOG_CONVERSATIONS)
@require_POST
def mark_answered(request: HttpRequest, number: int) -> HttpResponse:
    """Mark what a customer asked as answered."""
    person = person_of(request)
    asked = _conversation(person, number)
    if _do(request, actions.mark_answered, conversation=asked, by=person):
        said = _("Answered: %(customer)s.") % {"customer": asked.customer.name}
        offer_undo(request, said, reverse("mark_waiting", args=[number]))
    return back(request, reverse("unanswered"))


@needs(Deed.LOG_CONVERSATIONS)
@require_POST
def mark_waiting(request: HttpRequest, number: int) -> HttpResponse:
    """Take back that it was answered."""
    person = person_of(request)
    asked = _conversation(person, number)
    if _do(request, actions.mark_waiting, conversation=asked, by=person):
        messages.success(request, _("It waits for an answer again."))
    return back(request, reverse("unanswered"))


@needs(Deed.SEE_CUSTOMERS)
def unanswered(request: HttpRequest) -> HttpResponse:
    """List what waits for an answer: what was asked lately, or longer ago; the longest waiting first."""
    if (opens := opening(request, "unanswered")) is not None:
        return opens
    person, now, asked = person_of(request), timezone.now(), _asked(request)
    mine, after = asked["mine"], word_asked(request.GET, "after")
    page = waiting_page(person=person, at=now, after=after, **asked)
    waited = working_days_until(timezone.localdate(now), company_of(request))
    rows = [(row, waited(timezone.localdate(row.happened_at))) for row in page.rows]
    others = waiting_for(person, at=now, **asked | {"older": not asked["older"]}).order_by().count()
    return render(
        request,
        "conversations/unanswered.html",
        {"rows": rows, "later": page.later, "mine": mine, "after": after}
        | {"older": asked["older"], "others": others, "recent": RECENT}
        | _narrowing(request, wish_of(request)),
    )


def _asked(request: HttpRequest) -> dict[str, Any]:
    """Return how the list of what waits is narrowed."""
    wish = wish_of(request)
    asked = Wish(owner=wish.owner, segment=wish.segment)
    among = customers_matching(asked, person=person_of(request), on=timezone.localdate())
    narrowed = bool(wish.owner or wish.segment)
    return {
        "mine": request.GET.get("who") == "me",
        "among": among if narrowed else None,
        "older": request.GET.get("age") == "older",
    }


def all_waiting(request: HttpRequest, *, limit: int) -> list[int]:
    """Return the ids of all that the list matches, the oldest first, at most `limit`."""
    found = waiting_for(person_of(request), at=timezone.now(), **_asked(request))
    return list(found.values_list("pk", flat=True)[:limit])


def _narrowing(request: HttpRequest, wish: Wish) -> dict[str, object]:
    """Return what the filter above a list of conversations shows."""
    person = person_of(request)
    asked = {"who": request.GET.get("who", ""), "owner": wish.owner, "segment": wish.segment}
    among = {name: value for name, value in asked.items() if value}
    age = "older" if request.GET.get("age") == "older" else ""
    return {
        "wish": wish,
        "kept": urlencode(among | ({"age": age} if age else {})),
        "other_age": urlencode(among if age else among | {"age": "older"}) or "view=all",
        "people": active_people(),
        "teams": team_codes(),
        "segments": segments_for(person),
        "segment": segment_shown(wish.segment, person=person, on=timezone.localdate()),
        "views": views_of(request, "unanswered"),
    }


@needs(Deed.LOG_CONVERSATIONS)
@require_POST
def note_hint(request: HttpRequest, number: int) -> HttpResponse:
    """Record with one tap what somebody noticed about a customer."""
    person = person_of(request)
    customer = _customer(person, str(number))
    if customer is None:
        raise Http404
    kind, words = request.POST.get("kind", ""), request.POST.get("words", "")
    try:
        hint = actions.note_hint(customer=customer, kind=kind, words=words, by=person, at=timezone.now())
    except KarnError as error:
        messages.error(request, in_words(error))
    else:
        said = _("Noted: %(what)s.") % {"what": hint.get_kind_display().lower()}
        offer_undo(request, said, reverse("remove_hint", args=[hint.pk]))
    return redirect("customer", customer.pk)


@needs(Deed.LOG_CONVERSATIONS)
@require_POST
def remove_hint(request: HttpRequest, number: int) -> HttpResponse:
    """Take back what somebody noticed."""
    person = person_of(request)
    hint = hint_for(person, number) if number <= _LARGEST else None
    if hint is None:
        raise Http404
    if _do(request, actions.remove_hint, hint=hint, by=person):
        messages.success(request, _("The note is gone."))
    return redirect("customer", hint.customer_id)


def _do(request: HttpRequest, act: Any, **given: Any) -> bool:
    """Do it now; where it cannot be done, say why."""
    try:
        act(**given, at=timezone.now())
    except KarnError as error:
        messages.error(request, in_words(error))
        return False
    return True


def _away_from(request: HttpRequest, logged: Conversation) -> HttpResponse:
    """Lead back, but not to the page of what is gone."""
    here = reverse("conversation", args=[logged.pk])
    customer = reverse("customer", args=[logged.customer_id])
    return redirect(customer) if safe_next(request).startswith(here) else back(request, customer)


def _customer(person: Person, number: str) -> Customer | None:
    """Return the customer with this number, None where none is asked; 404 for one that cannot be seen."""
    if not number:
        return None
    if not number.isdecimal() or len(number) > 18:
        raise Http404
    customer = customers_visible_to(person).filter(pk=int(number)).first()
    if customer is None:
        raise Http404
    return customer


def _conversation(person: Person, number: int, *, removed: bool = False) -> Conversation:
    found = conversation_for(person, number, removed=removed) if number <= _LARGEST else None
    if found is None:
        raise Http404
    return found


def _waiting(request: HttpRequest) -> list[tuple[Conversation, int]]:
    now = timezone.now()
    waited = working_days_until(timezone.localdate(now), company_of(request))
    found = waiting_for(person_of(request), at=now, **_asked(request))
    return [(row, waited(timezone.localdate(row.happened_at))) for row in found]


def _who_answers(said: Conversation) -> str:
    who = said.answerer or said.customer.owner
    return who.name if who else ""


UNANSWERED = list_as_file(
    Listing[tuple[Conversation, int]](
        name="unanswered",
        address="conversations/unanswered/unanswered",
        rows=_waiting,
        columns=[
            (gettext_lazy("Customer"), lambda row: row[0].customer.name),
            (gettext_lazy("Contact"), lambda row: row[0].contact and row[0].contact.name),
            (gettext_lazy("Asked"), lambda row: row[0].happened_at),
            (gettext_lazy("Channel"), lambda row: row[0].get_channel_display()),
            (gettext_lazy("Subject"), lambda row: row[0].subject),
            (gettext_lazy("Working days waited"), lambda row: row[1]),
            (gettext_lazy("Who answers"), lambda row: _who_answers(row[0])),
        ],
    )
)

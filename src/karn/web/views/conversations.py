"""What was said: logged within seconds, corrected, taken back, marked as answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from karn.apps.conversations import actions
from karn.apps.conversations.models import Channel, Conversation, Direction, HintKind
from karn.apps.conversations.queries import conversation_for, hint_for, may_change, waiting_page
from karn.apps.customers.models import Contact, Customer
from karn.apps.customers.queries import contacts_of, customers_visible_to
from karn.apps.desk.queries.search import customers_found
from karn.apps.people.models import Person
from karn.apps.people.queries import active_people
from karn.apps.people.rules import Deed
from karn.kernel.errors import KarnError
from karn.platform.wording import in_words
from karn.web.access import needs, person_of
from karn.web.back import back, safe_next
from karn.web.undo import offer_undo

_LARGEST = 2**63 - 1  # what a database holds


class ConversationForm(forms.Form):
    """What somebody says about a conversation with one customer."""

    channel = forms.ChoiceField(label=gettext_lazy("How"), choices=Channel.choices, initial=Channel.CALL)
    direction = forms.ChoiceField(
        label=gettext_lazy("Who began"), choices=Direction.choices, initial=Direction.OUT
    )
    happened_at = forms.DateTimeField(
        label=gettext_lazy("When"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    contact = forms.ModelChoiceField(
        label=gettext_lazy("With whom"),
        queryset=Contact.objects.none(),
        required=False,
        empty_label=gettext_lazy("Nobody in particular"),
    )
    subject = forms.CharField(label=gettext_lazy("About"), max_length=500, required=False)
    notes = forms.CharField(
        label=gettext_lazy("Notes"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    waits = forms.BooleanField(label=gettext_lazy("Still needs an answer"), required=False)
    answerer = forms.ModelChoiceField(
        label=gettext_lazy("Who answers"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=gettext_lazy("Whoever looks after the customer"),
    )
    hints = forms.MultipleChoiceField(
        label=gettext_lazy("Noticed something?"), choices=HintKind.choices, required=False
    )

    def __init__(self, customer: Customer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        its = {contact.pk for contact in contacts_of(customer)}
        self.fields["contact"].queryset = Contact.objects.filter(pk__in=its).order_by("name", "pk")  # type: ignore[attr-defined]
        self.fields["answerer"].queryset = active_people()  # type: ignore[attr-defined]
        for name in ("happened_at", "contact", "subject", "notes", "answerer"):
            widget = self.fields[name].widget
            widget.attrs["class"] = "form-select" if isinstance(widget, forms.Select) else "form-control"

    def said(self) -> actions.Said:
        """Return what was said, as the action wants it. Only after `is_valid`."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "hints"}
        return actions.Said(**given)


@needs(Deed.LOG_CONVERSATIONS)
def new_conversation(request: HttpRequest) -> HttpResponse:
    """Choose a customer, and log a conversation with it: as a page, or for the dialog over any page."""
    person, now = person_of(request), timezone.now()
    customer = _customer(person, request.POST.get("customer") or request.GET.get("customer", ""))
    if customer is None:
        return _choose(request, person)
    form = ConversationForm(customer, request.POST or None, initial=_initial(request, customer, now))
    if request.method == "POST" and form.is_valid():
        try:
            logged = actions.log_conversation(
                customer=customer, said=form.said(), hints=form.cleaned_data["hints"], by=person, at=now
            )
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


def _initial(request: HttpRequest, customer: Customer, now: datetime) -> dict[str, object]:
    here = [contact for contact in contacts_of(customer) if contact.ends_on is None]
    asked = {name: request.GET[name] for name in ("channel", "direction") if name in request.GET}
    only = here[0].pk if len(here) == 1 else None
    return {"happened_at": timezone.localtime(now), "contact": only, **asked}


def _form(request: HttpRequest, form: ConversationForm, **shown: object) -> HttpResponse:
    page = {"form": form, "next": safe_next(request), **shown}
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "conversations/form.html", page)
    return render(request, "conversations/new.html", page, status=400 if form.errors else 200)


@needs(Deed.LOG_CONVERSATIONS)
def conversation(request: HttpRequest, number: int) -> HttpResponse:
    """Correct a conversation that this person logged."""
    person = person_of(request)
    logged = _conversation(person, number)
    if not may_change(logged, person):
        raise PermissionDenied(_("Only who logged this, or an administrator, can change it."))
    form = ConversationForm(logged.customer, request.POST or None, initial=_stored(logged))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_conversation(
                conversation=logged, said=form.said(), by=person, at=timezone.now(), seen=_seen(request)
            )
        except KarnError as error:
            form.add_error(None, in_words(error))
        else:
            messages.success(request, _("The conversation is changed."))
            return back(request, reverse("customer", args=[logged.customer_id]))
    return _form(request, form, customer=logged.customer, logged=logged)


def _stored(logged: Conversation) -> dict[str, object]:
    names = ("channel", "direction", "contact", "subject", "notes", "answerer")
    return {
        **{name: getattr(logged, name) for name in names},
        "happened_at": timezone.localtime(logged.happened_at),
        "waits": not logged.is_answered,
    }


def _seen(request: HttpRequest) -> datetime | None:
    try:
        return datetime.fromisoformat(request.POST.get("seen", ""))
    except ValueError:
        return None


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
    """List what waits for an answer, the oldest first."""
    person, now = person_of(request), timezone.now()
    mine, after = request.GET.get("who") == "me", request.GET.get("after", "").replace("\x00", "")
    page = waiting_page(person=person, at=now, mine=mine, after=after)
    today = timezone.localdate(now)
    rows = [(row, (today - timezone.localdate(row.happened_at)).days) for row in page.rows]
    return render(
        request,
        "conversations/unanswered.html",
        {"rows": rows, "later": page.later, "mine": mine, "after": after},
    )


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
    if not number.isdecimal() or int(number) > _LARGEST:
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

"""Who may log in: the list, inviting, changing, switching off and on, links for a password."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from karn.apps.customers.queries import customers_by_owner
from karn.apps.people.actions.logins import LINK_LASTS, make_link
from karn.apps.people.actions.membership import change_person, invite_person, switch_off, switch_on
from karn.apps.people.actions.second_factors import reset_second_factor
from karn.apps.people.models import Cover, HandOver, Person
from karn.apps.people.queries.covers import covers_from
from karn.apps.people.queries.persons import all_people, latest_hand_overs, teams
from karn.apps.people.queries.second_factors import has_second_factor
from karn.apps.people.rules import Deed, Event
from karn.kernel.errors import KarnError
from karn.platform.versions import ChangedMeanwhile
from karn.platform.wording import in_words
from karn.web.access import needs, person_of
from karn.web.forms.people import InvitationForm, PersonForm, texts_of_person
from karn.web.listings import Listing, list_as_file
from karn.web.undo import offer_undo


@needs(Deed.SEE_PEOPLE)
def people(request: HttpRequest) -> HttpResponse:
    """List everybody, who covers whom, and the last hand-overs."""
    today = timezone.localdate()
    page = {
        "people": all_people(),
        "customers": customers_by_owner(),
        "covers": covers_from(today),
        "hand_overs": latest_hand_overs(),
        "today": today,
    }
    return render(request, "people/list.html", page)


@needs(Deed.CHANGE_PEOPLE)
def invite(request: HttpRequest) -> HttpResponse:
    """Let somebody in, and show the link with which a password is set: this once."""
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person, token = invite_person(**form.cleaned_data, by=person_of(request), at=timezone.now())
        except KarnError as error:
            form.add_error(None, in_words(error))
        else:
            return _link_page(request, person, token)
    page = {"form": form, "teams": teams()}
    return render(request, "people/invite.html", page, status=400 if form.errors else 200)


@needs(Deed.CHANGE_PEOPLE)
def person(request: HttpRequest, number: int) -> HttpResponse:
    """Show and change one person; 409 with both values when somebody else did meanwhile."""
    about = get_object_or_404(Person.objects.select_related("team"), pk=number)
    form, status = PersonForm(request.POST or None, person=about), 200
    if request.method == "POST" and form.is_valid():
        try:
            change_person(
                about, **form.cleaned_data, by=person_of(request), at=timezone.now(), seen=form.seen
            )
        except ChangedMeanwhile:
            about = Person.objects.select_related("team").get(pk=number)
            form.meet(about.version, texts_of_person(about))
            status = 409
        except KarnError as error:
            form.add_error(None, in_words(error))
        else:
            messages.success(request, _("What you changed is stored."))
            return redirect("person", number)
    page = {
        "about": about,
        "form": form,
        "teams": teams(),
        "count": customers_by_owner().get(about.pk, 0),
        "is_self": about.pk == person_of(request).pk,
        "is_guarded": has_second_factor(about),
    }
    return render(request, "people/person.html", page, status=400 if form.errors else status)


@needs(Deed.CHANGE_PEOPLE)
@require_POST
def new_link(request: HttpRequest, number: int) -> HttpResponse:
    """Make another link with which somebody sets a password, and show it: this once."""
    return _with_link(request, number, make_link)


@needs(Deed.CHANGE_PEOPLE)
@require_POST
def reset_factor(request: HttpRequest, number: int) -> HttpResponse:
    """Take somebody's second factor and password away, and show a link to set a new password: this once."""
    return _with_link(request, number, reset_second_factor)


def _with_link(request: HttpRequest, number: int, make: Callable[..., str]) -> HttpResponse:
    about = get_object_or_404(Person, pk=number)
    try:
        token = make(about, by=person_of(request), at=timezone.now())
    except KarnError as error:
        messages.error(request, in_words(error))
        return redirect("person", number)
    return _link_page(request, about, token)


@needs(Deed.CHANGE_PEOPLE)
@require_POST
def person_off(request: HttpRequest, number: int) -> HttpResponse:
    """Let somebody in no more."""
    about = get_object_or_404(Person, pk=number)
    try:
        switch_off(about, by=person_of(request), at=timezone.now())
    except KarnError as error:
        messages.error(request, in_words(error))
        return redirect("person", number)
    said = _("%(name)s is switched off and logged out everywhere.") % {"name": about.name}
    offer_undo(request, said, reverse("person_on", args=[number]))
    return redirect("people")


@needs(Deed.CHANGE_PEOPLE)
@require_POST
def person_on(request: HttpRequest, number: int) -> HttpResponse:
    """Let somebody in again."""
    about = switch_on(get_object_or_404(Person, pk=number), by=person_of(request), at=timezone.now())
    messages.success(request, _("%(name)s may log in again.") % {"name": about.name})
    return redirect("people")


@never_cache
def _link_page(request: HttpRequest, about: Person, token: str) -> HttpResponse:
    """Show a link. The page is the answer to a POST and kept nowhere: looking again makes no second one."""
    address = request.build_absolute_uri(reverse("welcome", args=[token]))
    page = {"about": about, "address": address, "days": LINK_LASTS.days}
    response = render(request, "people/link.html", page)
    response["Referrer-Policy"] = "no-referrer"
    return response


def _everybody(_request: HttpRequest) -> list[tuple[Person, int]]:
    customers = customers_by_owner()
    return [(one, customers.get(one.pk, 0)) for one in all_people()]


PEOPLE = list_as_file(
    Listing[tuple[Person, int]](
        name="people",
        address="people/people",
        rows=_everybody,
        deed=Deed.SEE_PEOPLE,
        event=Event.LIST_EXPORTED,
        columns=[
            (gettext_lazy("Name"), lambda row: row[0].name),
            (gettext_lazy("E-mail"), lambda row: row[0].email),
            (gettext_lazy("Role"), lambda row: row[0].get_role_display()),
            (gettext_lazy("Team"), lambda row: row[0].team and row[0].team.name),
            (gettext_lazy("Customers"), lambda row: row[1]),
            (gettext_lazy("Last login"), lambda row: row[0].last_login),
            (gettext_lazy("State"), lambda row: "" if row[0].is_active else _("Switched off")),
        ],
    )
)

COVERS = list_as_file(
    Listing[Cover](
        name="covers",
        address="people/covers",
        rows=lambda _request: covers_from(timezone.localdate()),
        deed=Deed.SEE_PEOPLE,
        event=Event.LIST_EXPORTED,
        columns=[
            (gettext_lazy("Who is away"), lambda cover: cover.away.name),
            (gettext_lazy("Covered by"), lambda cover: cover.covering.name),
            (gettext_lazy("First day away"), lambda cover: cover.starts_on),
            (gettext_lazy("First day back"), lambda cover: cover.ends_on),
        ],
    )
)

HAND_OVERS = list_as_file(
    Listing[HandOver](
        name="hand_overs",
        address="people/hand-overs",
        rows=lambda _request: latest_hand_overs(limit=None),
        deed=Deed.SEE_PEOPLE,
        event=Event.LIST_EXPORTED,
        columns=[
            (gettext_lazy("When"), lambda made: made.at),
            (gettext_lazy("From"), lambda made: made.giver.name),
            (gettext_lazy("To"), lambda made: made.taker.name),
            (gettext_lazy("Customers"), lambda made: len(made.customers)),
            (gettext_lazy("State"), lambda made: _("undone") if made.undone_at else ""),
        ],
    )
)

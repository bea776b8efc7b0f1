"""The web of influence: who knows whom at one customer, and the key clients that hang on one tie."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from karn.apps.care.actions import influence as actions
from karn.apps.care.models.influence import Bond, Strength
from karn.apps.care.queries.influence import (
    Thin,
    bond_for,
    judgement_for,
    thin_clients,
    ties_of,
)
from karn.apps.care.rules.ties import Tie, Web, advice_for
from karn.apps.company.rules.trades import Station
from karn.apps.customers.models import Customer
from karn.apps.people.rules import Deed, Event
from karn.kernel.errors import KarnError
from karn.platform.wording import in_words
from karn.web.access import needs, note_seen, person_of
from karn.web.asked import word_asked
from karn.web.charts.webs import draw_web
from karn.web.forms.influence import BondForm, JudgementForm
from karn.web.listings import Listing, list_as_file
from karn.web.station_pages import at_station, customer_or_404
from karn.web.undo import offer_undo


@dataclass(frozen=True, slots=True)
class Row:
    """One tie as the table shows it."""

    tie: Tie
    ours: str
    theirs: str

    @property
    def strength(self) -> str:
        """How strong conversations make it, in words."""
        return str(Strength(self.tie.strength).label)

    @property
    def judged(self) -> str:
        """How strong it was judged, in words."""
        return str(Strength(self.tie.judged).label) if self.tie.judged else ""


def _table(web: Web) -> list[Row]:
    return [Row(tie, web.name_of_ours(tie.ours), web.name_of_theirs(tie.theirs)) for tie in web.ties]


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.INFLUENCE)
def influence(request: HttpRequest, number: int) -> HttpResponse:
    """Show who knows whom at a customer, drawn and as a table, and what to do next."""
    customer = customer_or_404(request, number)
    note_seen(request, customer, what="ties")
    return _page(request, customer)


def _page(
    request: HttpRequest,
    customer: Customer,
    judging: JudgementForm | None = None,
    binding: BondForm | None = None,
) -> HttpResponse:
    web = ties_of(customer, timezone.localdate())
    wrong = any(form is not None and form.errors for form in (judging, binding))
    shown = {
        "customer": customer,
        "web": web,
        "picture": draw_web(web) if web.theirs or web.ours else "",
        "rows": _table(web),
        "advice": advice_for(web),
        "bonds": _bonds(web),
        "talk": f"{reverse('new_conversation')}?customer={customer.pk}",
        "judging": judging or JudgementForm(customer=customer),
        "binding": binding or BondForm(customer=customer),
    }
    return render(request, "influence/web.html", shown, status=400 if wrong else 200)


def _bonds(web: Web) -> list[tuple[int, str, str, str]]:
    return [
        (number, web.name_of_theirs(one), str(Bond(bond).label), web.name_of_theirs(other))
        for one, other, bond, number in web.bonds
    ]


def _rows(request: HttpRequest, number: int) -> list[Row]:
    customer = customer_or_404(request, number)
    note_seen(request, customer, what="ties")
    return _table(ties_of(customer, timezone.localdate()))


TIES = list_as_file(
    Listing[Row](
        name="ties",
        address="customers/<int:number>/influence/ties",
        rows=_rows,
        event=Event.LIST_EXPORTED,
        columns=[
            (gettext_lazy("Who of us"), lambda row: row.ours),
            (gettext_lazy("Who of them"), lambda row: row.theirs),
            (gettext_lazy("Talks in a year"), lambda row: row.tie.times),
            (gettext_lazy("Last"), lambda row: row.tie.last_on),
            (gettext_lazy("From talks"), lambda row: row.strength),
            (gettext_lazy("Own judgement"), lambda row: row.judged),
            (gettext_lazy("Judged on"), lambda row: row.tie.judged_on),
            (gettext_lazy("Judged by"), lambda row: row.tie.judged_by),
            (gettext_lazy("Note"), lambda row: row.tie.note),
        ],
    )
)


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.INFLUENCE)
def thin_ties(request: HttpRequest) -> HttpResponse:
    """List the key clients that hang on one tie, or on none."""
    rows = thin_clients(person_of(request), timezone.localdate())
    return render(request, "influence/list.html", {"rows": rows})


def _thin(request: HttpRequest) -> list[Thin]:
    return thin_clients(person_of(request), timezone.localdate())


THIN = list_as_file(
    Listing[Thin](
        name="thin_clients",
        address="influence/clients",
        rows=_thin,
        columns=[
            (gettext_lazy("Customer"), lambda row: row.customer.name),
            (gettext_lazy("Warm ties"), lambda row: row.warm),
            (gettext_lazy("Contacts there"), lambda row: row.contacts),
            (
                gettext_lazy("Account manager"),
                lambda row: row.customer.owner.name if row.customer.owner else "",
            ),
        ],
    )
)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.INFLUENCE)
def judge(request: HttpRequest, number: int) -> HttpResponse:
    """Say how well one of us knows one of them."""
    customer, now = customer_or_404(request, number), timezone.now()
    form = JudgementForm(request.POST, customer=customer)
    if not form.is_valid():
        return _page(request, customer, judging=form)
    person, contact = form.pair()
    said = {name: form.cleaned_data[name] for name in ("strength", "note")}
    made = actions.judge_tie(
        contact=contact, person=person, **said, by=person_of(request), on=timezone.localdate(now), at=now
    )
    offer_undo(request, _("The judgement is stored."), reverse("remove_judgement", args=[made.pk]))
    return redirect("influence", number)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.INFLUENCE)
def remove_judgement(request: HttpRequest, number: int) -> HttpResponse:
    """Take a judgement back."""
    found = judgement_for(person_of(request), number)
    if found is None:
        raise Http404
    actions.withdraw_judgement(judgement=found, by=person_of(request), at=timezone.now())
    messages.success(request, _("The judgement is taken back."))
    return redirect("influence", found.contact.customer_id)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.INFLUENCE)
def bind(request: HttpRequest, number: int) -> HttpResponse:
    """Say that one of them reports to another, or has influence on another."""
    customer = customer_or_404(request, number)
    form = BondForm(request.POST, customer=customer)
    if form.is_valid():
        contact, other = form.pair()
        bond, by = form.cleaned_data["bond"], person_of(request)
        try:
            made = actions.bind_contacts(contact=contact, other=other, bond=bond, by=by, at=timezone.now())
        except KarnError as error:
            form.add_error("other", in_words(error))
        else:
            offer_undo(request, _("It is stored."), reverse("remove_bond", args=[made.pk]))
            return redirect("influence", number)
    return _page(request, customer, binding=form)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.INFLUENCE)
def remove_bond(request: HttpRequest, number: int) -> HttpResponse:
    """Take back what ties two of them to each other."""
    found = bond_for(person_of(request), number)
    if found is None:
        raise Http404
    actions.unbind_contacts(bond=found, by=person_of(request), at=timezone.now())
    messages.success(request, _("It is taken back."))
    return redirect("influence", found.contact.customer_id)


@require_POST
@needs(Deed.KEEP_TASKS)
@at_station(Station.INFLUENCE)
def introduce(request: HttpRequest, number: int) -> HttpResponse:
    """Make the task that a piece of advice asks for."""
    customer, now, code = customer_or_404(request, number), timezone.now(), word_asked(request.POST, "code")
    today: date = timezone.localdate(now)
    try:
        task = actions.ask_to_introduce(customer=customer, code=code, by=person_of(request), on=today, at=now)
    except KarnError as error:
        messages.error(request, in_words(error))
    else:
        told = {"what": task.title, "who": task.owner.name if task.owner else "–"}
        offer_undo(request, _("Task for %(who)s: %(what)s") % told, reverse("remove_task", args=[task.pk]))
    return redirect("influence", number)

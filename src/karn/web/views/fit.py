"""Right clients: the criteria, who meets them, and whether they predict who stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from karn.apps.company.rules.trades import Station
from karn.apps.customers.queries import customers_visible_to
from karn.apps.fit.actions import criteria as actions
from karn.apps.fit.models import Check, Criterion, CriterionKind, Fit
from karn.apps.fit.queries.criteria import criterion_for
from karn.apps.fit.queries.decisions import waiting_for_decision
from karn.apps.fit.queries.overview import Line, all_checks, judged_customers, overview_on
from karn.apps.people.rules import Deed, Event
from karn.apps.segments.fields.registry import Fields
from karn.apps.segments.queries.words import Clause, words_of
from karn.apps.segments.rules.definitions import definition_of
from karn.kernel.errors import KarnError
from karn.platform.versions import ChangedMeanwhile
from karn.platform.wording import in_words
from karn.web.access import needs, person_of
from karn.web.asked import word_asked
from karn.web.charts.criteria import picture_of
from karn.web.conditions import said as in_clauses
from karn.web.forms.rows import MINE, TAKE, THEIRS, Conflict
from karn.web.forms.segments import Rows, definition_told, draft_from, draft_of, note_errors
from karn.web.frame import company_of
from karn.web.listings import Listing, list_as_file
from karn.web.station_pages import at_station
from karn.web.undo import offer_undo

PAGE = 50
MOST_WAITING = 20
PROSPECTS = "prospects"


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.CRITERIA)
def fit(request: HttpRequest) -> HttpResponse:
    """Show the criteria, how many customers meet them, who waits for a decision, and their own record."""
    today = timezone.localdate()
    overview = overview_on(today)
    waiting = waiting_for_decision(today).filter(pk__in=customers_visible_to(person_of(request)))
    shown = {
        "overview": overview,
        "lines": _with_words(overview.lines),
        "waiting": list(waiting[: MOST_WAITING + 1]),
        "most": MOST_WAITING,
        "fits": [(one.value, one.label, overview.counts.get(one.value, 0)) for one in Fit],
        "picture": picture_of(overview.lines),
    }
    return render(request, "fit/fit.html", shown)


def _with_words(lines: tuple[Line, ...]) -> list[tuple[Line, Clause | None]]:
    fields = Fields() if any(line.criterion.is_rule for line in lines) else None
    return [(line, _clause(line.criterion, fields)) for line in lines]


def _clause(criterion: Criterion, fields: Fields | None) -> Clause | None:
    if not criterion.is_rule or fields is None:
        return None
    return in_clauses(definition_of(criterion.definition), fields)


def _criteria(_request: HttpRequest) -> list[tuple[Line, Clause | None]]:
    return _with_words(overview_on(timezone.localdate()).lines)


CRITERIA = list_as_file(
    Listing[tuple[Line, Clause | None]](
        name="fit",
        address="fit/criteria",
        rows=_criteria,
        event=Event.LIST_EXPORTED,
        columns=[
            (gettext_lazy("Name"), lambda row: row[0].criterion.title),
            (
                gettext_lazy("Question or rule"),
                lambda row: words_of(row[1]) if row[1] else row[0].criterion.asks,
            ),
            (gettext_lazy("required"), lambda row: row[0].criterion.required),
            (gettext_lazy("switched off"), lambda row: row[0].criterion.off_at),
            (gettext_lazy("Meet it"), lambda row: row[0].met),
            (gettext_lazy("Do not meet it"), lambda row: row[0].not_met),
            (gettext_lazy("Not known"), lambda row: row[0].unknown),
            (gettext_lazy("Months looked at"), lambda row: row[0].record and row[0].record.months),
            (gettext_lazy("Met it then"), lambda row: row[0].record and row[0].record.met),
            (gettext_lazy("Of them stayed"), lambda row: row[0].record and row[0].record.met_stayed),
            (gettext_lazy("Did not meet it then"), lambda row: row[0].record and row[0].record.not_met),
            (gettext_lazy("Of these stayed"), lambda row: row[0].record and row[0].record.not_met_stayed),
        ],
    )
)


def _of(request: HttpRequest) -> str:
    asked = word_asked(request.GET, "fit")
    return asked if asked in (*Fit.values, PROSPECTS) else ""


def _judged(request: HttpRequest) -> QuerySet[Any]:
    of, visible = _of(request), customers_visible_to(person_of(request))
    return judged_customers(visible, timezone.localdate(), fit=of, prospects=of == PROSPECTS)


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.CRITERIA)
def fit_customers(request: HttpRequest) -> HttpResponse:
    """List customers with their fit."""
    number = _page(request)
    rows = list(_judged(request)[(number - 1) * PAGE : number * PAGE + 1])
    shown = {
        "rows": [(one, Fit(one.fit).label) for one in rows[:PAGE]],
        "of": _of(request),
        "kinds": [("", _("All")), *Fit.choices, (PROSPECTS, _("Not a customer yet"))],
        **_pages(request, number, more=len(rows) > PAGE),
    }
    return render(request, "fit/customers.html", shown)


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.CRITERIA)
def fit_checks(request: HttpRequest) -> HttpResponse:
    """List every check, the newest first."""
    number = _page(request)
    rows = list(_all_checks(request)[(number - 1) * PAGE : number * PAGE + 1])
    shown = {"checks": rows[:PAGE], **_pages(request, number, more=len(rows) > PAGE)}
    return render(request, "fit/checks.html", shown)


def _all_checks(request: HttpRequest) -> QuerySet[Check]:
    return all_checks(customers_visible_to(person_of(request)))


def _page(request: HttpRequest) -> int:
    asked = word_asked(request.GET, "page")
    return int(asked) if asked.isascii() and asked.isdecimal() and 0 < len(asked) <= 6 and int(asked) else 1


def _pages(request: HttpRequest, number: int, *, more: bool) -> dict[str, str]:
    def address(page: int) -> str:
        query = request.GET.copy()
        query["page"] = str(page)
        return f"?{query.urlencode()}"

    return {
        "previous_url": address(number - 1) if number > 1 else "",
        "next_url": address(number + 1) if more else "",
    }


FIT_CUSTOMERS = list_as_file(
    Listing[Any](
        name="fit_customers",
        address="fit/customers/customers",
        rows=_judged,
        event=Event.LIST_EXPORTED,
        columns=[
            (gettext_lazy("Customer"), lambda row: row.name),
            (gettext_lazy("Meets your criteria"), lambda row: Fit(row.fit).label),
            (gettext_lazy("Since"), lambda row: row.since),
            (gettext_lazy("Checked by"), lambda row: row.checker or ""),
        ],
    )
)
FIT_CHECKS = list_as_file(
    Listing[Check](
        name="fit_checks",
        address="fit/checks/checks",
        rows=_all_checks,
        event=Event.LIST_EXPORTED,
        columns=[
            (gettext_lazy("Customer"), lambda check: check.customer.name),
            (gettext_lazy("From"), lambda check: check.on),
            (gettext_lazy("Until"), lambda check: check.until),
            (gettext_lazy("Meets your criteria"), lambda check: check.get_fit_display()),
            (gettext_lazy("How"), lambda check: check.get_occasion_display()),
            (gettext_lazy("Checked by"), lambda check: check.by.name if check.by else ""),
        ],
    )
)


@require_POST
@needs(Deed.KEEP_CRITERIA)
@at_station(Station.CRITERIA)
def start_criteria(request: HttpRequest) -> HttpResponse:
    """Begin with what companies of this trade begin with."""
    trade, now = company_of(request).trade, timezone.now()
    _tell(request, lambda: actions.begin_with_starter_set(trade=trade, by=person_of(request), at=now))
    return redirect("fit")


def _tell(request: HttpRequest, act: Callable[[], object], said: str = "") -> None:
    try:
        act()
    except KarnError as error:
        messages.error(request, in_words(error))
    except Criterion.DoesNotExist:
        raise Http404 from None
    else:
        messages.success(request, said or _("It is stored."))


@needs(Deed.KEEP_CRITERIA)
@at_station(Station.CRITERIA)
def new_criterion(request: HttpRequest) -> HttpResponse:
    """Write a criterion: a question or a rule."""
    return _edit(request, None)


@needs(Deed.KEEP_CRITERIA)
@at_station(Station.CRITERIA)
def criterion(request: HttpRequest, number: int) -> HttpResponse:
    """Change a criterion; 409 with both values where somebody else did meanwhile."""
    found = criterion_for(number)
    if found is None:
        raise Http404
    return _edit(request, found)


def _edit(request: HttpRequest, stored: Criterion | None) -> HttpResponse:
    fields = Fields(person_of(request))
    if request.method != "POST":
        begun = definition_of(stored.definition) if stored and stored.definition else None
        return _editor(request, stored, draft_of(begun, fields), fields)
    draft = draft_from(request.POST, fields)
    if not request.POST.get("do", "").startswith("save"):
        return _editor(request, stored, draft, fields)
    return _save(request, stored, draft, fields)


def _save(request: HttpRequest, stored: Criterion | None, draft: Rows, fields: Fields) -> HttpResponse:
    now = timezone.now()
    told: dict[str, Any] = {"by": person_of(request), "on": timezone.localdate(now), "at": now}
    is_rule = request.POST.get("kind") == CriterionKind.RULE
    if is_rule and note_errors(draft, fields, today=timezone.localdate(now)):
        return _editor(request, stored, draft, fields, error=_("Some conditions are not complete yet."))
    wanted = None
    try:
        wanted = _said(request, stored, draft if is_rule else None)
        if stored is None:
            actions.create_criterion(said=wanted, **told)
        else:
            seen = request.POST.get("seen", "")
            actions.change_criterion(criterion=stored.pk, said=wanted, seen=seen, **told)
    except ChangedMeanwhile as error:
        met = _met(wanted, error.stored, fields) if wanted and isinstance(error.stored, Criterion) else ()
        return _editor(request, stored, draft, fields, error=in_words(error), met=met)
    except KarnError as error:
        return _editor(request, stored, draft, fields, error=in_words(error))
    messages.success(request, _("%(name)s is stored.") % {"name": wanted.name})
    return redirect("fit")


def _said(request: HttpRequest, stored: Criterion | None, draft: Rows | None) -> actions.Said:
    """Return what was asked for; where the stored value was ticked, that."""
    theirs = {name: request.POST.get(TAKE + name) == THEIRS for name in _WORDS}

    def either(name: str, mine: Any) -> Any:
        return getattr(stored, _WORDS[name]) if stored and theirs[name] else mine

    definition = None
    if draft is not None:
        kept = stored.definition if stored and theirs["definition"] else None
        definition = definition_of(kept) if kept else definition_told(draft)
    return actions.Said(
        name=either("name", word_asked(request.POST, "name")),
        kind=word_asked(request.POST, "kind"),
        question=either("question", word_asked(request.POST, "question")),
        definition=definition,
        required=either("required", "required" in request.POST),
        at_signing=either("at_signing", "at_signing" in request.POST),
    )


_WORDS = {
    "name": "title",
    "question": "asks",
    "required": "required",
    "at_signing": "at_signing",
    "definition": "definition",
}
"""What of a criterion somebody else may have stored meanwhile, and where it stands."""


def _met(said: actions.Said, stored: Criterion, fields: Fields) -> tuple[Conflict, ...]:
    """Return what is stored now beside what was asked for, where they differ."""
    yes_no = {True: _("Yes"), False: _("No")}
    theirs = definition_of(stored.definition) if stored.definition else None
    both = {
        "name": (_("Name"), stored.title, said.name),
        "question": (_("Question"), stored.asks or "–", said.question or "–"),
        "required": (_("Required"), yes_no[stored.required], yes_no[said.required]),
        "at_signing": (_("Also before signing"), yes_no[stored.at_signing], yes_no[said.at_signing]),
        "definition": (
            _("What has to hold"),
            words_of(in_clauses(theirs, fields)) if theirs else "–",
            words_of(in_clauses(said.definition, fields)) if said.definition else "–",
        ),
    }
    return tuple(
        Conflict(name, label, one, mine, MINE) for name, (label, one, mine) in both.items() if one != mine
    )


def _editor(
    request: HttpRequest,
    stored: Criterion | None,
    draft: Rows,
    fields: Fields,
    *,
    error: str = "",
    met: tuple[Conflict, ...] | None = None,
) -> HttpResponse:
    if met is not None and stored is not None:
        stored.refresh_from_db()  # whoever sends it again has seen this one
    given = request.POST if request.method == "POST" else None
    shown = {
        "criterion": stored,
        "draft": draft,
        "shelves": [shelf for shelf in fields.shelves if not _asks_fit(shelf)],
        "kinds": CriterionKind.choices,
        "kind": given.get("kind", "") if given is not None else _kind(request, stored),
        "name": given.get("name", "") if given is not None else (stored.title if stored else ""),
        "question": given.get("question", "") if given is not None else (stored.asks if stored else ""),
        "required": "required" in given if given is not None else (stored is None or stored.required),
        "at_signing": "at_signing" in given if given is not None else (stored is None or stored.at_signing),
        "error": error,
        "met": {"seen": stored.version if stored else "", "conflicts": met},
    }
    status = 409 if met is not None else 400 if error else 200
    return render(request, "fit/criterion.html", shown, status=status)


def _asks_fit(shelf: Any) -> bool:
    return any(field.code.startswith("fit.") for field in shelf.fields)


def _kind(request: HttpRequest, stored: Criterion | None) -> str:
    if stored:
        return stored.kind
    return CriterionKind.RULE if word_asked(request.GET, "kind") == "rule" else CriterionKind.QUESTION


@require_POST
@needs(Deed.KEEP_CRITERIA)
@at_station(Station.CRITERIA)
def remove_criterion(request: HttpRequest, number: int) -> HttpResponse:
    """Throw a criterion away; it can come back."""
    try:
        gone = actions.remove_criterion(criterion=number, by=person_of(request), at=timezone.now())
    except Criterion.DoesNotExist:
        raise Http404 from None
    said = _("%(name)s is removed.") % {"name": gone.title}
    offer_undo(request, said, reverse("restore_criterion", args=[number]))
    return redirect("fit")


@require_POST
@needs(Deed.KEEP_CRITERIA)
@at_station(Station.CRITERIA)
def restore_criterion(request: HttpRequest, number: int) -> HttpResponse:
    """Bring a criterion back."""
    told: dict[str, Any] = {"by": person_of(request), "at": timezone.now()}
    _tell(request, lambda: actions.restore_criterion(criterion=number, **told), _("The criterion is back."))
    return redirect("fit")


@require_POST
@needs(Deed.KEEP_CRITERIA)
@at_station(Station.CRITERIA)
def switch_criterion(request: HttpRequest, number: int) -> HttpResponse:
    """Switch a criterion on or off."""
    on, told = word_asked(request.POST, "on") == "1", {"by": person_of(request), "at": timezone.now()}
    said = _("The criterion counts again.") if on else _("The criterion no longer counts.")
    _tell(request, lambda: actions.switch_criterion(criterion=number, on=on, **told), said)  # type: ignore[arg-type]
    return redirect("fit")


@require_POST
@needs(Deed.KEEP_CRITERIA)
@at_station(Station.CRITERIA)
def move_criterion(request: HttpRequest, number: int) -> HttpResponse:
    """Put a criterion one place up or down."""
    up, told = word_asked(request.POST, "up") == "1", {"by": person_of(request), "at": timezone.now()}
    _tell(request, lambda: actions.move_criterion(criterion=number, up=up, **told))  # type: ignore[arg-type]
    return redirect("fit")

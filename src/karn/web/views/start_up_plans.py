"""The plans of start-ups: the trade's ready ones, or as the company wrote them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from karn.apps.care.actions.start_ups import change_plan, drop_plan
from karn.apps.care.models.start_ups import Begins
from karn.apps.care.queries.start_ups import Plan, all_plans, plan_for
from karn.apps.care.rules.plans import ANYBODY, MANAGER, MOST_STEPS, OCCASIONS, OWNER, PlannedStep, said
from karn.apps.company.rules.trades import Station
from karn.apps.people.rules import Deed
from karn.kernel.errors import BadInput, KarnError
from karn.platform.versions import ChangedMeanwhile
from karn.platform.wording import in_words
from karn.web.access import needs, person_of
from karn.web.asked import word_asked
from karn.web.station_pages import at_station
from karn.web.words.journal import history_in_words

DOERS = (
    (OWNER, gettext_lazy("The account manager")),
    (MANAGER, gettext_lazy("A manager")),
    (ANYBODY, gettext_lazy("Whoever sees the customer")),
)
_NAMES = dict(DOERS)
MORE_LINES = 2


@needs(Deed.CHANGE_COMPANY)
@at_station(Station.START_UP)
def start_up_plans(request: HttpRequest) -> HttpResponse:
    """List the plan of each occasion with its steps."""
    plans = [(plan, _shown(plan)) for plan in all_plans()]
    return render(request, "care/plans.html", {"plans": plans, "begins": dict(Begins.choices)})


def _shown(plan: Plan) -> list[tuple[PlannedStep, str, str]]:
    language = get_language() or "en"
    return [(step, said(step.words, language), str(_NAMES.get(step.who, ""))) for step in plan.steps]


@needs(Deed.CHANGE_COMPANY)
@at_station(Station.START_UP)
def start_up_plan(request: HttpRequest, code: str) -> HttpResponse:
    """Change a plan; 409 with what stands now when somebody else changed it meanwhile."""
    if code not in OCCASIONS:
        raise Http404
    plan, person, now = plan_for(code), person_of(request), timezone.now()
    if request.method != "POST":
        return _form(request, plan)
    if request.POST.get("ready"):
        drop_plan(occasion=code, by=person, at=now)
        messages.success(request, _("The ready plan holds again."))
        return redirect("start_up_plan", code)
    begins = word_asked(request.POST, "begins")
    try:
        steps = _steps(request, plan)
        change_plan(
            occasion=code,
            begins=begins if begins in Begins.values else plan.begins,
            steps=steps,
            by=person,
            at=now,
            seen=word_asked(request.POST, "seen"),
        )
    except ChangedMeanwhile as error:
        return _form(request, plan_for(code), wrong=in_words(error), mine=_told(request), status=409)
    except KarnError as error:
        return _form(request, plan, wrong=in_words(error), mine=_told(request), status=400)
    messages.success(request, _("The plan is stored. Start-ups under way keep their steps."))
    return redirect("start_up_plan", code)


def _told(request: HttpRequest) -> list[tuple[str, str, str]]:
    """Return the lines as they were sent: text, who, days."""
    given = request.POST
    names = range(MOST_STEPS + MORE_LINES)
    lines = [
        tuple(word_asked(given, f"{name}-{place}") for name in ("text", "who", "days")) for place in names
    ]
    return [(text, who, days) for text, who, days in lines if text.strip() or days.strip()]


def _steps(request: HttpRequest, plan: Plan) -> list[PlannedStep]:
    """Return the steps as sent: words that were not touched keep all their languages."""
    language, steps = get_language() or "en", []
    for place in range(MOST_STEPS + MORE_LINES):
        text, days = (
            word_asked(request.POST, f"text-{place}"),
            word_asked(request.POST, f"days-{place}").strip(),
        )
        if not text.strip():
            continue  # an emptied line is a step less
        if not (days.isascii() and days.isdecimal() and len(days) <= 4):
            raise BadInput("Say for each step after how many days.")
        known = plan.steps[place] if place < len(plan.steps) else None
        kept = known is not None and said(known.words, language) == text.strip()
        words = dict(known.words) if known is not None and kept else {"": text}
        who = word_asked(request.POST, f"who-{place}")
        steps.append(PlannedStep(words, who, int(days), known.code if known else ""))
    return steps


def _form(
    request: HttpRequest, plan: Plan, *, wrong: str = "", mine: list[tuple[str, str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    language = get_language() or "en"
    stands = [(said(step.words, language), step.who, str(step.days)) for step in plan.steps]
    blank = [("", OWNER, "")] * min(MORE_LINES, MOST_STEPS - len(stands))
    shown = {
        "plan": plan,
        "lines": [*(mine if mine is not None and status != 409 else stands), *blank],
        "wrong": wrong,
        "mine": mine if status == 409 else None,
        "doers": DOERS,
        "begins": Begins.choices,
        "names": _NAMES,
        "changes": history_in_words(plan.stored),
    }
    return render(request, "care/plan.html", shown, status=status)

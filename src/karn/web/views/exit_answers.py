"""What leavers said, for who must improve; and for how long their words are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from karn.apps.company.queries import local_day
from karn.apps.company.rules.trades import Station
from karn.apps.exits.actions.keeping import change_exit_habits
from karn.apps.exits.actions.reading import read_exit_answers
from karn.apps.exits.actions.tags import confirm_themes
from karn.apps.exits.models import Answer, ExitHabits
from karn.apps.exits.queries.habits import exit_habits
from karn.apps.exits.queries.reading import Reading
from karn.apps.exits.rules.coarseness import FEWEST, Stay, months_later
from karn.apps.exits.rules.questions import TEXTS
from karn.apps.exits.rules.waiting import ENOUGH, HELD_DAYS
from karn.apps.people.rules import Deed
from karn.platform.versions import ChangedMeanwhile
from karn.web.access import needs, person_of
from karn.web.asked import word_asked
from karn.web.forms.exits import ExitHabitsForm, texts_of_exit_habits
from karn.web.frame import company_of
from karn.web.station_pages import at_station
from karn.web.words.journal import history_in_words
from karn.web.words.leaving import THEMES, things_rated

SPANS: dict[str, tuple[Promise, int | None]] = {
    "": (gettext_lazy("The last 12 months"), 12),
    "3": (gettext_lazy("The last 3 months"), 3),
    "all": (gettext_lazy("All"), None),
}
STAYS: dict[str, Promise] = {
    "": gettext_lazy("Everybody"),
    Stay.SHORT: gettext_lazy("With us for less than a year"),
    Stay.MIDDLE: gettext_lazy("With us for one to three years"),
    Stay.LONG: gettext_lazy("With us for three years or longer"),
}
QUESTIONS: dict[str, Promise] = {
    "how": gettext_lazy("How was it with us?"),
    "took": gettext_lazy("What did you take from it?"),
    "change": gettext_lazy("What would you change?"),
}
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer as the page shows it: its questions with words, its marks by thing, what stands beside it."""

    answer: Answer
    texts: list[tuple[str, str]]
    marks: list[tuple[str, int]]
    beside: list[str]
    themes: list[tuple[str, str, bool]]
    is_confirmed: bool


@needs(Deed.READ_EXIT_ANSWERS)
@require_safe
@at_station(Station.GOODBYE)
def exit_answers(request: HttpRequest) -> HttpResponse:
    """Show what leavers said, as far as it may be read; that somebody read it is written down."""
    return _shown_to(request, ExitHabitsForm(habits=exit_habits()))


def _shown_to(request: HttpRequest, form: ExitHabitsForm, status: int = 200) -> HttpResponse:
    on = local_day(timezone.now(), company_of(request))
    span = word_asked(request.GET, "span")
    _name, months = SPANS.get(span, SPANS[""])
    page = _page(request)
    read = read_exit_answers(
        by=person_of(request), since=months_later(on, -months) if months else None, page=page,
        at=timezone.now(),
    )  # fmt: skip
    told = _told(request, read) | {"span": span, "page": page, "form": form}
    told["changes"] = history_in_words(form.habits)
    return render(request, "exits/list.html", told, status=status)


def _page(request: HttpRequest) -> int:
    text = word_asked(request.GET, "page")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else 1


def _told(request: HttpRequest, read: Reading) -> dict[str, object]:
    things = things_rated(company_of(request).trade)
    return {
        "answers": [_shown(answer, things) for answer in read.answers],
        "groups": [(STAYS[group.code], [group.marks.get(code) for code in things]) for group in read.groups],
        "things": list(things.values()),
        "people": read.people,
        "themes": [(THEMES[code], count) for code, count in read.themes.themes.items() if code in THEMES],
        "has_more": read.has_more,
        "spans": [(code, name) for code, (name, _months) in SPANS.items()],
        "days": HELD_DAYS,
        "enough": ENOUGH,
        "fewest": FEWEST,
    }


def _shown(answer: Answer, things: dict[str, Promise]) -> Shown:
    texts = [(str(QUESTIONS[name]), words) for name in TEXTS if (words := getattr(answer, name))]
    marks = [(str(words), mark) for code, words in things.items() if (mark := getattr(answer, code))]
    beside = [_period(answer)] + ([str(STAYS[answer.stay])] if answer.stay else [])
    tags = list(answer.tags.all())
    named = {tag.code for tag in tags}
    themes = [(code, str(words), code in named) for code, words in THEMES.items()]
    is_confirmed = answer.is_judged
    return Shown(answer, texts, marks, [one for one in [*beside, answer.plan] if one], themes, is_confirmed)


def _period(answer: Answer) -> str:
    """Return the period in words: a month, a quarter, half a year; nothing where so few were asked."""
    first: date = answer.period_on
    match answer.months:
        case 1:
            return date_format(first, "YEAR_MONTH_FORMAT")
        case 3:
            return _("Quarter %(number)s of %(year)s") % {
                "number": (first.month + 2) // 3,
                "year": first.year,
            }
        case 6:
            return _("Half %(number)s of %(year)s") % {
                "number": 1 if first.month == 1 else 2,
                "year": first.year,
            }
    return ""


@require_POST
@needs(Deed.READ_EXIT_ANSWERS)
@at_station(Station.GOODBYE)
def confirm_exit_answer(request: HttpRequest, number: int) -> HttpResponse:
    """Keep what a reader says an answer is about."""
    codes = [code for code in request.POST.getlist("theme") if code in THEMES]
    try:
        confirm_themes(
            answer=number, codes=codes, by=person_of(request), at=timezone.now(),
            seen=word_asked(request.POST, "seen"),
        )  # fmt: skip
    except Answer.DoesNotExist:
        raise Http404 from None
    except ChangedMeanwhile as error:
        theirs = [tag.code for tag in error.stored.tags.all()] if isinstance(error.stored, Answer) else []
        both = {"theirs": _themes(theirs), "mine": _themes(codes)}
        messages.error(request, _("Stored meanwhile: %(theirs)s. You asked for: %(mine)s.") % both)
    else:
        messages.success(request, _("Kept."))
    return redirect("exit_answers")


def _themes(codes: list[str]) -> str:
    return ", ".join(str(THEMES[code]) for code in sorted(codes) if code in THEMES) or "–"


@require_POST
@needs(Deed.READ_EXIT_ANSWERS)
@at_station(Station.GOODBYE)
def change_exit_answers(request: HttpRequest) -> HttpResponse:
    """Set for how many months words are kept; 409 with both values when somebody else did meanwhile."""
    form = ExitHabitsForm(request.POST, habits=exit_habits())
    if not form.is_valid():
        return _shown_to(request, form, 400)
    months = form.cleaned_data["words_months"]
    try:
        change_exit_habits(words_months=months, by=person_of(request), at=timezone.now(), seen=form.seen)
    except ChangedMeanwhile as error:
        if isinstance(error.stored, ExitHabits):
            form.meet(error.stored.version, texts_of_exit_habits(error.stored))
        return _shown_to(request, form, 409)
    messages.success(request, _("Kept. Older words are gone."))
    return redirect("exit_answers")

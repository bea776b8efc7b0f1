"""Why customers left and where to: the page, the departures behind each number, and putting down a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Final
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from karn.apps.company.queries import current_company, local_day
from karn.apps.company.rules.trades import Station
from karn.apps.contracts.models import DepartureKind
from karn.apps.contracts.models.departures import Departure
from karn.apps.customers.models import Customer
from karn.apps.desk.queries.figures import Among, among
from karn.apps.desk.queries.why import (
    DIMENSIONS,
    GROUP_WORDS,
    Gone,
    Part,
    Why,
    WhyAsked,
    departures_in,
    take_apart,
    value_text,
    why_they_left,
)
from karn.apps.desk.queries.why_themes import SaidThemes, themes_said
from karn.apps.farewell.actions import reasons as actions
from karn.apps.farewell.queries.reasons import (
    codings_of,
    commented,
    departure_to_code,
    precision,
    reason_list,
)
from karn.apps.farewell.rules.reasons import WHERE, WHY, is_unverified
from karn.apps.lessons.queries.improvements import improved_reasons
from karn.apps.measures.queries import last_refresh
from karn.apps.measures.rules import trailing_months
from karn.apps.people.rules import Deed, Event
from karn.apps.segments.queries import ids_in, segment_for, segments_for
from karn.kernel.errors import BadInput, KarnError
from karn.kernel.period import Period
from karn.platform.versions import ChangedMeanwhile
from karn.platform.wording import in_words
from karn.web.access import needs, person_of
from karn.web.asked import word_asked
from karn.web.charts.drawing import Picture, draw
from karn.web.charts.reasons import reason_bars, reasons_over_time
from karn.web.forms.reasons import CodingForm, texts_of_departure
from karn.web.frame import company_of
from karn.web.listings import Listing, list_as_file
from karn.web.saved_views import opening, views_of
from karn.web.templatetags.karn_format import tight_month
from karn.web.undo import offer_undo

MONTHS: Final = (3, 6, 12, 24, 36)
USUAL_MONTHS: Final = 12
MOST_STACKED: Final = 4
MOST_WORDS: Final = 25
PAGE: Final = 100
BY_WORDS: Final = {
    "plan": gettext_lazy("Product"),
    "source": gettext_lazy("Came from"),
    "invoice": gettext_lazy("Days since the last invoice"),
    "segment": gettext_lazy("Segment"),
    "fit": gettext_lazy("Right client"),
}


@needs(Deed.SEE_CUSTOMERS)
def why(request: HttpRequest) -> HttpResponse:
    """Show why customers left and where to, of one period and one kind of departure."""
    if (opens := opening(request, "why")) is not None:
        return opens
    if last_refresh() is None:
        return render(request, "figures_empty.html", {"has_customers": Customer.objects.exists()})
    try:
        asked = _asked(request)
        page = why_they_left(asked, person_of(request))
        by = word_asked(request.GET, "by")
        by = by if by in _dimensions(request) else "plan"
        lines = take_apart(page, by, person_of(request), on=_today())
    except KarnError as error:
        return render(request, "figure_refused.html", {"error": in_words(error)}, status=400)
    shown = {
        "views": views_of(request, "why"),
        "page": page, "lines": lines, "by": by, "by_word": BY_WORDS[by], "query": _query(request),
        "dimensions": [(code, BY_WORDS[code]) for code in _dimensions(request)],
        "pictures": _pictures(page), "improved": improved_reasons(),
        "months": MONTHS, "chosen_months": _months(request), "segments": segments_for(person_of(request)),
        "has_lessons": company_of(request).has(Station.LESSONS), "said": _said(request, asked),
    }  # fmt: skip
    return render(request, "why/why.html", shown)


def _said(request: HttpRequest, asked: WhyAsked) -> SaidThemes | None:
    """Return what leavers said themselves; of everybody alone: of a segment nothing is known."""
    if asked.among or not company_of(request).has(Station.GOODBYE):
        return None
    return themes_said(asked.period)


@needs(Deed.SEE_CUSTOMERS)
def why_departures(request: HttpRequest) -> HttpResponse:
    """Name the departures behind a number."""
    if last_refresh() is None:
        return render(request, "figures_empty.html", {"has_customers": Customer.objects.exists()})
    try:
        rows = _departures(request)
    except KarnError as error:
        return render(request, "figure_refused.html", {"error": in_words(error)}, status=400)
    page = Paginator(rows, PAGE).get_page(word_asked(request.GET, "page"))
    shown = {"page": page, "told": _told(request), "query": _query(request)}
    return render(request, "why/departures.html", shown)


def _parts(request: HttpRequest) -> Iterable[tuple[str, Part]]:
    if last_refresh() is None:
        return []
    page = why_they_left(_asked(request), person_of(request))
    return [(str(gettext_lazy("Why they left")), part) for part in page.why] + [
        (str(gettext_lazy("Where they went")), part) for part in page.where
    ]


WHY_FILE = list_as_file(
    Listing[tuple[str, Part]](
        name="why",
        address="why/reasons",
        rows=_parts,
        event=Event.LIST_EXPORTED,
        columns=[
            (gettext_lazy("Which"), lambda row: row[0]),
            (gettext_lazy("Code"), lambda row: row[1].code),
            (gettext_lazy("Reason"), lambda row: row[1].text),
            (gettext_lazy("Customers"), lambda row: row[1].count),
            (gettext_lazy("Of"), lambda row: row[1].of),
            (gettext_lazy("Unverified"), lambda row: row[1].unverified),
        ],
    )
)


def _departures_asked(request: HttpRequest) -> list[Gone]:
    return [] if last_refresh() is None else _departures(request)


DEPARTURES_FILE = list_as_file(
    Listing[Gone](
        name="why_departures",
        address="why/departures/departures",
        rows=_departures_asked,
        event=Event.LIST_EXPORTED,
        columns=[
            (gettext_lazy("Customer"), lambda one: one.name),
            (gettext_lazy("Left on"), lambda one: one.left_on),
            (gettext_lazy("Notice on"), lambda one: one.notice_on),
            (gettext_lazy("MRR"), lambda one: one.mrr),
            (gettext_lazy("Kind"), lambda one: DepartureKind(one.kind).label),
            (gettext_lazy("Why they left"), lambda one: one.why_text if one.why else ""),
            (gettext_lazy("Where they went"), lambda one: one.where_text if one.where else ""),
            (gettext_lazy("How sure"), lambda one: one.sure_text),
            (gettext_lazy("Product"), lambda one: one.plan),
            (gettext_lazy("Came from"), lambda one: one.source),
            (gettext_lazy("Since the last invoice"), lambda one: value_text("invoice", one.invoice)),
            (gettext_lazy("Comment"), lambda one: one.comment),
        ],
    )
)


@needs(Deed.CHANGE_CUSTOMERS)
def code_reason(request: HttpRequest, number: int) -> HttpResponse:
    """Let staff put down why somebody left: who asked, how, in which words; earlier ones stay readable."""
    departure = _departure(request, number)
    lists = {axis: reason_list(axis) for axis in (WHY, WHERE)}
    form = CodingForm(
        request.POST if request.method == "POST" else None,
        person=person_of(request), departure=departure, lists=lists,
    )  # fmt: skip
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                actions.code_departure(
                    departure=number, said=actions.Said(**form.cleaned_data), by=person_of(request),
                    at=timezone.now(), seen=form.seen,
                )  # fmt: skip
            except ChangedMeanwhile as error:
                if isinstance(error.stored, Departure):
                    form.meet(error.stored.version, texts_of_departure(error.stored, lists))
                status = 409
            except BadInput as error:
                form.add_error(None, in_words(error))
            else:
                messages.success(request, _("Stored. What was put down before stays readable."))
                return redirect(_back(request) or reverse("code_reason", args=[number]))
    codings = [
        (one, lists[WHY].text_of(one.why, one.why_number),
         lists[WHERE].text_of(one.destination, one.destination_number),
         is_unverified(one.why, one.how))
        for one in codings_of(departure)
    ]  # fmt: skip
    shown = {"form": form, "departure": departure, "codings": codings, "back": _back(request)}
    return render(request, "why/code.html", shown, status=status)


@needs(Deed.SEE_CUSTOMERS)
def why_words(request: HttpRequest) -> HttpResponse:
    """Show what leavers' words are about: as the lexicon proposes, for a person to confirm or correct."""
    judged = word_asked(request.GET, "state") == "judged"
    rows = commented(person_of(request), judged=judged, limit=MOST_WORDS)
    listed = reason_list(WHY)
    told = [
        (
            row,
            [(one.phrase, listed.text_of(one.code)) for one in row.found],
            [listed.text_of(code) for code in row.confirmed or ()],
            {one.code for one in row.found},
        )
        for row in rows
    ]
    shown = {
        "rows": told, "judged": judged, "reasons": listed.offered(),
        "precision": [(listed.text_of(one.code), one) for one in precision()],
    }  # fmt: skip
    return render(request, "why/words.html", shown)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
def judge_words(request: HttpRequest, number: int) -> HttpResponse:
    """Say which themes a departure's words are about."""
    departure = _departure(request, number)
    codes = request.POST.getlist("code")
    try:
        actions.judge_words(
            departure=departure.pk, codes=codes, by=person_of(request), at=timezone.now(), first=True
        )
    except BadInput as error:
        messages.error(request, in_words(error))
    else:
        offer_undo(request, _("Stored."), reverse("forget_judgement", args=[number]))
    return redirect("why_words")


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
def forget_judgement(request: HttpRequest, number: int) -> HttpResponse:
    """Take back what was said of a departure's words."""
    departure = _departure(request, number)
    actions.forget_judgement(departure=departure.pk, by=person_of(request), at=timezone.now())
    messages.success(request, _("It is taken back."))
    return redirect("why_words")


def _departure(request: HttpRequest, number: int) -> Departure:
    found = departure_to_code(person_of(request), number)
    if found is None:
        raise Http404
    return found


def _back(request: HttpRequest) -> str:
    """Return the page one came from, where it is one of this installation."""
    given = request.POST.get("back") or request.GET.get("back") or ""
    return given if given.startswith("/") and url_has_allowed_host_and_scheme(given, None) else ""


def _today() -> date:
    return local_day(timezone.now(), current_company())


def _months(request: HttpRequest) -> int:
    text = word_asked(request.GET, "months")
    return int(text) if text.isascii() and text.isdecimal() and int(text) in MONTHS else USUAL_MONTHS


def _asked(request: HttpRequest) -> WhyAsked:
    group = word_asked(request.GET, "kind")
    return WhyAsked(_period(request), group if group in GROUP_WORDS else "choice", _among(request))


def _period(request: HttpRequest) -> Period:
    """Return the full months asked for; with ?from=…&to=… those days (the last one exclusive)."""
    if {"from", "to"} & request.GET.keys():
        try:
            first, last = (date.fromisoformat(request.GET.get(name, "")) for name in ("from", "to"))
        except ValueError:
            raise BadInput(_("Choose the first day and the day after the last, like 2026-03-01.")) from None
        return Period(first, last)
    return trailing_months(_today(), _months(request))


def _among(request: HttpRequest) -> Among | None:
    text = word_asked(request.GET, "segment")
    if not text:
        return None
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
    found = segment_for(person_of(request), number)
    if found is None:
        raise BadInput("There is no such segment (any more).")
    return among(found, person=person_of(request), on=_today())


def _dimensions(request: HttpRequest) -> list[str]:
    has_fit = company_of(request).has(Station.CRITERIA)
    return [code for code in DIMENSIONS if code != "fit" or has_fit]


def _query(request: HttpRequest) -> str:
    """Return which departures are looked at, to be asked again."""
    names = ("months", "from", "to", "segment", "kind", "by")
    return urlencode({name: request.GET[name] for name in names if request.GET.get(name)})


def _departures(request: HttpRequest) -> list[Gone]:
    """Return the departures asked for: of a kind, a reason, a place they went to, a value they share."""
    asked, given = _asked(request), request.GET
    rows = departures_in(asked, person_of(request))
    if given.get("kind") != "all":
        rows = [one for one in rows if one.group == asked.group]
    for name in ("why", "where"):
        if name in given:
            rows = [one for one in rows if getattr(one, name) == given[name]]
    by = word_asked(given, "by")
    if "value" in given and by == "segment":
        segment = segment_for(person_of(request), int(given["value"]) if given["value"].isdecimal() else 0)
        members = set(ids_in(segment, person=person_of(request), on=_today())) if segment else set()
        return [one for one in rows if one.customer_id in members]
    if "value" in given and by in DIMENSIONS:
        rows = [one for one in rows if getattr(one, by) == given["value"]]
    return rows


def _told(request: HttpRequest) -> list[str]:
    """Say which departures are listed."""
    given, told = request.GET, []
    group = word_asked(given, "kind") or "choice"
    told.append(str(GROUP_WORDS[group]) if group in GROUP_WORDS else _("All kinds"))
    told += [reason_list(axis).text_of(given[axis]) for axis in (WHY, WHERE) if axis in given]
    by = word_asked(given, "by")
    if "value" in given and by in DIMENSIONS and by != "segment":
        try:
            told.append(f"{BY_WORDS[by]}: {value_text(by, given['value'])}")
        except (KeyError, ValueError):
            raise Http404 from None
    return told


def _pictures(page: Why) -> dict[str, Picture]:
    if not page.gone:
        return {}
    pictures = {"why": _bars(page.why, _("Why they left")), "where": _bars(page.where, _("Where they went"))}
    if len(page.times) > 1:
        pictures["times"] = _over_time(page)
    return pictures


def _bars(parts: Iterable[Part], title: str) -> Picture:
    points = [{"text": part.text, "count": part.count, "known": bool(part.code)} for part in parts]
    told = ", ".join(f"{point['text']} {point['count']}" for point in points)
    return draw(reason_bars(points), f"{title}: {told}")


def _over_time(page: Why) -> Picture:
    """Draw the most frequent known reasons, all others together, and what nobody knows."""
    first = {part.code: part.text for part in page.why if part.code}
    first = dict(list(first.items())[:MOST_STACKED])
    rest, unknown = _("All others"), _("Not known")
    reasons = [*first.values(), rest, unknown]
    points = []
    for day, counts in page.times:
        when = _("Q%(quarter)d %(year)d") % {"quarter": day.month // 3 + 1, "year": day.year}
        when = when if page.is_quarterly else tight_month(day)
        summed: Counter[str] = Counter(dict.fromkeys(reasons, 0))
        for code, count in counts:
            summed[first.get(code, rest) if code else unknown] += count
        points += [{"when": when, "reason": text, "count": count} for text, count in summed.items()]
    return draw(reasons_over_time(points, reasons), _("Why they left, over time"))

"""The rules that look for signs of leaving, one of them, and one sign: its evidence, and putting it off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from karn.apps.company.queries import current_company
from karn.apps.people.rules import Deed, Event
from karn.apps.threats.actions import hushing
from karn.apps.threats.actions.replays import replay_rule
from karn.apps.threats.actions.switching import choose_rule
from karn.apps.threats.jobs import begin_records
from karn.apps.threats.models.signals import Signal, Switch
from karn.apps.threats.rules.cards import name_of
from karn.apps.threats.rules.thresholds import DAYS_TO_LEAVE, FEWEST_FOR_A_SHARE
from karn.apps.threats.signals.choices import settings_of
from karn.apps.threats.signals.overview import (
    Past,
    RuleRow,
    as_seen,
    hushed_by_people,
    rule_row,
    rule_rows,
    seen_by,
    signal_for,
)
from karn.engine.signals.catalogue import SIGNALS
from karn.kernel.errors import KarnError
from karn.platform.versions import ChangedMeanwhile
from karn.platform.wording import in_words
from karn.web.access import needs, note_seen, person_of
from karn.web.asked import word_asked
from karn.web.back import back
from karn.web.forms.signals import HushForm, RuleForm, texts_of_rule
from karn.web.listings import Listing, list_as_file
from karn.web.undo import offer_undo
from karn.web.words.evidence import pieces_of
from karn.web.words.journal import rule_history

PAGE = 50


@needs(Deed.SEE_CUSTOMERS)
def signals(request: HttpRequest) -> HttpResponse:
    """List the rules: on or off, for how many they fire, and how they would have done."""
    rows = rule_rows(person_of(request))
    page = {
        "on": [row for row in rows if row.rule.is_on],
        "off": [row for row in rows if not row.rule.is_on],
        "counted": any(row.past for row in rows),
        "within": DAYS_TO_LEAVE,
        "fewest": FEWEST_FOR_A_SHARE,
    }
    return render(request, "signals/list.html", page)


def _past(row: RuleRow, told: Callable[[Past], object]) -> object:
    return told(row.past) if row.past else None


def _named(row: RuleRow, told: Callable[[Past], object]) -> object:
    """Return a count of the past; nothing where there was nothing to look at: 0 would praise the rule."""
    return None if row.past is None or row.past.is_idle else told(row.past)


RULES = list_as_file(
    Listing[RuleRow](
        name="signals",
        address="signals/signals",
        rows=lambda request: rule_rows(person_of(request)),
        event=Event.LIST_EXPORTED,
        columns=[
            (gettext_lazy("Signal"), lambda row: row.rule.card.name),
            (gettext_lazy("Question"), lambda row: row.rule.card.question),
            (gettext_lazy("State"), lambda row: _("On") if row.rule.is_on else _("Off")),
            (gettext_lazy("Now"), lambda row: row.here if row.rule.is_on else None),
            (gettext_lazy("Put off and dismissed"), lambda row: row.hushed if row.rule.is_on else None),
            (gettext_lazy("Counted from"), lambda row: _past(row, lambda past: past.first_on)),
            (gettext_lazy("Counted until"), lambda row: _past(row, lambda past: past.last_on)),
            (gettext_lazy("Would have named"), lambda row: _named(row, lambda past: past.precision.of)),
            (gettext_lazy("Of them left"), lambda row: _named(row, lambda past: past.precision.times)),
        ],
    )
)


@require_POST
@needs(Deed.KEEP_SIGNALS)
def count_signals(request: HttpRequest) -> HttpResponse:
    """Count how the rules would have done: at once for few customers, else in the background."""
    try:
        done = begin_records(by=person_of(request), at=timezone.now())
    except KarnError as error:
        messages.error(request, in_words(error))
    else:
        messages.success(request, _("Counted.") if done else _("It is being counted; look again in a while."))
    return redirect("signals")


@needs(Deed.SEE_CUSTOMERS)
def signal_rule(request: HttpRequest, code: str) -> HttpResponse:
    """Show one rule: its card, whom it names, how it would have done, and one past day where asked for."""
    row = _row(request, code)
    return _rule_page(request, row, RuleForm(rule=row.rule))


@require_POST
@needs(Deed.KEEP_SIGNALS)
def choose_signal(request: HttpRequest, code: str) -> HttpResponse:
    """Switch a rule on or off and choose its thresholds; 409 with both values when somebody else did."""
    row, now = _row(request, code), timezone.now()
    form = RuleForm(request.POST, rule=row.rule)
    if not form.is_valid():
        return _rule_page(request, row, form, 400)
    standing = row.rule.signal.values({}, settings_of(current_company()))
    person, on = person_of(request), timezone.localdate(now)
    try:
        rule = choose_rule(
            rule=code,
            is_on=form.cleaned_data["is_on"],
            thresholds=form.chosen(standing),
            by=person,
            on=on,
            at=now,
            seen=form.seen,
        )
    except ChangedMeanwhile as error:
        stored = rule_row(code, person).rule
        form.meet(error.stored.version if isinstance(error.stored, Switch) else "", texts_of_rule(stored))
        return _rule_page(request, row, form, 409)
    except KarnError as error:
        form.add_error(None, in_words(error))
        return _rule_page(request, row, form, 400)
    said = _("“%(name)s” is on.") if rule.is_on else _("“%(name)s” is off.")
    messages.success(request, said % {"name": rule.card.name})
    return redirect("signal_rule", code=code)


def _row(request: HttpRequest, code: str) -> RuleRow:
    if code not in SIGNALS:
        raise Http404
    return rule_row(code, person_of(request))


def _rule_page(request: HttpRequest, row: RuleRow, form: RuleForm, status: int = 200) -> HttpResponse:
    on, code, person = timezone.localdate(), row.rule.code, person_of(request)
    page = Paginator(seen_by(code, person), PAGE).get_page(word_asked(request.GET, "page"))
    past = _past_day(request, on)
    shown: dict[str, Any] = {
        "row": row,
        "rule": row.rule,
        "form": form,
        "seen": [as_seen(signal, on=on) for signal in page],
        "page": page,
        "past_day": past,
        "replay": _replay(request, code, past),
        "within": DAYS_TO_LEAVE,
        "fewest": FEWEST_FOR_A_SHARE,
        "changes": rule_history(Switch.objects.filter(rule=code).first(), row.rule.card.labels),
    }
    return render(request, "signals/rule.html", shown, status=status)


def _past_day(request: HttpRequest, on: date) -> date | None:
    try:
        asked = date.fromisoformat(word_asked(request.GET, "on"))
    except ValueError:
        return None
    return asked if date(1990, 1, 1) <= asked <= on else None


def _replay(request: HttpRequest, code: str, past: date | None) -> Any:
    if past is None:
        return None
    try:
        return replay_rule(code, on=past, person=person_of(request))
    except KarnError as error:
        messages.error(request, in_words(error))
        return None


def _rows(request: HttpRequest, code: str) -> QuerySet[Signal]:
    if code not in SIGNALS:
        raise Http404
    return seen_by(code, person_of(request))


def _sentence(signal: Signal) -> str:
    return as_seen(signal, on=timezone.localdate()).sentence


FIRING = list_as_file(
    Listing[Signal](
        name="signal_rule",
        address="signals/<slug:code>/customers",
        rows=_rows,
        columns=[
            (gettext_lazy("Customer"), lambda signal: signal.customer.name),
            (
                gettext_lazy("Account manager"),
                lambda one: one.customer.owner.name if one.customer.owner else "",
            ),
            (gettext_lazy("What was seen"), _sentence),
            (gettext_lazy("Strength"), lambda signal: signal.strength),
            (gettext_lazy("Since"), lambda signal: signal.since),
        ],
        file=lambda _request: f"signals-{timezone.localdate():%Y-%m-%d}",
    )
)


@needs(Deed.SEE_CUSTOMERS)
def hushed(request: HttpRequest) -> HttpResponse:
    """List what somebody put off or dismissed and that is still there."""
    page = Paginator(hushed_by_people(person_of(request)), PAGE).get_page(word_asked(request.GET, "page"))
    on = timezone.localdate()
    rows = [(as_seen(signal, on=on), name_of(signal.rule)) for signal in page if signal.rule in SIGNALS]
    return render(request, "signals/hushed.html", {"rows": rows, "page": page})


HUSHED = list_as_file(
    Listing[Signal](
        name="hushed_signals",
        address="signals/hushed",
        rows=lambda request: hushed_by_people(person_of(request)),
        columns=[
            (gettext_lazy("Customer"), lambda signal: signal.customer.name),
            (gettext_lazy("What was seen"), _sentence),
            (gettext_lazy("Until"), lambda signal: signal.hushed_until),
            (gettext_lazy("Why"), lambda signal: signal.hushed_why),
            (gettext_lazy("By"), lambda signal: signal.hushed_by.name if signal.hushed_by else ""),
        ],
    )
)


@needs(Deed.SEE_CUSTOMERS)
def seen_signal(request: HttpRequest, number: int) -> HttpResponse:
    """Show one sign: what was seen, since when, and the rows it stands on."""
    its = _signal(request, number)
    note_seen(request, its.customer, what="signal")
    return _seen_page(request, its, HushForm(on=timezone.localdate()))


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
def hush_signal(request: HttpRequest, number: int) -> HttpResponse:
    """Put a sign off until a day, or dismiss it with a reason."""
    its, now = _signal(request, number), timezone.now()
    on = timezone.localdate(now)
    form = HushForm(request.POST, on=on)
    if not form.is_valid():
        return _seen_page(request, its, form, 400)
    until = None if "dismiss" in request.POST else form.cleaned_data["until"]
    why = form.cleaned_data["why"]
    try:
        hushing.hush_signal(signal=its.pk, until=until, why=why, by=person_of(request), on=on, at=now)
    except Signal.DoesNotExist:
        raise Http404 from None
    except KarnError as error:
        form.add_error("why" if until is None else "until", in_words(error))
        return _seen_page(request, its, form, 400)
    said = _("Put off.") if until else _("Dismissed.")
    offer_undo(request, said, reverse("take_up_signal", args=[number]))
    return back(request, reverse("customer", args=[its.customer_id]))


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
def take_up_signal(request: HttpRequest, number: int) -> HttpResponse:
    """Let a sign count again."""
    try:
        its = hushing.take_up_signal(signal=number, by=person_of(request), at=timezone.now())
    except Signal.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("It counts again."))
    return back(request, reverse("customer", args=[its.customer_id]))


def _signal(request: HttpRequest, number: int) -> Signal:
    its = signal_for(person_of(request), number)
    if its is None or its.rule not in SIGNALS:
        raise Http404
    return its


def _seen_page(request: HttpRequest, its: Signal, form: HushForm, status: int = 200) -> HttpResponse:
    row = rule_row(its.rule, person_of(request))
    seen = as_seen(its, on=its.last_seen_on if its.ended_on else timezone.localdate())
    shown: dict[str, Any] = {
        "signal": its,
        "customer": its.customer,
        "seen": seen,
        "rule": row.rule,
        "form": form,
    }
    shown["pieces"] = pieces_of(its)
    return render(request, "signals/seen.html", shown, status=status)

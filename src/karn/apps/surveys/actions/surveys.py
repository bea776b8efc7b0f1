"""Surveys are made of ready ones or written, changed, closed, thrown away, and opened for anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from karn.apps.people.actions.audit import record
from karn.apps.people.actions.journal import keep_change
from karn.apps.people.models import Person
from karn.apps.people.rules import Event
from karn.apps.segments.models import Segment
from karn.apps.surveys.actions.asking import withhold_asking
from karn.apps.surveys.models import PLANNED, Habits, Occasion, Page, Survey, Version
from karn.apps.surveys.queries.surveys import is_frozen, newest_version
from karn.apps.surveys.rules.checking import check_form
from karn.apps.surveys.rules.questions import Form, as_json, spoken
from karn.apps.surveys.rules.ready import CODES, ready_form
from karn.kernel.errors import BadInput, UnknownName
from karn.kernel.text import one_line
from karn.platform.facts import next_version
from karn.platform.links import make_link, revoke_links
from karn.platform.versions import facts_of, refuse_unseen

PAGE_PURPOSE = "survey-page"
_PAGE_DAYS = 730
_MOST_DAYS = 3650


@dataclass(frozen=True, slots=True)
class Plan:
    """When a survey asks by itself, and who comes back to unhappy answers (None: who looks after them)."""

    occasion: Occasion
    days: int = 3
    segment: Segment | None = None
    closer: Person | None = None


def make_ready_survey(*, code: str, language: str, by: Person, at: datetime) -> Survey:
    """Make a survey of the ready one with this code, named in `language`. Raises UnknownName for none."""
    if code not in CODES:
        raise UnknownName("ready survey", code, list(CODES))
    form = ready_form(code)
    return _made(spoken(form.title, language), form, code, by, at)


def make_survey(*, name: str, form: Form, by: Person, at: datetime) -> Survey:
    """Make a survey of own questions. Raises BadInput for a form that cannot be asked."""
    return _made(name, form, "", by, at)


def _made(name: str, form: Form, ready: str, by: Person, at: datetime) -> Survey:
    check_form(form)
    with transaction.atomic():
        survey = Survey(ready=ready, made_at=at, made_by=by, changed_at=at)
        survey.name = _name(name)
        survey.save()
        Version.objects.create(survey=survey, number=1, form=as_json(form), made_at=at, made_by=by)
        record(by=by, deed=Event.SURVEY_CHANGED, about=survey, at=at, detail="made")
    return survey


def write_survey(
    *, survey: Survey, name: str, form: Form, by: Person, at: datetime, seen: str | None = None
) -> Version:
    """Store other words and questions. What was asked or answered stays; then they are the next version.

    `seen` is the :attr:`Version.version` that its changer read. Raises BadInput for a form that cannot be
    asked, ChangedMeanwhile where other words or another name stand there now.
    """
    check_form(form)
    with transaction.atomic():
        held = Survey.objects.select_for_update().get(pk=survey.pk)
        version = newest_version(held)
        refuse_unseen(version, seen)
        renamed, held.name = held.name != _name(name), _name(name)
        held.changed_at = next_version(held.changed_at, at)
        held.save(update_fields=["name", "changed_at"])
        if version.form == as_json(form):
            if renamed:
                record(by=by, deed=Event.SURVEY_CHANGED, about=held, at=at, detail="renamed")
            return version
        if is_frozen(version):
            version = Version(survey=held, number=version.number + 1)
        version.form, version.made_at, version.made_by = as_json(form), at, by
        version.save()
        record(by=by, deed=Event.SURVEY_CHANGED, about=held, at=at, detail=f"version {version.number}")
    return version


def plan_survey(
    *, survey: Survey, plan: Plan, on: date, by: Person, at: datetime, seen: str | None = None
) -> Survey:
    """Say when it asks by itself; what happened before `on`, today, is not asked about.

    `seen` is the :attr:`Survey.version` that its changer read. Raises BadInput for a segment that is
    missing, and days that cannot be, ChangedMeanwhile where another plan stands there now.
    """
    if plan.occasion == Occasion.SEGMENT and plan.segment is None:
        raise BadInput("Choose the segment whose members are asked.")
    if not 0 <= plan.days <= _MOST_DAYS:
        raise BadInput("Choose between 0 and %(most)s days.", most=_MOST_DAYS)
    with transaction.atomic():
        held = Survey.objects.select_for_update().get(pk=survey.pk)
        refuse_unseen(held, seen)
        if held.occasion != plan.occasion or held.since is None:
            held.since = on
        held.occasion, held.days = plan.occasion, plan.days
        held.segment, held.closer = plan.segment, plan.closer
        return _kept(held, f"asks {plan.occasion}", by, at, *PLANNED, "since")


def close_survey(*, survey: Survey, by: Person, at: datetime) -> Survey:
    """Take no more answers, and ask nobody: what waits to be mailed stays here."""
    return _set(survey, "closed", by, at, closed_at=at)


def open_survey(*, survey: Survey, by: Person, at: datetime) -> Survey:
    """Ask and take answers again."""
    return _set(survey, "opened", by, at, closed_at=None)


def remove_survey(*, survey: Survey, by: Person, at: datetime) -> Survey:
    """Throw a survey away, with its answers out of sight; it can be brought back."""
    return _set(survey, "removed", by, at, removed_at=at)


def restore_survey(*, survey: Survey, by: Person, at: datetime) -> Survey:
    """Bring a survey back."""
    return _set(survey, "restored", by, at, removed_at=None)


def _set(survey: Survey, what: str, by: Person, at: datetime, **facts: datetime | None) -> Survey:
    with transaction.atomic():
        held = Survey.objects.select_for_update().get(pk=survey.pk)
        for name, value in facts.items():
            setattr(held, name, value)
        if not held.is_open:
            withhold_asking(survey=held, at=at)
        return _kept(held, what, by, at, *facts)


def _kept(survey: Survey, what: str, by: Person, at: datetime, *fields: str) -> Survey:
    survey.changed_at = next_version(survey.changed_at, at)
    survey.save(update_fields=[*fields, "changed_at"])
    record(by=by, deed=Event.SURVEY_CHANGED, about=survey, at=at, detail=what)
    return survey


def make_page(*, survey: Survey, name: str, by: Person, at: datetime) -> Page:
    """Open a page for anybody, to print as a QR code. Raises BadInput without a name."""
    told = one_line(name)[:120]
    if not told:
        raise BadInput("Say where it hangs, or is printed.")
    with transaction.atomic():
        page = Page.objects.create(survey=survey, name=told, made_at=at, made_by=by)
        page.secret = make_link(
            purpose=PAGE_PURPOSE,
            audience=f"page:{page.pk}",
            expires_at=at + timedelta(days=_PAGE_DAYS),
            at=at,
        )
        page.save(update_fields=["secret"])
        record(by=by, deed=Event.SURVEY_CHANGED, about=survey, at=at, detail=f"page {page.pk} made")
    return page


def close_page(*, page: Page, by: Person, at: datetime) -> None:
    """Let a page open nothing more; what was answered there stays."""
    with transaction.atomic():
        Page.objects.filter(pk=page.pk, closed_at__isnull=True).update(closed_at=at)
        revoke_links(purpose=PAGE_PURPOSE, audience=f"page:{page.pk}", at=at)
        record(by=by, deed=Event.SURVEY_CHANGED, about=page.survey, at=at, detail=f"page {page.pk} closed")


def change_habits(*, facts: dict[str, object], by: Person, at: datetime, seen: str | None = None) -> Habits:
    """Store what holds for all surveys together. `seen` is the :attr:`Habits.version` its changer read.

    Raises ValidationError for what cannot be, ChangedMeanwhile where something else stands there now.
    """
    with transaction.atomic():
        if not Habits.objects.exists():
            Habits.objects.bulk_create([Habits(pk=1)], ignore_conflicts=True)  # a row to hold
        stored = Habits.objects.select_for_update().order_by("pk")[0]
        refuse_unseen(stored, seen)
        before = facts_of(stored, facts)
        for name, value in facts.items():
            setattr(stored, name, value)
        stored.full_clean()
        stored.save(update_fields=list(facts))
        keep_change(stored, before, facts_of(stored, facts), by=by, at=at)
        record(by=by, deed=Event.SURVEY_CHANGED, about=None, at=at, detail="habits")
    return stored


def _name(name: str) -> str:
    told = one_line(name)[:200]
    if not told:
        raise BadInput("Give the survey a name.")
    return told

"""Every night: what waited long enough may be read, what was kept long enough goes."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from karn.apps.company.queries import current_company, local_day
from karn.apps.exits.models import Answer, Asked, ExitHabits, Invitation
from karn.apps.exits.queries.opening import PURPOSE
from karn.apps.exits.rules.coarseness import PERIODS, months_later
from karn.apps.exits.rules.questions import TEXTS
from karn.apps.exits.rules.waiting import words_until
from karn.apps.people.actions.audit import record
from karn.apps.people.actions.journal import keep_change
from karn.apps.people.models import Person
from karn.apps.people.rules import Event
from karn.platform.databases import EXITS
from karn.platform.links import forget_links
from karn.platform.versions import refuse_unseen


def keep_exit_answers(*, at: datetime) -> None:
    """Release what waited, forget words, and sweep links that are over. Done twice it does nothing more."""
    company = current_company()
    on = local_day(at, company)
    if company.health_data:
        _unlink()
    Answer.objects.filter(held_until__lte=on).update(held_until=None)
    _forget_words(on)
    Invitation.objects.filter(over_on__lte=on).delete()
    forget_links(purpose=PURPOSE, before=at)
    Asked.objects.filter(month__lt=months_later(on, -2 * PERIODS[-1])).delete()


def _unlink() -> None:
    """Forget whose an answer is, by the key too: what was kept before health was concerned."""
    Answer.objects.exclude(holder="").update(holder="")
    Invitation.objects.exclude(holder="").update(holder="", stay="", plan="")


def _forget_words(on: date) -> None:
    due = Answer.objects.filter(words_until__lte=on)
    due.update(words_until=None, **dict.fromkeys(TEXTS, ""))


def change_exit_habits(*, words_months: int, by: Person, at: datetime, seen: str | None = None) -> ExitHabits:
    """Set for how many months words are kept; those kept longer already go now.

    `seen` is the :attr:`ExitHabits.version` its changer read. Raises ValidationError, and ChangedMeanwhile
    where another number stands there now: words that are gone come back for nobody.
    """
    with transaction.atomic(using=EXITS):
        if not ExitHabits.objects.exists():
            ExitHabits.objects.bulk_create([ExitHabits(pk=1)], ignore_conflicts=True)  # a row to hold
        habits = ExitHabits.objects.select_for_update().order_by("pk")[0]
        refuse_unseen(habits, seen)
        before = habits.facts
        habits.words_months = words_months
        habits.full_clean()
        habits.save()
        for period_on in set(Answer.objects.exclude(words_until=None).values_list("period_on", flat=True)):
            its = Answer.objects.exclude(words_until=None).filter(period_on=period_on)
            its.update(words_until=words_until(period_on, words_months))
        _forget_words(local_day(at, current_company()))
    keep_change(habits, before, habits.facts, by=by, at=at)
    record(by=by, deed=Event.EXIT_ANSWERS_CHANGED, about=None, at=at, detail=f"words {words_months} months")
    return habits

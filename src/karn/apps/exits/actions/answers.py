"""What a leaver says is kept, without the name; and is read, added up and forgotten in its time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from karn.apps.company.queries import current_company, local_day
from karn.apps.exits.actions.tags import tag_answer
from karn.apps.exits.models import Answer, Asked, Choice, Invitation, Sum
from karn.apps.exits.queries.habits import exit_habits
from karn.apps.exits.queries.holders import seal_of
from karn.apps.exits.queries.opening import invited_by
from karn.apps.exits.queries.sealed_words import unsealed_words
from karn.apps.exits.rules.coarseness import PERIODS, Count, Kept, kept_beside, months_later, period_start
from karn.apps.exits.rules.lexicon import VERSION, themes_in
from karn.apps.exits.rules.naming import struck_out
from karn.apps.exits.rules.questions import MARKS, TOTALS, Given, add_up, read_form, refuse_unless_whole
from karn.apps.exits.rules.waiting import ENOUGH, held_until, words_until
from karn.apps.people.models import Person
from karn.kernel.points import point
from karn.platform.databases import EXITS
from karn.platform.links import NoSuchLink


def answer(*, secret: str, fields: Mapping[str, str], language: str, at: datetime) -> None:
    """Keep what the reader of a link answered, once: from then on the link opens nothing.

    All of it happens in the database of the exit answers, in one transaction: killed at any moment, the
    answer is there and the link used, or neither. Raises NoSuchLink, and BadInput for an answer that says
    nothing or not how it may be read.
    """
    invited_by(secret, at=at)
    given = read_form(fields)
    refuse_unless_whole(given)
    on = local_day(at, current_company())
    ours = list(Person.objects.order_by("pk").values_list("name", flat=True))
    with transaction.atomic(using=EXITS):
        held = Invitation.objects.select_for_update().filter(seal=seal_of(secret)).first()
        if held is None:
            raise NoSuchLink
        leaver = unsealed_words(held.words, secret)
        said = {name: struck_out(text, leaver, ours) for name, text in given.texts.items()}
        if given.choice == TOTALS:
            _keep_for_totals(held, given, language, on)
        else:
            _keep_readable(held, given, said, language, on)
        # One answer for each leaver, whichever of several links it came by.
        same = Q(holder=held.holder) if held.holder else Q(pk=held.pk)
        Invitation.objects.filter(same).delete()
        point("exit.answered")
    point("exit.stored")


def _keep_readable(held: Invitation, given: Given, said: Mapping[str, str], language: str, on: date) -> None:
    beside = _beside(held, on)
    until = words_until(beside.period_on, exit_habits().words_months) if any(said.values()) else None
    stored = Answer(
        holder=held.holder, choice=Choice.READABLE, language=language, **said, **given.marks,
        period_on=beside.period_on, months=beside.months, stay=beside.stay, plan=beside.plan,
        held_until=held_until(on), words_until=until,
    )  # fmt: skip
    stored.save()
    _tag(stored, given, language, on)
    waiting = Answer.objects.filter(choice=Choice.READABLE, held_until__isnull=False)
    if waiting.count() >= ENOUGH:
        waiting.update(held_until=None)


def _beside(held: Invitation, on: date) -> Kept:
    longest = months_later(period_start(on, PERIODS[-1]), -1)
    rows = Asked.objects.filter(month__gte=longest, month__lte=on)
    counts = [Count(*row) for row in rows.values_list("month", "stay", "plan", "people")]
    return kept_beside(on=on, stay=held.stay, plan=held.plan, asked=counts)


def _keep_for_totals(held: Invitation, given: Given, language: str, on: date) -> None:
    """Keep marks and themes alone, and add all up as soon as five wait."""
    stored = Answer(
        holder=held.holder, choice=Choice.TOTALS, **given.marks, period_on=period_start(on, PERIODS[-1]),
        months=0,
    )  # fmt: skip
    stored.save()
    _tag(stored, given, language, on)
    waiting = list(Answer.objects.select_for_update().filter(choice=Choice.TOTALS).prefetch_related("tags"))
    added = add_up([(_marks_of(one), frozenset(tag.code for tag in one.tags.all())) for one in waiting])
    if added is not None:
        Sum(month=on.replace(day=1), people=added.people, marks=added.marks, themes=added.themes).save()
        Answer.objects.filter(pk__in=[one.pk for one in waiting]).delete()


def _tag(stored: Answer, given: Given, language: str, on: date) -> None:
    """Keep the themes the lexicon finds; not of what they took from it: that was good."""
    texts = (given.texts[name] for name in ("how", "change"))
    codes = {code for text in texts for code in themes_in(text, language)}
    tag_answer(answer=stored.pk, codes=codes, version=VERSION, confirmed=False, on=on)


def _marks_of(answer: Answer) -> dict[str, int | None]:
    return {name: getattr(answer, name) for name in MARKS}

"""Themes of what leavers wrote: as the lexicon finds them, and as a person confirms them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from karn.apps.company.queries import current_company, local_day
from karn.apps.exits.models import Answer, Tag, ThemeSum
from karn.apps.exits.queries.themes import readable
from karn.apps.exits.rules.coarseness import FEWEST
from karn.apps.exits.rules.lexicon import THEMES, VERSION
from karn.apps.people.actions.audit import record
from karn.apps.people.actions.permissions import MANAGERS_ONLY, refuse_unless_may
from karn.apps.people.models import Person
from karn.apps.people.rules import Deed, Event
from karn.platform.databases import EXITS
from karn.platform.versions import refuse_unseen


def tag_answer(*, answer: int, codes: Collection[str], version: str, confirmed: bool, on: date) -> None:
    """Let the themes of an answer (by id) be exactly these; who confirmed them is not kept, only the month.

    `version` is the lexicon's. What a person confirmed, a lexicon does not change. Nothing happens to an
    answer there is not.
    """
    with transaction.atomic(using=EXITS):
        held = Answer.objects.select_for_update().filter(pk=answer).first()
        if held is None or (not confirmed and held.is_judged):
            return
        if confirmed:
            Answer.objects.filter(pk=held.pk).update(is_judged=True)
        held.tags.exclude(code__in=codes).delete()
        held.tags.update(version=version, is_confirmed=confirmed, on_month=on.replace(day=1))
        known = set(held.tags.values_list("code", flat=True))
        for code in sorted(set(codes) - known):
            Tag(
                answer=held, code=code, version=version, is_confirmed=confirmed, on_month=on.replace(day=1)
            ).save()


def confirm_themes(
    *, answer: int, codes: Collection[str], by: Person, at: datetime, seen: str | None = None
) -> None:
    """Let a person who read an answer (by id) say what it is about: from then on it is confirmed.

    With four others that were confirmed and not told yet, it is told to others, as a total.
    Raises Answer.DoesNotExist for one that may not be read, BadInput for who may not, ChangedMeanwhile where
    `seen` is not the :attr:`Answer.version` stored now; codes there are not are left out.
    """
    refuse_unless_may(by, Deed.READ_EXIT_ANSWERS, otherwise=MANAGERS_ONLY)
    its = readable().get(pk=answer)
    known = [code for code in THEMES if code in codes]
    on = local_day(at, current_company())
    with transaction.atomic(using=EXITS):
        refuse_unseen(Answer.objects.select_for_update().get(pk=its.pk), seen)
        tag_answer(answer=its.pk, codes=known, version=VERSION, confirmed=True, on=on)
        tell_themes(on=on)
    record(by=by, deed=Event.EXIT_ANSWERS_CHANGED, about=None, at=at, detail="themes")


def tell_themes(*, on: date) -> None:
    """Add up the confirmed themes that were not told yet, as soon as five answers have them.

    So what others see before and after differs by five answers or more, never by one. What somebody says
    of an answer later does not change a sum it is in.
    """
    with transaction.atomic(using=EXITS):
        waiting = Answer.objects.select_for_update().filter(is_judged=True, is_told=False).order_by("pk")
        numbers = list(waiting.values_list("pk", flat=True))
        if len(numbers) < FEWEST:
            return
        named = Counter(Tag.objects.filter(answer__in=numbers).values_list("code", flat=True))
        ThemeSum(month=on.replace(day=1), people=len(numbers), themes=dict(sorted(named.items()))).save()
        Answer.objects.filter(pk__in=numbers).update(is_told=True)

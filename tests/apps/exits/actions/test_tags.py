"""What answers are about is told to others five at a time, and only as somebody confirmed it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from karn.apps.exits.actions.keeping import keep_exit_answers
from karn.apps.exits.actions.tags import confirm_themes
from karn.apps.exits.models import Answer, Tag, ThemeSum
from karn.apps.exits.queries.themes import ThemeCounts, summed, told_themes
from karn.apps.people.rules import Role

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 12, 1, 10, tzinfo=UTC)


def test_others_see_themes_five_answers_at_a_time_and_nothing_changes_by_one(
    say: Callable[..., None], world: Any
) -> None:
    for _number in range(9):
        say(change="Far too expensive")
    keep_exit_answers(at=LATER)
    eva = world.person(role=Role.MANAGER)
    seen = []
    for place, one in enumerate(Answer.objects.order_by("pk")):
        codes = [] if place == 1 else ["price"] if place < 4 else ["contact"]
        confirm_themes(answer=one.pk, codes=codes, by=eva, at=LATER)
        seen.append(summed(told_themes()))
    nothing, five = ThemeCounts(0, {}), ThemeCounts(5, {"price": 3, "contact": 1})
    assert seen == [nothing] * 4 + [five] * 5
    told = Answer.objects.filter(is_told=True).first()
    assert told is not None
    confirm_themes(answer=told.pk, codes=["moved"], by=eva, at=LATER)
    assert (summed(told_themes()), ThemeSum.objects.get().month) == (five, date(2026, 12, 1))


def test_what_nobody_confirmed_is_told_only_of_totals_and_as_found_by_phrases(
    say: Callable[..., None], world: Any
) -> None:
    world.person(role=Role.MANAGER)
    for _number in range(5):
        say(change="Too expensive")
        say(choice="totals", change="Too expensive")
    keep_exit_answers(at=LATER)
    assert Tag.objects.count() == 5
    assert [(one.confirmed, one.counts) for one in told_themes()] == [(False, ThemeCounts(5, {"price": 5}))]
    assert told_themes(since=date(2026, 12, 1)) == told_themes(until=date(2026, 11, 1)) == []


def test_that_an_answer_is_about_none_of_the_themes_stays_said(say: Callable[..., None], world: Any) -> None:
    say(change="Too expensive")
    keep_exit_answers(at=LATER)
    one = Answer.objects.get()
    confirm_themes(answer=one.pk, codes=[], by=world.person(role=Role.MANAGER), at=LATER)
    assert (Answer.objects.get().is_judged, Tag.objects.count()) == (True, 0)

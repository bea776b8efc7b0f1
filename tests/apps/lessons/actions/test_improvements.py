"""Improvements: decided, done, and what came of them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from karn.apps.lessons.actions import improvements as actions
from karn.apps.lessons.actions.improvements import Meant
from karn.apps.lessons.queries.improvements import effect_of, improvements, improvements_in_bin
from karn.apps.people.models import Role
from karn.apps.tasks.actions.tasks import finish_task, reopen_task
from karn.apps.tasks.models import OPEN, Task
from karn.kernel.errors import BadInput
from karn.platform.versions import ChangedMeanwhile

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 15, 9, tzinfo=UTC)
ON = date(2026, 6, 15)


@pytest.fixture
def eva(world):
    world.company(trade="agency", language="en")
    return world.person(name="Eva", role=Role.MANAGER)


@pytest.fixture
def improvement(eva):
    return actions.decide_improvement(meant=Meant("contact", "Call monthly", eva, ON), by=eva, at=AT)


def test_the_owner_gets_a_task_and_doing_it_is_the_day_from_which_it_is_counted(eva, improvement):
    task = Task.objects.get(origin="lessons.improvement", number=improvement.pk)
    assert (task.owner, task.due_on, task.title) == (eva, ON, "Improve: Call monthly")
    finish_task(task=task, by=eva, at=AT)
    improvement.refresh_from_db()
    assert improvement.done_on == ON
    reopen_task(task=task, by=eva, at=AT)
    improvement.refresh_from_db()
    assert improvement.done_on is None


def test_what_is_done_on_the_page_is_done_on_the_day_too(eva, improvement):
    actions.finish_improvement(improvement=improvement, on=ON, by=eva, at=AT)
    assert Task.objects.get(origin="lessons.improvement").done_at is not None
    assert [one.improvement for one in improvements("done", on=ON)] == [improvement]
    assert improvements(on=ON) == []


def test_the_share_before_and_after_is_counted_over_equal_days_by_notice(world, eva, improvement):
    client = world.customer()
    done_on = ON - timedelta(days=30)
    given = (-1, "contact", 12), (-31, "price", 8), (-32, "price", 99), (0, "contact", 2), (5, "price", 18)
    for day, reason, many in (*given, (6, "", 3)):
        for _ in range(many):
            world.departure(client, notice_on=done_on + timedelta(days=day), kind="voluntary", reason=reason)
    world.departure(client, notice_on=ON, kind="payment_failure", reason="contact")
    actions.finish_improvement(improvement=improvement, on=done_on, by=eva, at=AT)
    improvement.refresh_from_db()
    effect = effect_of(improvement, on=ON)
    assert effect is not None
    assert (effect.before.named, effect.before.known) == (12, 20)
    assert (effect.after.named, effect.after.known, effect.after.unknown) == (2, 20, 3)
    assert effect.said == "less"


def test_what_is_thrown_away_has_no_task_and_comes_back(eva, improvement):
    actions.remove_improvement(improvement=improvement, by=eva, at=AT)
    assert (improvements(on=ON), list(improvements_in_bin())) == ([], [improvement])
    assert not Task.objects.filter(OPEN, origin="lessons.improvement").exists()
    actions.restore_improvement(improvement=improvement, by=eva, at=AT)
    assert [one.reason for one in improvements(on=ON)] == ["Personal contact"]


def test_two_who_change_it_at_once_are_told_and_nothing_senseless_is_stored(eva, improvement):
    seen = improvement.version
    changed = Meant("contact", "Call weekly", eva, ON)
    actions.change_improvement(improvement=improvement, meant=changed, by=eva, at=AT, seen=seen)
    with pytest.raises(ChangedMeanwhile):
        actions.change_improvement(improvement=improvement, meant=changed, by=eva, at=AT, seen=seen)
    for wrong in (Meant("nothing-like-it", "Call", eva, ON), Meant("price", " ", eva, ON)):
        with pytest.raises(BadInput):
            actions.decide_improvement(meant=wrong, by=eva, at=AT)

"""Expectations are written down, confirmed, settled, and all of it taken back."""

from datetime import timedelta
from typing import Any

import pytest
from tests.apps.care.conftest import AT, ON

from karn.apps.care.actions.expectations import (
    Expected,
    Said,
    change_expectation,
    confirm_expectations,
    make_expectations,
    remove_expectation,
)
from karn.apps.care.actions.following import follow, follow_taken_back
from karn.apps.care.actions.nightly import look_after
from karn.apps.care.models import AskingRound, Expectation, Moment
from karn.apps.care.models.expectations import How
from karn.apps.care.queries.changes import newest_change
from karn.apps.care.rules.expectations import AGAIN_DAYS, ASK_AFTER, BELIEVED_DAYS
from karn.apps.customers.models import Contact
from karn.apps.tasks.actions import finish_task
from karn.apps.tasks.models import OPEN, Task
from karn.kernel.errors import BadInput
from karn.platform.versions import ChangedMeanwhile

pytestmark = pytest.mark.django_db


@pytest.fixture
def write(client_of: Any) -> Any:
    """Write expectations down."""

    def written(*texts: str, **told: Any) -> list[Expectation]:
        return make_expectations(
            customer=client_of.customer, expected=[Expected(text, **told) for text in texts],
            by=client_of.eva,
            on=ON, at=AT,
        )  # fmt: skip

    return written


def test_what_only_we_believe_is_asked_about_and_once_confirmed_by_its_horizon(
    client_of: Any, write: Any
) -> None:
    rows = write("Now", "Later") + write("Far", horizon="long")
    assert {row.ask_on for row in rows} == {ON + timedelta(days=BELIEVED_DAYS)}
    said = Said(ON, How.TALK, client_of.jo, client_of.eva)
    numbers = [row.pk for row in rows if row.text != "Later"]
    confirm_expectations(customer=client_of.customer, numbers=numbers, said=said, by=client_of.eva, at=AT)
    stored = {row.text: row for row in Expectation.objects.all()}
    assert {text: row.ask_on - ON for text, row in stored.items()} == {
        "Now": timedelta(days=ASK_AFTER["now"]),
        "Later": timedelta(days=BELIEVED_DAYS),
        "Far": timedelta(days=ASK_AFTER["long"]),
    }
    assert [stored[text].is_confirmed_on(ON) for text in ("Now", "Later", "Far")] == [True, False, True]
    moment = Moment.objects.get()
    assert (moment.code, moment.facts) == ("expectations", {"count": 2, "how": "talk", "by": "Jo"})


def test_in_other_words_it_is_confirmed_no_more_and_that_can_be_taken_back(
    client_of: Any, write: Any
) -> None:
    (row,) = write("Reports on Monday")
    said = Said(ON, How.TALK, client_of.jo)
    confirm_expectations(customer=client_of.customer, numbers=[row.pk], said=said, by=client_of.eva, at=AT)
    row.refresh_from_db()
    seen, later = row.version, AT + timedelta(hours=1)
    told = {"expectation": row, "by": client_of.eva, "seen": seen}
    change_expectation(expected=Expected("Reports on Friday", contact=client_of.jo), at=later, **told)
    row.refresh_from_db()
    assert (row.text, row.confirmed_on) == ("Reports on Friday", None)
    with pytest.raises(ChangedMeanwhile):
        change_expectation(expected=Expected("x"), at=later, **told)
    change = newest_change(row)
    assert change
    follow_taken_back(customer=client_of.customer, change=change.pk, by=client_of.eva, at=later)
    row.refresh_from_db()
    assert (row.text, row.confirmed_on, row.confirmed_by) == ("Reports on Monday", ON, client_of.jo)
    with pytest.raises(BadInput):
        follow_taken_back(customer=client_of.customer, change=change.pk, by=client_of.eva, at=later)


def test_what_was_confirmed_together_is_taken_back_together_from_the_story_too(
    client_of: Any, write: Any, world: Any
) -> None:
    rows, at = write("One", "Two"), AT + timedelta(hours=1)
    said = Said(ON, How.TALK, client_of.jo)
    told = {"customer": client_of.customer, "by": client_of.eva}
    confirm_expectations(numbers=[row.pk for row in rows], said=said, at=at, **told)
    change = newest_change(rows[0])
    assert change
    with pytest.raises(type(change).DoesNotExist):
        follow_taken_back(customer=world.customer("Other"), change=change.pk, by=client_of.eva, at=at)
    follow_taken_back(change=change.pk, at=at + timedelta(hours=1), **told)
    assert [row.confirmed_on for row in Expectation.objects.order_by("pk")] == [None, None]
    assert not Moment.objects.exists()


def test_what_a_contact_who_left_had_confirmed_is_asked_about_soon_and_once(
    client_of: Any, write: Any
) -> None:
    kept, touched = write("Far", horizon="long") + write("Settled", horizon="long")
    said = Said(ON, How.TALK, client_of.jo)
    told = {"customer": client_of.customer, "by": client_of.eva}
    confirm_expectations(numbers=[kept.pk, touched.pk], said=said, at=AT, **told)
    gone = ON + timedelta(days=30)
    Contact.objects.filter(pk=client_of.jo.pk).update(ends_on=gone)
    Expectation.objects.filter(pk=touched.pk).update(changed_at=AT + timedelta(days=31))
    days = []
    for later in (29, 31, 40):
        look_after(on=ON + timedelta(days=later), at=AT + timedelta(days=later))
        days.append(Expectation.objects.get(pk=kept.pk).ask_on)
    soon = gone + timedelta(days=BELIEVED_DAYS)
    assert days == [ON + timedelta(days=ASK_AFTER["long"]), soon, soon]
    assert Expectation.objects.get(pk=touched.pk).ask_on == ON + timedelta(days=ASK_AFTER["long"])


def test_a_round_of_asking_is_one_task_for_each_client_and_done_it_comes_again(
    client_of: Any, write: Any
) -> None:
    rows = write("One", "Two", ask_on=ON)
    task = Task.objects.get(OPEN, origin="care.ask")
    assert (task.customer, task.owner, task.facts) == (
        client_of.customer,
        client_of.eva,
        {"count": 2, "believed": 2},
    )
    finish_task(task=task, by=client_of.eva, at=AT)
    again = ON + timedelta(days=AGAIN_DAYS)
    assert set(Expectation.objects.values_list("ask_on", flat=True)) == {again}
    follow(at=AT + timedelta(days=1))
    assert not Task.objects.filter(OPEN, origin="care.ask").exists()
    follow(at=AT + timedelta(days=AGAIN_DAYS))
    (second,) = Task.objects.filter(OPEN, origin="care.ask")
    assert (second.pk != task.pk, second.due_on, AskingRound.objects.count()) == (True, again, 2)
    for row in rows:
        remove_expectation(expectation=row, by=client_of.eva, at=AT + timedelta(days=AGAIN_DAYS))
    assert not Task.objects.filter(OPEN, origin="care.ask").exists()

"""What leavers say: kept once and without the name, waiting, added up, forgotten."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from karn.apps.exits.actions import answers
from karn.apps.exits.actions.answers import answer
from karn.apps.exits.actions.keeping import change_exit_habits, keep_exit_answers
from karn.apps.exits.models import Answer, Invitation, Sum
from karn.apps.people.models import AuditEntry
from karn.apps.people.rules import Role
from karn.kernel.errors import BadInput
from karn.platform.links import NoSuchLink
from karn.platform.models import Link

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 4, 10, tzinfo=UTC)


def test_an_answer_is_kept_once_and_its_link_opens_nothing_more(ask: Any, world: Any) -> None:
    one = world.customer()
    first, second = ask(one), ask(one)
    fields = {"choice": "readable", "how": " Good. ", "person": "5", "place": "9"}
    answer(secret=first, fields=fields, language="en", at=AT)
    stored = Answer.objects.get()
    assert (stored.how, stored.person, stored.place, stored.choice) == ("Good.", 5, None, "readable")
    assert (stored.held_until, stored.words_until) == (date(2026, 11, 23), date(2027, 7, 1))
    for secret in (first, second, ask(one)):
        with pytest.raises(NoSuchLink):
            answer(secret=secret, fields=fields, language="en", at=AT)
    assert (Answer.objects.count(), Invitation.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"choice": "readable", "how": " \x00", "place": "6"}, "Answer at least one question."),
        ({"choice": "nobody", "how": "Good."}, "Say at the end how your answer may be read."),
    ],
)
def test_an_answer_that_says_nothing_or_not_how_it_is_read_leaves_the_link_open(
    ask: Any, fields: dict[str, str], told: str
) -> None:
    secret = ask()
    with pytest.raises(BadInput, match=told):
        answer(secret=secret, fields=fields, language="en", at=AT)
    assert (Answer.objects.count(), Invitation.objects.count()) == (0, 1)


def test_a_link_that_is_over_takes_nothing_and_is_swept(ask: Any) -> None:
    secret = ask()
    with pytest.raises(NoSuchLink):
        answer(secret=secret, fields={"choice": "readable", "how": "x"}, language="en", at=AT + timedelta(60))
    keep_exit_answers(at=AT + timedelta(61))
    assert (Link.objects.count(), Invitation.objects.count()) == (0, 1)
    keep_exit_answers(at=datetime(2027, 2, 1, 12, tzinfo=UTC))
    assert Invitation.objects.count() == 0


def test_who_wrote_and_who_is_meant_is_struck_out(say: Any, world: Any) -> None:
    world.person(name="Will de Boer", email="will@us.example")
    leaver = world.customer(name="Emma Visser", kind="person", email="emma@mail.example", phone="0612345678")
    text = "emma here: I will not come back. Will was rude. Call +31 6 1234 5678 or emma@mail.example, visser"
    say(leaver, how=text)
    assert Answer.objects.get().how == ("[…] here: I will not come back. […] was rude. Call […] or […], […]")


def test_answers_wait_until_three_are_in_or_a_monday_after_two_weeks(say: Any) -> None:
    say()
    say(at=AT + timedelta(1))
    assert set(Answer.objects.values_list("held_until", flat=True)) == {date(2026, 11, 23)}
    keep_exit_answers(at=datetime(2026, 11, 22, 12, tzinfo=UTC))
    assert Answer.objects.filter(held_until=None).count() == 0
    say(at=AT + timedelta(2))
    assert Answer.objects.filter(held_until=None).count() == 3
    say(at=AT + timedelta(2))
    keep_exit_answers(at=datetime(2026, 11, 23, 12, tzinfo=UTC))
    assert Answer.objects.filter(held_until=None).count() == 4


def test_answers_for_totals_keep_no_words_and_are_added_up_by_five(say: Any) -> None:
    for mark in "1234":
        say(choice="totals", how="Secret words", product=mark, place="3" if mark == "1" else "")
    assert set(Answer.objects.values_list("how", "language", "stay", "plan")) == {("", "", "", "")}
    assert Sum.objects.count() == 0
    say(choice="totals", how="", product="5")
    added = Sum.objects.get()
    assert (added.people, added.marks, added.month) == (5, {"product": [5, 15]}, date(2026, 11, 1))
    assert Answer.objects.count() == 0


def test_what_five_have_in_common_stands_beside_an_answer(say: Any, ask: Any, world: Any) -> None:
    say(world.customer(joined_on=date(2020, 1, 1)))
    for _one in range(4):
        ask()
    say()
    say(world.customer(joined_on=date(2020, 1, 1)))
    told = sorted(Answer.objects.values_list("months", "period_on", "stay"))
    assert told == [(0, date(2026, 7, 1), ""), (1, date(2026, 11, 1), ""), (1, date(2026, 11, 1), "middle")]


def test_words_are_forgotten_after_twelve_months_or_what_is_set(say: Any, world: Any) -> None:
    eva = world.person(role=Role.MANAGER)
    say()
    keep_exit_answers(at=datetime(2027, 6, 30, 12, tzinfo=UTC))
    assert Answer.objects.get().how == "Fine."
    with pytest.raises(ValidationError):
        change_exit_habits(words_months=60, by=eva, at=AT)
    change_exit_habits(words_months=10, by=eva, at=datetime(2027, 4, 30, 12, tzinfo=UTC))
    assert (Answer.objects.get().how, Answer.objects.get().words_until) == ("Fine.", date(2027, 5, 1))
    keep_exit_answers(at=datetime(2027, 5, 1, 12, tzinfo=UTC))
    assert (Answer.objects.get().how, Answer.objects.get().words_until) == ("", None)
    assert AuditEntry.objects.get(deed="exit_answers_changed").detail == "words 10 months"


@pytest.mark.parametrize("place", ["exit.answered", "exit.stored"])
def test_killed_while_storing_it_is_stored_with_its_link_used_or_not_at_all(
    place: str, ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def kill(name: str) -> None:
        if name == place:
            raise Killed

    secret = ask()
    monkeypatch.setattr(answers, "point", kill)
    with pytest.raises(Killed):
        answer(secret=secret, fields={"choice": "readable", "how": "x"}, language="en", at=AT)
    assert (Answer.objects.count(), Invitation.objects.count()) == (
        (0, 1) if place == "exit.answered" else (1, 0)
    )

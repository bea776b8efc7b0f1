"""Doing once what is asked twice."""

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from karn.apps.people.actions import create_person
from karn.apps.people.actions.kept_answers import (
    KEPT_FOR,
    Answered,
    AskedOtherwise,
    answer_once,
    forget_answers_about,
)
from karn.apps.people.actions.tokens import create_token
from karn.apps.people.models import ApiToken, KeptAnswer, Team

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 4, 15, 12, tzinfo=UTC)


@pytest.fixture
def token() -> ApiToken:
    bo = create_person(email="bo@x.nl", name="Bo", password=None)
    return create_token(person=bo, name="R", scopes=["customers:read"], by=bo, at=NOON)[0]


def made() -> Answered:
    return Answered({"id": Team.objects.create(name=f"Team {Team.objects.count()}").pk}, customer=7)


def ask(token: ApiToken, key: str = "k", asked: str = "a", at: datetime = NOON) -> Answered:
    return answer_once(token=token, key=key, asked=asked, at=at, answer=made)


def test_asked_again_nothing_is_done_and_the_first_answer_is_given(token: ApiToken) -> None:
    first, second = ask(token), ask(token)
    assert (first.again, second.again, second.body, Team.objects.count()) == (False, True, first.body, 1)


def test_the_key_of_another_token_or_another_key_is_another_deed(token: ApiToken) -> None:
    other = create_token(person=token.person, name="S", scopes=["customers:read"], by=None, at=NOON)[0]
    answers = [ask(token), ask(other), ask(token, key="l")]
    assert [one.again for one in answers] == [False, False, False]


def test_another_question_under_the_same_key_is_refused(token: ApiToken) -> None:
    ask(token)
    with pytest.raises(AskedOtherwise):
        ask(token, asked="b")
    assert Team.objects.count() == 1


def test_what_fails_is_not_kept_and_can_be_asked_again(token: ApiToken) -> None:
    def fail() -> Answered:
        made()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        answer_once(token=token, key="k", asked="a", at=NOON, answer=fail)
    assert (Team.objects.count(), KeptAnswer.objects.count()) == (0, 0)
    assert ask(token).again is False


def test_answers_are_kept_for_more_than_a_day_and_then_forgotten(token: ApiToken) -> None:
    ask(token)
    assert ask(token, at=NOON + timedelta(days=1)).again is True
    assert ask(token, at=NOON + KEPT_FOR + timedelta(seconds=1)).again is False


def test_answers_about_a_customer_can_be_forgotten_at_once(token: ApiToken) -> None:
    ask(token)
    assert (forget_answers_about([8]), forget_answers_about([7])) == (0, 1)


BEGIN = """
import django
django.setup()
from datetime import UTC, datetime
from django.core.management import call_command
call_command("migrate", verbosity=0)
from karn.apps.people.actions import create_person
from karn.apps.people.actions.tokens import create_token
bo = create_person(email="bo@x.nl", name="Bo", password=None)
create_token(person=bo, name="R", scopes=["customers:read"], by=bo, at=datetime.now(UTC))
"""
ASK = """
import os
import django
django.setup()
from datetime import UTC, datetime
from karn.apps.people.actions.kept_answers import Answered, answer_once
from karn.apps.people.models import ApiToken, Team
answers, token, now = [], ApiToken.objects.get(), datetime.now(UTC)
for key in range(8):
    def make():
        return Answered({"id": Team.objects.create(name=f"Team {key} {os.getpid()}").pk})
    done = answer_once(token=token, key=f"k{key}", asked="a", at=now, answer=make)
    answers.append(done.body["id"])
print(Team.objects.filter(pk__in=answers).count(), *answers)
"""


def begin(script: str, folder: Path) -> subprocess.Popen[str]:
    told = {"KARN_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "karn.project.settings"}
    return subprocess.Popen(
        [sys.executable, "-c", script], env=os.environ | told, stdout=subprocess.PIPE, text=True
    )


@pytest.mark.slow
def test_processes_that_ask_at_once_under_the_same_keys_get_the_same_answers(
    tmp_path: Path, migrated: Path
) -> None:
    if connection.vendor == "sqlite":
        shutil.copyfile(migrated, tmp_path / "karn.sqlite3")
    assert begin(BEGIN, tmp_path).communicate(timeout=120)[0] == ""
    asking = [begin(ASK, tmp_path) for _ in range(2)]
    told = {process.communicate(timeout=120)[0] for process in asking}
    assert len(told) == 1
    assert told.pop().split()[0] == "8"

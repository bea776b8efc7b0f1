"""Who is erased stands in no look back, lesson or task of one; the days and counts stay."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from karn.apps.lessons.actions import post_mortems as actions
from karn.apps.lessons.actions.lessons import Learnt, write_lesson
from karn.apps.lessons.actions.rounds import answer_round
from karn.apps.lessons.models import Finding, Lesson, PostMortem, PostMortemVoice
from karn.apps.lessons.models.post_mortems import Cause, Side
from karn.apps.people.models import Change, Role
from karn.apps.personal.actions.erasures import erase_person
from karn.apps.tasks.models import Task

pytestmark = pytest.mark.django_db(databases=["default", "exits"])
AT = datetime(2026, 6, 15, 9, tzinfo=UTC)
ON = date(2026, 6, 15)


def test_an_erased_contact_stands_nowhere_and_what_it_taught_stays(gone: Any) -> None:
    chief = gone.world.person(name="Chief", role=Role.MANAGER)
    xan, other = (gone.world.contact(gone.client, name) for name in ("Xan Canarie", "Bo Stays"))
    subject = actions.Subject(Cause.DEPARTED, ON)
    look = actions.plan_look(customer=gone.client, subject=subject, by=gone.eva, at=AT)
    actions.choose_auditor(look=look, auditor=gone.fay, by=gone.eva, at=AT)
    for contact, words in ((xan, "I am gone"), (other, "Xan Canarie was alone")):
        voice = actions.Voice(Side.CLIENT, ON, contact=contact)
        actions.store_voice(look=look, voice=voice, words={"start": words}, by=gone.fay, at=AT)
    actions.say_what_to_learn(
        look=look, sentence="Xan Canarie left", question="Who else?", by=gone.fay, at=AT
    )
    learnt = Learnt("Nobody but Xan Canarie knew us", "Who knows us besides Xan Canarie?")
    lesson = write_lesson(learnt=learnt, by=gone.eva, at=AT, look=look)
    one = lesson.rounds.get()
    answer_round(one=one, answers={gone.client.pk: "exposed"}, seen={}, by=gone.eva, at=AT)
    assert "Canarie" in repr(list(Task.objects.values()))  # or the test below could not fail
    erase_person(kind="contact", number=xan.pk, by=chief, on=ON, at=AT)
    kept = (PostMortem, PostMortemVoice, Lesson, Finding, Task, Change)
    left = repr([list(model.objects.values()) for model in kept])
    assert ("Canarie" in left, "I am gone" in left) == (False, False)
    assert (PostMortemVoice.objects.count(), Lesson.objects.count(), Finding.objects.count()) == (2, 1, 1)
    assert "knew us" in Lesson.objects.get().sentence

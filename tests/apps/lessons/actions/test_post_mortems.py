"""Looks back: due within two months, held by somebody independent, closed with a lesson or a reason."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from karn.apps.company.models import Company
from karn.apps.customers.actions.merges import merge_customers
from karn.apps.farewell.signals import departing
from karn.apps.fit.models import Check
from karn.apps.lessons.actions import post_mortems as actions
from karn.apps.lessons.actions.lessons import Learnt, write_lesson
from karn.apps.lessons.actions.look_tasks import care_for_looks
from karn.apps.lessons.models import PostMortem, PostMortemVoice
from karn.apps.lessons.models.post_mortems import Cause, Side
from karn.apps.lessons.queries.post_mortems import opened_by_link
from karn.apps.people.models import AuditEntry, Role
from karn.apps.tasks.models import OPEN, Task
from karn.kernel.errors import BadInput
from karn.platform.links import NoSuchLink, make_link
from karn.platform.versions import ChangedMeanwhile

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 15, 9, tzinfo=UTC)
ON = date(2026, 6, 15)
WORDS = {"start": "Every week a call.", "expertise": "Nobody knew our new shop system."}


def looked(gone: Any, **chosen: Any) -> PostMortem:
    subject = actions.Subject(Cause.HAND, ON)
    look = actions.plan_look(customer=gone.client, subject=subject, by=gone.eva, at=AT)
    return actions.choose_auditor(look=look, by=gone.eva, at=AT, **chosen) if chosen else look


def said(gone: Any, look: PostMortem, by: Any) -> PostMortemVoice:
    voice = actions.Voice(Side.CLIENT, ON, contact=gone.jo)
    return actions.store_voice(look=look, voice=voice, words=WORDS, by=by, at=AT)


def due() -> list[tuple[str, str, date]]:
    its = PostMortem.objects.order_by("customer__name")
    return [(look.customer.name, look.cause, look.due_on) for look in its]


def test_who_gave_notice_is_looked_back_at_within_two_months_once(gone: Any) -> None:
    gone.noticed(on=date(2026, 6, 12))
    for name, on in (("Long ago", date(2026, 3, 1)), ("Withdrew", ON)):
        customer = gone.world.customer(name, owner=gone.eva, is_key=True)
        gone.noticed(customer, on=on, kind="withdrawal" if name == "Withdrew" else "voluntary")
    gone.noticed(gone.world.customer("Not key", owner=gone.eva))
    assert [care_for_looks(on=ON, at=AT) for _ in range(2)] == [1, 0]
    assert due() == [("Bakker", "departed", date(2026, 8, 12))]
    task = Task.objects.get(OPEN, origin="lessons.post_mortem")
    assert (task.owner, task.due_on, task.customer) == (gone.eva, date(2026, 8, 12), gone.client)


def test_where_nobody_is_marked_as_key_everybody_counts_but_who_is_no_right_client(gone: Any) -> None:
    gone.client.is_key = False
    gone.client.save()
    misfit = gone.world.customer("Misfit", owner=gone.eva)
    Check.objects.create(customer=misfit, fit="not_right", on=date(2026, 1, 1), at=AT, occasion="check")
    for customer in (gone.client, misfit):
        gone.noticed(customer)
    care_for_looks(on=ON, at=AT)
    assert [name for name, _cause, _due in due()] == ["Bakker"]


def test_beside_key_clients_a_right_one_counts_too(gone: Any) -> None:
    right = gone.world.customer("Right", owner=gone.eva)
    Check.objects.create(customer=right, fit="right", on=date(2026, 1, 1), at=AT, occasion="check")
    gone.noticed(right)
    care_for_looks(on=ON, at=AT)
    assert [name for name, _cause, _due in due()] == ["Right"]


def test_a_verified_notice_is_looked_back_at_at_once_and_a_switched_off_station_asks_for_nothing(
    gone: Any,
) -> None:
    Company.objects.update(stations=[])
    departure = gone.noticed()
    departing.send(sender=None, customer_id=gone.client.pk, departure=departure.pk, at=AT)
    assert due() == []
    Company.objects.update(stations=["lessons"])
    departing.send(sender=None, customer_id=gone.client.pk, departure=departure.pk, at=AT)
    assert [cause for _name, cause, _due in due()] == ["departed"]


def test_a_notice_taken_back_makes_a_near_miss_of_what_is_looked_back_at(gone: Any) -> None:
    departure = gone.noticed()
    care_for_looks(on=ON, at=AT)
    departure.undone_on = ON
    departure.save()
    care_for_looks(on=ON, at=AT)
    assert [cause for _name, cause, _due in due()] == ["near_miss"]


def test_who_was_on_the_account_cannot_look_back_unless_nobody_else_is_there(gone: Any) -> None:
    look = looked(gone)
    gone.world.said(gone.client, AT - timedelta(days=300), logged_by=gone.fay)
    refused = []
    for person in (gone.eva, gone.fay):
        with pytest.raises(BadInput) as told:
            actions.choose_auditor(look=look, auditor=person, by=gone.eva, at=AT)
        refused.append(str(told.value))
    assert [text.split(":")[0] for text in refused] == [
        "Eva looks after this client",
        "Fay spoke with this client within the last year",
    ]
    chosen = actions.choose_auditor(
        look=look, auditor=gone.fay, excepted="Only the two of us", by=gone.eva, at=AT
    )
    assert (chosen.auditor, chosen.excepted, chosen.excepted_by) == (gone.fay, "Only the two of us", gone.eva)
    gone.world.person(name="Gil", role=Role.MANAGER)
    with pytest.raises(BadInput, match="There is somebody with fresh eyes: Gil"):
        actions.choose_auditor(look=look, auditor=gone.eva, excepted="Quicker", by=gone.eva, at=AT)


def test_a_version_nobody_read_is_not_written_over(gone: Any) -> None:
    look = looked(gone, auditor=gone.fay)
    with pytest.raises(ChangedMeanwhile):
        actions.choose_auditor(look=look, guest="Ria", by=gone.eva, at=AT, seen="2020")


def test_it_closes_only_with_a_lesson_or_a_stated_reason(gone: Any) -> None:
    look = looked(gone, auditor=gone.fay)
    with pytest.raises(BadInput, match="Write down what was said first"):
        actions.finish_asking(look=look, by=gone.fay, at=AT)
    with pytest.raises(BadInput, match="Only who looks back"):
        said(gone, look, gone.eva)
    assert said(gone, look, gone.fay).words == WORDS
    assert said(gone, look, gone.fay).pk == PostMortemVoice.objects.get().pk
    actions.finish_asking(look=look, by=gone.fay, at=AT)
    with pytest.raises(BadInput, match="what it taught, or why it taught nothing"):
        actions.close_look(look=look, no_lesson=" ", by=gone.eva, at=AT)
    learnt = Learnt(
        "Their shop moved on without us.", "Do we know what they plan?", begins_on=date(2026, 7, 1)
    )
    lesson = write_lesson(learnt=learnt, look=look, by=gone.eva, at=AT)
    look.refresh_from_db()
    assert (look.closed_by, look.no_lesson, list(look.lessons.all())) == (gone.eva, "", [lesson])
    assert not Task.objects.filter(OPEN, origin="lessons.post_mortem").exists()
    assert AuditEntry.objects.filter(deed="look_back_changed").count() >= 4


def test_closing_without_a_lesson_keeps_the_reason_and_is_taken_back(gone: Any) -> None:
    look = looked(gone)
    closed = actions.close_look(look=look, no_lesson="They stopped trading", by=gone.eva, at=AT)
    assert (closed.no_lesson, closed.closed_at) == ("They stopped trading", AT)
    assert actions.reopen_look(look=look, by=gone.eva, at=AT).is_open
    assert Task.objects.filter(OPEN, origin="lessons.post_mortem").count() == 1


def test_an_outsiders_link_opens_one_look_back_until_everybody_was_asked(gone: Any) -> None:
    look = looked(gone, guest="Ria")
    old, new = (actions.make_guest_link(look=look, by=gone.eva, at=AT) for _ in range(2))
    other = make_link(
        purpose="care.review", audience=f"look:{look.pk}", expires_at=AT + timedelta(days=9), at=AT
    )
    assert opened_by_link(new, at=AT).pk == look.pk
    said(gone, look, None)
    with pytest.raises(BadInput, match="stays as it was said"):
        said(gone, look, None)
    actions.say_what_to_learn(look=look, sentence="Ask", question="Asked?", by=None, at=AT)
    actions.finish_asking(look=look, by=None, at=AT)
    for token in (old, new, other):
        with pytest.raises(NoSuchLink):
            opened_by_link(token, at=AT)


def test_a_client_is_looked_back_at_once_at_a_time_also_after_a_merge(gone: Any) -> None:
    looked(gone)
    with pytest.raises(BadInput, match="go on there"):
        looked(gone)
    double = gone.world.customer("Bakker BV", owner=gone.eva, is_key=True)
    actions.plan_look(customer=double, subject=actions.Subject(Cause.HAND, ON), by=gone.eva, at=AT)
    admin = gone.world.person(name="Ada", role=Role.ADMINISTRATOR)
    merge_customers(kept=gone.client.pk, lost=double.pk, by=admin, at=AT)
    care_for_looks(on=ON, at=AT)
    assert PostMortem.objects.filter(customer=gone.client).count() == 1
    assert Task.objects.filter(OPEN, origin="lessons.post_mortem").count() == 1


def test_what_was_thrown_away_comes_back_with_what_was_said(gone: Any) -> None:
    look = looked(gone, auditor=gone.fay)
    said(gone, look, gone.fay)
    actions.remove_look(look=look, by=gone.eva, at=AT)
    assert not Task.objects.filter(OPEN, origin="lessons.post_mortem").exists()
    actions.restore_look(look=look, by=gone.eva, at=AT)
    assert (PostMortem.objects.get().is_open, PostMortemVoice.objects.get().words) == (True, WORDS)

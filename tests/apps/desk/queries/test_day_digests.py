"""The morning mail: once per working day at its local time, through changes of the clock."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from karn.apps.desk.actions import send_digest
from karn.apps.desk.models import DayHabits
from karn.apps.desk.personal import MORNING_MAILS
from karn.apps.desk.queries.day_digests import digests_due
from karn.apps.mailing.models import Mail
from karn.apps.mailing.queries.composing import as_stored
from karn.apps.people.models import Person
from karn.apps.people.rules import Role
from karn.apps.tasks.actions import Wanted, make_task
from karn.platform.personal import Person as Erased
from karn.platform.redaction import Words

pytestmark = pytest.mark.django_db
FRIDAY = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 6, tzinfo=UTC)  # seven in Amsterdam


@pytest.fixture
def eva(world: Any) -> Person:
    world.company(zone="Europe/Amsterdam", country="NL")
    person = world.person(name="Eva", email="eva@example.nl", role=Role.ACCOUNT_MANAGER, language="nl")
    DayHabits.objects.create(person=person, digest=True)
    return person


def due(at: datetime) -> list[date]:
    return [day for _person, day in digests_due(at)]


def test_a_mail_is_due_from_its_local_time_on_for_some_hours_on_working_days(eva: Person, world: Any) -> None:
    reader = world.person(role=Role.ANALYST)
    DayHabits.objects.create(person=reader, digest=True)
    gone = world.person(role=Role.SERVICE, is_active=False)
    DayHabits.objects.create(person=gone, digest=True)
    for hours, told in ((-0.01, []), (0, [FRIDAY]), (5.9, [FRIDAY]), (6, []), (24, []), (48, [])):
        assert due(AT + timedelta(hours=hours)) == told
    assert due(datetime(2026, 12, 25, 6, tzinfo=UTC)) == []
    assert send_digest(person=eva.pk, day=FRIDAY, at=AT) is False
    assert due(AT) == []


def test_through_the_changes_of_the_clock_it_comes_once_a_day_at_the_same_local_time(eva: Person) -> None:
    DayHabits.objects.update(digest_at=time(7, 0))
    # The Monday after the clock went forward and after it went back: seven is 5 and 6 o'clock UTC.
    for day, hour in ((date(2026, 3, 30), 5), (date(2026, 10, 26), 6)):
        first = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
        assert (due(first - timedelta(minutes=1)), due(first)) == ([], [day])
    assert digests_due(AT)[0][0] == eva.pk


def test_the_mail_says_the_list_in_the_readers_language_with_links_and_once(eva: Person, world: Any) -> None:
    told = {"owner": eva, "customer": world.customer("Bakker & Zn", owner=eva)}
    late = make_task(
        wanted=Wanted("Bel {{name}} <nu>", why="Ze vroegen het", due_on=FRIDAY - timedelta(days=2), **told),
        by=eva, at=AT,
    )  # fmt: skip
    assert send_digest(person=eva.pk, day=FRIDAY, at=AT) is True
    assert send_digest(person=eva.pk, day=FRIDAY, at=AT) is False
    mail = Mail.objects.get()
    said = as_stored(mail)
    assert (mail.address, mail.kind, mail.customer_id) == ("eva@example.nl", "service", None)
    for words in ("Bel {{name}} <nu> · Bakker & Zn", "Ze vroegen het", f"/tasks/{late.pk}/"):
        assert words in said.text
    assert f'<a href="http://127.0.0.1:8000/tasks/{late.pk}/"' in said.html
    assert "Bel {{name}} &lt;nu&gt; · Bakker &amp; Zn" in said.html


def test_nothing_to_do_is_no_mail_unless_somebody_wants_it_and_an_unsent_one_stays_behind(
    eva: Person,
) -> None:
    make_task(wanted=Wanted("Later", owner=eva, due_on=FRIDAY + timedelta(days=9)), by=eva, at=AT)
    assert send_digest(person=eva.pk, day=FRIDAY, at=AT) is False
    DayHabits.objects.update(when_empty=True)
    for day in (1, 2):
        assert send_digest(person=eva.pk, day=FRIDAY + timedelta(days=day), at=AT) is True
    assert list(Mail.objects.order_by("pk").values_list("state", flat=True)) == ["withheld", "queued"]


def test_a_mail_forgets_who_is_erased_and_old_ones_go(eva: Person, world: Any) -> None:
    DayHabits.objects.update(when_empty=True)
    told = {"owner": eva, "customer": world.customer("Wilhelmina Groenewoud", owner=eva)}
    make_task(wanted=Wanted("Bel", due_on=FRIDAY, **told), by=eva, at=AT)
    send_digest(person=eva.pk, day=FRIDAY, at=AT)
    words = Words.of(names=["Wilhelmina Groenewoud"], addresses=[], ids=[])
    erased = Erased("customer", 1, 1, (1,), (), words)
    assert MORNING_MAILS.erase_rows(erased) == {"mails": 1}
    mail = Mail.objects.get()
    assert (mail.state, mail.values, mail.body_source) == ("withheld", {}, "")
    assert MORNING_MAILS.erase_rows(erased) == {}
    Mail.objects.update(settled_at=AT)
    for days, left in ((20, 2), (31, 2)):
        send_digest(person=eva.pk, day=FRIDAY + timedelta(days=days), at=AT + timedelta(days=days))
        assert Mail.objects.count() == left
    assert not Mail.objects.filter(pk=mail.pk).exists()

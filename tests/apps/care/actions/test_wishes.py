"""Wishes: needs are put together, ranked, and who asked is told when it is there."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from karn.apps.care.actions import wishes as actions
from karn.apps.care.actions.mailed import follow_mails
from karn.apps.care.models.wishes import Need, Wish
from karn.apps.care.queries.wishes import (
    loose_needs,
    needs_of,
    needs_of_wish,
    offered_by_surveys,
    ranked_wishes,
    to_ask_about,
)
from karn.apps.mailing.actions.posting import FolderPost
from karn.apps.mailing.actions.sending import send_due
from karn.apps.mailing.models import Mail, Reason, Returned, State
from karn.apps.people.models import Role
from karn.apps.surveys.models import Response, Survey, Version
from karn.apps.surveys.rules.questions import as_json
from karn.apps.surveys.rules.ready import ready_form
from karn.apps.tasks.actions import finish_task, reopen_task
from karn.apps.tasks.models import OPEN, Task
from karn.kernel.errors import BadInput

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 4, 12, tzinfo=UTC)
TODAY = AT.date()


@pytest.fixture
def eva(world: Any) -> Any:
    world.company(zone="UTC")
    return world.person(name="Eva", role=Role.ACCOUNT_MANAGER)


def need(customer: Any, eva: Any, words: str) -> Need:
    return actions.note_need(customer=customer, words=words, by=eva, at=AT)


def put(eva: Any, *needs: Need, title: str = "Booking online", **told: Any) -> Wish:
    numbers = [one.pk for one in needs]
    wish, _many = actions.put_to_wish(wish=None, title=title, needs=numbers, by=eva, at=AT, **told)
    return wish


def built(wish: Wish, eva: Any) -> Wish:
    return actions.change_wish(wish=wish, title=wish.title, state="built", by=eva, at=AT)


def test_wishes_are_ranked_by_customers_then_by_what_they_pay(eva: Any, world: Any) -> None:
    rich, poor = world.paying("Rich", mrr=900, owner=eva), world.paying("Poor", mrr=5, owner=eva)
    put(eva, need(rich, eva, "An app"), title="App")
    put(eva, need(poor, eva, "Evenings"), title="Evenings")
    put(eva, need(poor, eva, "Book"), need(poor, eva, "Book!"), need(rich, eva, "book"))
    found = [
        (row.wish.title, row.many, dict(row.money), row.untold)
        for row in ranked_wishes(world.person(role=Role.ADMINISTRATOR), on=TODAY)
    ]
    assert found == [
        ("Booking online", 2, {"EUR": Decimal(905)}, 3),
        ("App", 1, {"EUR": Decimal(900)}, 1),
        ("Evenings", 1, {"EUR": Decimal(5)}, 1),
    ]


def test_an_answer_to_a_survey_becomes_a_need_once_and_only_of_who_may_be_seen(eva: Any, world: Any) -> None:
    about = {"made_at": AT, "changed_at": AT}
    survey = Survey.objects.create(name="Survey", **about)
    version = Version.objects.create(survey=survey, form=as_json(ready_form("nps")), made_at=AT)
    for customer in (world.customer("Own", owner=eva), world.customer("Other")):
        Response.objects.create(
            survey=survey, version=version, customer=customer, language="en", said_at=AT, changed_at=AT,
            answers={"recommend": 3}, texts={"better": "Open on Sunday"}, has_wish=True,
        )  # fmt: skip
    numbers = list(Response.objects.values_list("pk", flat=True))
    offered = offered_by_surveys(eva, at=AT)
    assert [(one.customer.name, one.words) for one in offered] == [("Own", "Open on Sunday")]
    put(eva, answers=numbers)
    assert [one.words for one in Need.objects.all()] == ["Open on Sunday"]
    assert offered_by_surveys(eva, at=AT) == []


def test_who_asked_is_told_by_a_task_each_and_done_is_told(eva: Any, world: Any) -> None:
    own, other = world.customer("Own", owner=eva), world.customer("Other")
    wish = put(eva, need(own, eva, "Book"), need(own, eva, "Book!"))
    with pytest.raises(BadInput, match="not built"):
        actions.ask_to_tell(wish=wish, by=eva, at=AT)
    built(wish, eva)
    Need.objects.create(customer=other, wish=wish, words="x", noted_at=AT)
    assert [actions.ask_to_tell(wish=wish, by=eva, at=AT) for _ in range(2)] == [1, 0]
    task = Task.objects.get(OPEN, origin="care.tell")
    assert (task.title, task.owner) == ("Tell them it is there: Booking online", eva)
    finish_task(task=task, by=eva, at=AT)
    assert {one.told_at for one in needs_of(own)} == {AT}
    reopen_task(task=task, by=eva, at=AT)
    assert {one.told_at for one in needs_of(own)} == {None}
    chief = world.person(role=Role.MANAGER)
    actions.change_wish(wish=wish, title="Booking", state="wont", by=chief, at=AT)
    assert Task.objects.filter(OPEN, origin="care.tell").count() == 0


def test_asking_to_tell_is_taken_back_for_whom_it_was_asked_then_and_who_was_not_told(
    eva: Any, world: Any
) -> None:
    first, told, second = (world.customer(name, owner=eva) for name in ("First", "Told", "Second"))
    wish = built(put(eva, need(first, eva, "Book"), need(told, eva, "Book")), eva)
    actions.ask_to_tell(wish=wish, by=eva, at=AT)
    Need.objects.create(customer=second, wish=wish, words="x", noted_at=AT)
    later = AT + timedelta(hours=1)
    assert actions.ask_to_tell(wish=wish, by=eva, at=later) == 1
    finish_task(task=Task.objects.get(OPEN, origin="care.tell", customer=told), by=eva, at=later)
    assert actions.take_back_asking(wish=wish, asked_at=AT, by=eva, at=later) == 1
    assert [task.customer for task in Task.objects.filter(OPEN, origin="care.tell")] == [second]
    assert [one.told_at for one in needs_of(told)] == [later]
    assert actions.ask_to_tell(wish=wish, by=eva, at=later) == 1
    assert Task.objects.filter(OPEN, origin="care.tell").count() == 2


def test_one_mail_each_goes_as_news_and_counts_as_told_once_it_left(eva: Any, world: Any) -> None:
    own = world.customer("Own", owner=eva, email="own@example.org")
    other = need(world.customer("No", owner=eva), eva, "x")
    wish = put(eva, need(own, eva, "Book"), need(own, eva, "Book!"), other)
    built(wish, eva)
    words = {"subject": "It is there", "body": "Dear {{name}},\n\nlook."}
    assert actions.mail_who_asked(wish=wish, **words, by=eva, at=AT) == 1
    assert [(mail.kind, mail.address) for mail in Mail.objects.all()] == [("marketing", "own@example.org")]
    chief = world.person(role=Role.ADMINISTRATOR)
    assert ranked_wishes(chief, on=TODAY)[0].untold == 3
    assert actions.mail_who_asked(wish=wish, **words, by=eva, at=AT) == 0
    settle(state=State.SENT)
    assert ranked_wishes(chief, on=TODAY)[0].untold == 1
    assert actions.mail_who_asked(wish=wish, **words, by=eva, at=AT) == 0
    with pytest.raises(BadInput):
        actions.mail_who_asked(wish=wish, subject=" ", body="x", by=eva, at=AT)
    made = [actions.offer_to_others(wish=wish, by=eva, at=AT) for _ in range(2)]
    assert made[0] == made[1]


def settle(**told: Any) -> None:
    """Let the last mail end so, as the post tells it."""
    mail = Mail.objects.latest("pk")
    Mail.objects.filter(pk=mail.pk).update(settled_at=AT, **told)
    follow_mails(mails=[mail.pk], at=AT)


def test_whose_mail_was_kept_back_is_not_told_and_can_be_mailed_again(eva: Any, world: Any) -> None:
    own = world.customer("Own", owner=eva, email="own@example.org")
    wish = built(put(eva, need(own, eva, "Book")), eva)
    actions.ask_to_tell(wish=wish, by=eva, at=AT)
    words = {"subject": "It is there", "body": "Look."}
    assert actions.mail_who_asked(wish=wish, **words, by=eva, at=AT) == 1
    assert Task.objects.filter(OPEN, origin="care.tell").count() == 0
    settle(state=State.WITHHELD, reason=Reason.NO_CONSENT)
    [asked] = needs_of_wish(wish, eva)
    assert (asked.told_at, asked.trouble) == (None, "Nobody said that they want such mail.")
    assert Task.objects.filter(OPEN, origin="care.tell").count() == 1
    assert actions.mail_who_asked(wish=wish, **words, by=eva, at=AT) == 1
    settle(state=State.SENT)
    assert needs_of(own)[0].told_at == AT
    settle(returned=Returned.BOUNCED)
    assert needs_of(own)[0].told_at is None


def test_the_post_tells_what_became_of_a_mail(
    eva: Any, world: Any, django_capture_on_commit_callbacks: Any, tmp_path: Any
) -> None:
    own = world.customer("Own", owner=eva, email="own@example.org")
    wish = built(put(eva, need(own, eva, "Book")), eva)
    actions.mail_who_asked(wish=wish, subject="It is there", body="Look.", by=eva, at=AT)
    with django_capture_on_commit_callbacks(execute=True):
        send_due(at=AT, post=FolderPost(tmp_path))
    [asked] = needs_of_wish(wish, eva)
    assert (asked.told_at, asked.trouble) == (None, "Nobody said that they want such mail.")


def test_needs_of_a_wish_that_was_thrown_away_wait_again_and_are_its_own_when_it_is_back(
    eva: Any, world: Any
) -> None:
    own = world.customer("Own", owner=eva)
    wish = put(eva, need(own, eva, "Book"), need(own, eva, "Evenings"))
    actions.remove_wish(wish=wish, by=eva, at=AT)
    assert {one.words for one in loose_needs(eva)} == {"Book", "Evenings"}
    put(eva, *[one for one in loose_needs(eva) if one.words == "Evenings"], title="Evenings")
    actions.restore_wish(wish=wish, by=eva, at=AT)
    assert [one.words for one in needs_of_wish(wish, eva)] == ["Book"]
    assert loose_needs(eva) == []


def test_a_wish_others_stand_behind_is_changed_by_who_sees_every_customer_alone(eva: Any, world: Any) -> None:
    wish = put(eva, need(world.customer("Own", owner=eva), eva, "Book"))
    built(wish, eva)
    Need.objects.create(customer=world.customer("Other"), wish=wish, words="x", noted_at=AT)
    chief, ben = world.person(role=Role.MANAGER), world.person(role=Role.ACCOUNT_MANAGER)
    for person in (eva, ben):
        for act in (actions.remove_wish, actions.restore_wish):
            with pytest.raises(BadInput, match="sees every customer"):
                act(wish=wish, by=person, at=AT)
        with pytest.raises(BadInput, match="sees every customer"):
            actions.change_wish(wish=wish, title="Mine", state="wont", by=person, at=AT)
    assert actions.change_wish(wish=wish, title="Booking", state="wont", by=chief, at=AT).title == "Booking"


@pytest.mark.usefixtures("eva")
def test_what_similar_ones_who_stayed_have_is_asked_about(world: Any) -> None:
    def buys(customer: Any, plan: str) -> None:
        world.price(world.subscription(customer, plan=plan), mrr=9)

    told = {"attributes": {"sector": "bouw"}, "joined_on": date(2020, 1, 1)}
    bakker = world.customer("Bakker", **told)
    buys(bakker, "Basic")
    for number in range(4):
        other = world.customer(f"C{number}", **told)
        buys(other, "Basic")
        buys(other, "Gold" if number < 2 else "Silver-" + str(number))
    young = world.customer("Young", attributes={"sector": "bouw"}, joined_on=date(2026, 1, 1))
    buys(young, "Silver-2")
    like = to_ask_about(bakker, on=TODAY)
    assert (like.many, [(one.what, one.having, one.of) for one in like.questions]) == (4, [("Gold", 2, 4)])
    assert to_ask_about(world.customer("No sector"), on=TODAY).trade == ""

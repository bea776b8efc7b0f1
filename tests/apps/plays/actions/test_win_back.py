"""Asking back: who may be asked, why others may not, what came of it, and what nobody may use for it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from karn.apps.contracts.models import Departure
from karn.apps.mailing.actions.consents import record_consent, restore_consent, withdraw_consent
from karn.apps.mailing.actions.objections import object_to_mail, undo_objection
from karn.apps.mailing.models import Basis, Consent, Mail, Purpose, State, Suppression
from karn.apps.mailing.queries.digests import digest_of
from karn.apps.mailing.queries.permission import may_mail
from karn.apps.people.rules import Role
from karn.apps.plays.actions.win_back import (
    ask_back,
    change_win_back_habits,
    drop_call,
    follow_win_back,
    say_no,
    write_text,
)
from karn.apps.plays.models import Asking, WinBackText
from karn.apps.plays.models.win_back import Outcome
from karn.apps.plays.queries.win_back import _round, board_of, counted
from karn.apps.plays.rules.win_back import CALL, TOUCH, Why, week_of
from karn.apps.segments.models import Segment
from karn.apps.tasks.actions import finish_task
from karn.apps.tasks.models import OPEN, Task
from karn.kernel.errors import BadInput

AT = datetime(2026, 6, 10, 12, tzinfo=UTC)
ON = AT.date()

pytestmark = pytest.mark.django_db


@pytest.fixture
def eva(world: Any) -> Any:
    world.company(name="Studio", trade="agency", language="en", country="NL")
    return world.person(name="Eva", role=Role.MANAGER)


@pytest.fixture
def left(world: Any, eva: Any) -> Any:
    """Make a customer who left `days` ago, and said yes to being asked back."""

    def make(name: str = "Bakker", *, days: int = 120, yes: bool = True, mrr: int = 50, **values: Any) -> Any:
        end = ON - timedelta(days=days)
        kind = values.pop("departure", "voluntary")
        email = f"{name.casefold().replace(' ', '')}@example.org"
        customer = world.customer(name, **{"email": email, "owner": eva, **values})
        world.price(world.subscription(customer), starts_on=date(2020, 1, 1), ends_on=end, mrr=mrr)
        world.departure(customer, notice_on=end, contract_ends_on=end, kind=kind)
        if yes:
            allow(customer, Purpose.WIN_BACK, eva)
        return customer

    return make


def allow(customer: Any, purpose: Purpose, by: Any) -> Consent:
    return record_consent(
        address=customer.email, about=customer, purpose=purpose, basis=Basis.CONSENT,
        given_on=date(2025, 6, 1), shown="May we ask you back?", by=by, at=AT,
    )  # fmt: skip


def tell(eva: Any, words: str = "We answer sooner.", segment: Segment | None = None) -> WinBackText:
    return write_text(text=None, segment=segment, words={"en": words}, by=eva, at=AT)


def why_not() -> dict[str, str]:
    return {one.customer.name: str(one.why) for one in board_of(None, on=ON).others}


def test_each_who_may_not_be_asked_has_one_reason(left: Any, world: Any) -> None:
    left("May be asked")
    left("No consent", yes=False)
    left("Too soon", days=20)
    left("Too late", days=400, country="SE")
    left("Ours", departure="ended_by_us")
    left("No address", yes=False, email="")
    no = left("Objected")
    object_to_mail(digest=digest_of(no.email), way="person", at=AT)
    back = left("Came back")
    world.price(world.subscription(back), starts_on=ON - timedelta(days=10))
    board = board_of(None, on=ON)
    assert [one.customer.name for one in board.may] == ["May be asked"]
    assert why_not() == {
        "No consent": Why.NO_CONSENT, "Too soon": Why.TOO_SOON, "Ours": Why.OURS,
        "No address": Why.NO_ADDRESS, "Objected": Why.OBJECTED, "Too late": Why.TOO_LATE,
    }  # fmt: skip
    assert sum(board.counts.values()) == len(board.others)


@pytest.mark.parametrize(("country", "allowed"), [("NL", True), ("SE", False), ("DE", False)])
def test_the_stop_date_is_the_countrys_and_says_the_same_as_mailing(
    left: Any, country: str, allowed: bool
) -> None:
    customer = left(days=400, country=country)
    says = may_mail(
        customer.email, Mail._meta.get_field("kind").to_python("marketing"), on=ON, purpose=Purpose.WIN_BACK,
        customer=customer,
    )  # fmt: skip
    assert (says.allowed, bool(board_of(None, on=ON).may)) == (allowed, allowed)


def test_the_mail_is_marketing_with_the_words_of_the_first_segment(left: Any, eva: Any) -> None:
    customer = left("Bakker")
    definition = {
        "version": 1,
        "root": {
            "match": "all", "parts": [{"field": "customers.name", "operator": "is", "values": ["Bakker"]}],
        },
    }  # fmt: skip
    segment = Segment.objects.create(
        name="Bakers", owner=eva, shared=True, made_at=AT, known_at=AT, definition=definition
    )
    tell(eva, "For everybody else.")
    tell(eva, "The oven is new.", segment)
    asking = ask_back(customer=customer, way="mail", by=eva, on=ON, at=AT)
    mail = Mail.objects.get()
    assert (mail.kind, mail.purpose, mail.values["lines"]) == ("marketing", "win_back", "The oven is new.")
    assert (asking.segment_name, asking.outcome) == ("Bakers", Outcome.WAITING)
    assert why_not() == {"Bakker": Why.ASKED}
    with pytest.raises(BadInput, match="were asked since"):
        ask_back(customer=customer, way="mail", by=eva, on=ON, at=AT)
    # A mail that went nowhere asked nobody.
    Mail.objects.update(state=State.FAILED)
    assert (Asking.objects.get().outcome, len(board_of(None, on=ON).may)) == (Outcome.NOT_SENT, 1)


def test_nobody_is_asked_without_words_over_the_week_or_after_an_objection(left: Any, eva: Any) -> None:
    first, second, third = left("A"), left("B"), left("C")
    with pytest.raises(BadInput, match="Write first"):
        ask_back(customer=first, way="mail", by=eva, on=ON, at=AT)
    tell(eva)
    change_win_back_habits(facts={"after_days": 90, "weekly": 1, "back_months": 6}, by=eva, at=AT)
    ask_back(customer=first, way="mail", by=eva, on=ON, at=AT)
    with pytest.raises(BadInput, match="next week"):
        ask_back(customer=second, way="mail", by=eva, on=ON, at=AT)
    object_to_mail(digest=digest_of(third.email), way="person", at=AT)
    with pytest.raises(BadInput, match="They want no such mail"):
        ask_back(customer=third, way="mail", by=eva, on=ON + timedelta(days=7), at=AT)
    assert ask_back(customer=second, way="mail", by=eva, on=ON + timedelta(days=7), at=AT).pk


def test_a_call_needs_a_yes_to_calls_and_stops_being_asked_for_without_it(left: Any, eva: Any) -> None:
    customer = left()
    with pytest.raises(BadInput, match="Nobody may call"):
        ask_back(customer=customer, way="call", by=eva, on=ON, at=AT)
    yes = allow(customer, Purpose.CALLS, eva)
    asking = ask_back(customer=customer, way="call", by=eva, on=ON, at=AT)
    tasks = Task.objects.filter(OPEN, origin=CALL.code)
    assert [(task.number, task.owner) for task in tasks] == [(asking.pk, eva)]
    withdraw_consent(consent=yes, by=eva, at=AT)
    follow_win_back(on=ON, at=AT)
    assert tasks.all().count() == 0
    allow(customer, Purpose.CALLS, eva)
    follow_win_back(on=ON, at=AT)
    finish_task(task=tasks.all().get(), by=eva, at=AT)
    asking.refresh_from_db()
    assert asking.outcome == Outcome.OPEN
    with pytest.raises(BadInput, match="it stays"):
        drop_call(asking=asking, dropped=True, by=eva, at=AT)


def test_who_says_no_is_to_be_called_by_nobody_from_then_on(
    left: Any, eva: Any, django_capture_on_commit_callbacks: Any
) -> None:
    """At once, whatever they say no to, and again once that is taken back."""
    customer = left()
    yes = allow(customer, Purpose.CALLS, eva)
    ask_back(customer=customer, way="call", by=eva, on=ON, at=AT)
    tasks = Task.objects.filter(OPEN, origin=CALL.code)
    told = [tasks.count()]

    def after(deed: Callable[[], object]) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            deed()
        told.append(tasks.count())

    after(lambda: object_to_mail(address=customer.email, way="person", by=eva, at=AT))
    number = Suppression.objects.get().pk
    after(lambda: undo_objection(suppression=number, by=eva, at=AT))
    after(lambda: withdraw_consent(consent=yes, by=eva, at=AT))
    after(lambda: restore_consent(consent=yes, by=eva, at=AT))
    assert told == [1, 0, 1, 0, 1]


def test_what_came_of_it_is_counted_and_a_no_counts_for_good(left: Any, eva: Any, world: Any) -> None:
    tell(eva)
    told = {"way": "mail", "by": eva, "on": ON, "at": AT}
    asked = {name: ask_back(customer=left(name), **told) for name in ("A", "B", "C")}
    Mail.objects.update(state=State.SENT)
    say_no(asking=asked["A"], no=True, by=eva, on=ON, at=AT)
    world.price(world.subscription(asked["B"].customer), starts_on=ON + timedelta(days=30))
    assert follow_win_back(on=ON + timedelta(days=31), at=AT + timedelta(days=31)) == 1
    found = list(Asking.objects.select_related("mail").order_by("pk"))
    assert counted(found) == [(Outcome.OPEN, 1), (Outcome.BACK, 1), (Outcome.NO, 1)]
    Asking.objects.update(asked_on=ON - timedelta(days=500))
    Departure.objects.filter(customer=asked["A"].customer).update(contract_ends_on=ON - timedelta(days=91))
    assert why_not()["A"] == Why.SAID_NO


def test_who_allowed_it_hears_from_us_every_half_year_each_round_once(left: Any, eva: Any) -> None:
    customer = left(days=190, yes=False)
    left("Never said yes", days=190, yes=False)
    allow(customer, Purpose.NEWS, eva)
    follow_win_back(on=ON, at=AT)
    tasks = Task.objects.filter(OPEN, origin=TOUCH.code)
    assert [task.customer for task in tasks] == [customer]
    finish_task(task=tasks.all().get(), by=eva, at=AT)
    follow_win_back(on=ON + timedelta(days=20), at=AT + timedelta(days=20))
    assert tasks.all().count() == 0
    follow_win_back(on=ON + timedelta(days=180), at=AT + timedelta(days=180))
    assert tasks.all().count() == 1


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.integers(0, 4000))
def test_a_round_is_due_soon_or_was_lately_and_weeks_hold_their_day(left_on: date, days: int) -> None:
    on = left_on + timedelta(days=days)
    due = _round(left_on, on)
    assert due is None or (-75 <= (due[1] - on).days <= 14 and due[0] >= 1)
    monday, after = week_of(on)
    assert (monday <= on < after, monday.weekday(), (after - monday).days) == (True, 0, 7)


@pytest.mark.django_db(databases=["default", "exits"])
def test_no_query_of_win_back_asks_what_leavers_said(left: Any, eva: Any) -> None:
    tell(eva)
    customer = left()
    with CaptureQueriesContext(connections["exits"]) as asked:
        board_of(eva, on=ON)
        ask_back(customer=customer, way="mail", by=eva, on=ON, at=AT)
        follow_win_back(on=ON, at=AT)
    assert len(asked) == 0


def test_a_board_takes_as_many_queries_for_three_as_for_one(
    left: Any, eva: Any, django_assert_num_queries: Any
) -> None:
    tell(eva)
    left("Leaver")
    board_of(eva, on=ON)
    with django_assert_num_queries(15):
        assert len(board_of(eva, on=ON).may) == 1
    left("Second")
    left("Third")
    with django_assert_num_queries(15):
        assert len(board_of(eva, on=ON).may) == 3

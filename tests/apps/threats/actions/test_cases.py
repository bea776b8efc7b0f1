"""A threat to a client we want to keep: opened, asked, reminded of once, solved, asked again, closed."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from karn.apps.contracts.models import PriceState
from karn.apps.customers.actions.merges import merge_customers, undo_merge
from karn.apps.customers.actions.rows import ChangedMeanwhile
from karn.apps.customers.models import Customer
from karn.apps.fit.models import Check, Course, Decision, Fit
from karn.apps.people.rules import Role
from karn.apps.tasks.actions import Origin, Wanted, finish_task, make_task, reopen_task
from karn.apps.tasks.models import Task
from karn.apps.tasks.queries import open_tasks_of
from karn.apps.threats.actions.cases import (
    KeptCases,
    Told,
    act_in_case,
    ask_in_case,
    close_case,
    hand_case,
    keep_cases,
    open_case,
    reopen_case,
    solve_case,
)
from karn.apps.threats.models import Case, Signal
from karn.apps.threats.queries.cases import (
    case_of,
    cases_visible_to,
    for_the_meeting,
    is_let_go,
    story_of,
)
from karn.apps.threats.rules.cases import Outcome, State, Step
from karn.kernel.errors import BadInput

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 16)  # a Monday
AT = datetime(2026, 3, 16, 3, tzinfo=UTC)


def sign(customer: Customer, strength: int = 2, rule: str = "lost_contact", on: date = ON) -> Signal:
    facts = {"name": "Ann", "day": "2026-03-01", "nobody_left": True}
    return Signal.objects.create(
        customer=customer, rule=rule, strength=strength, facts=facts, since=on, first_seen_on=on,
        last_seen_on=on, known_at=AT,
    )  # fmt: skip


def later(days: int) -> dict[str, Any]:
    return {"on": ON + timedelta(days=days), "at": AT + timedelta(days=days)}


def kinds(customer: Customer) -> list[tuple[str, date | None]]:
    return [(task.origin, task.due_on) for task in open_tasks_of(customer)]


@pytest.fixture
def client_at_risk(world: Any) -> Customer:
    world.company()
    customer: Customer = world.paying("Bakker", owner=world.person(name="Eva", role=Role.MANAGER))
    sign(customer, 3)
    return customer


def test_a_threat_opens_one_case_with_a_day_by_which_to_ask(client_at_risk: Customer) -> None:
    assert keep_cases(on=ON, at=AT) == KeptCases(opened=1)
    assert keep_cases(on=ON, at=AT) == KeptCases()
    case = Case.objects.get()
    assert (case.owner, case.due_on, case.strength) == (client_at_risk.owner, date(2026, 3, 18), 3)
    assert kinds(client_at_risk) == [("threats.case", date(2026, 3, 18))]
    task = open_tasks_of(client_at_risk)[0]
    assert task.title == "Ask them what is the matter"
    assert task.because == "Ann, our last contact, left on 1 March: we know nobody there now."


def test_no_case_opens_for_who_is_no_right_client_nor_where_others_are_key(
    world: Any, client_at_risk: Customer
) -> None:
    Check.objects.create(customer=client_at_risk, on=ON, at=AT, fit=Fit.NOT_RIGHT)
    plain, key = world.paying("Plain"), world.paying("Key", is_key=True)
    sign(plain)
    sign(key)
    keep_cases(on=ON, at=AT)
    assert [case.customer for case in Case.objects.all()] == [key]


@pytest.mark.parametrize(
    ("course", "until", "cases"),
    [
        (Course.KEEP, date(2026, 9, 1), 1),
        (Course.REPAIR, date(2026, 9, 1), 1),
        (Course.KEEP, ON, 0),  # asked again as of today
        (Course.PART, None, 0),
    ],
)
def test_a_case_opens_for_a_misfit_while_somebody_decided_to_keep_them(
    client_at_risk: Customer, course: Course, until: date | None, cases: int
) -> None:
    Check.objects.create(customer=client_at_risk, on=ON, at=AT, fit=Fit.NOT_RIGHT)
    Decision.objects.create(
        customer=client_at_risk, course=course, decider=client_at_risk.owner, until=until, on=ON, at=AT
    )
    assert is_let_go(client_at_risk, on=ON) is not bool(cases)
    assert keep_cases(on=ON, at=AT) == KeptCases(opened=cases)


def test_nobody_asked_one_reminder_then_the_weekly_meeting(client_at_risk: Customer) -> None:
    keep_cases(on=ON, at=AT)
    assert keep_cases(**later(2)) == KeptCases()
    assert keep_cases(**later(3)) == KeptCases(reminded=1)
    assert open_tasks_of(client_at_risk)[0].title == "Reminder: ask them what is the matter"
    assert keep_cases(**later(4)) == KeptCases()
    assert keep_cases(**later(8)) == KeptCases(to_meeting=1)
    assert Case.objects.get().meeting_from == ON + timedelta(days=8)
    assert keep_cases(**later(9)) == KeptCases()


def test_asked_done_solved_asked_again_and_closed_with_the_clients_answer(client_at_risk: Customer) -> None:
    eva = client_at_risk.owner
    assert eva is not None
    keep_cases(on=ON, at=AT)
    case = ask_in_case(case=Case.objects.get(), told=Told("Our mails got lost"), by=eva, **later(1))
    assert (case.asked_on, kinds(client_at_risk)[0][0]) == (ON + timedelta(days=1), "threats.case_step")
    act_in_case(case=case, told=Told("Gave them one address", next_on=date(2026, 3, 20)), by=eva, **later(2))
    assert kinds(client_at_risk) == [("threats.case_step", date(2026, 3, 20))]
    solve_case(case=case, words="", by=eva, **later(4))
    assert kinds(client_at_risk) == [("threats.ask_again", date(2026, 4, 10))]
    with pytest.raises(BadInput):
        close_case(case=case, outcome=Outcome.CLIENT_STAYS, told=Told(), by=eva, **later(25))
    closed = close_case(
        case=case, outcome=Outcome.CLIENT_STAYS, told=Told("All fine now"), by=eva, **later(25)
    )
    assert (closed.state, closed.outcome_words, kinds(client_at_risk)) == (State.CLOSED, "All fine now", [])
    steps = [step.what for step in story_of(closed, on=ON).steps]
    assert steps == [Step.OPENED, Step.ASKED, Step.DID, Step.SOLVED, Step.CLOSED]


def test_what_was_closed_over_does_not_open_another_case_and_what_is_new_does(
    client_at_risk: Customer,
) -> None:
    eva = client_at_risk.owner
    assert eva is not None
    keep_cases(on=ON, at=AT)
    told = Told("Seen by mistake")
    close_case(case=Case.objects.get(), outcome=Outcome.NO_THREAT, told=told, by=eva, on=ON, at=AT)
    assert keep_cases(**later(1)) == KeptCases()
    sign(client_at_risk, rule="silent", on=ON + timedelta(days=2))
    assert keep_cases(**later(2)) == KeptCases(opened=1)


def test_a_stronger_sign_makes_a_case_more_urgent(world: Any) -> None:
    world.company()
    customer = world.paying("Bakker")
    sign(customer, 2)
    keep_cases(on=ON, at=AT)
    assert Case.objects.get().due_on == date(2026, 3, 23)
    sign(customer, 3, "asked_notice")
    assert keep_cases(**later(1)) == KeptCases(stronger=1)
    assert (Case.objects.get().due_on, len(Case.objects.get().signs)) == (date(2026, 3, 19), 2)


def test_done_on_the_list_is_written_into_the_case_and_taken_back(client_at_risk: Customer) -> None:
    eva = client_at_risk.owner
    assert eva is not None
    keep_cases(on=ON, at=AT)
    task = finish_task(task=open_tasks_of(client_at_risk)[0], outcome="Called: lost mails", by=eva, at=AT)
    case = Case.objects.get()
    assert (case.asked_on, [step.words for step in case.steps.all()]) == (ON, ["", "Called: lost mails"])
    assert kinds(client_at_risk)[0][0] == "threats.case_step"
    reopen_task(task=task, by=eva, at=AT)
    case = Case.objects.get()
    assert (case.asked_on, kinds(client_at_risk)) == (None, [("threats.case", case.due_on)])


def unhappy(customer: Customer, number: int = 7, **wanted: Any) -> Task:
    return make_task(
        wanted=Wanted(customer=customer, due_on=ON, **{"owner": customer.owner} | wanted),
        origin=Origin("survey", number, {"customer": "Ann", "survey": "Would you recommend us?"}),
        by=None, at=AT,
    )  # fmt: skip


def test_who_is_to_come_back_to_an_unhappy_answer_is_not_told_to_ask_besides(
    client_at_risk: Customer,
) -> None:
    eva = client_at_risk.owner
    assert eva is not None
    task = unhappy(client_at_risk)
    keep_cases(on=ON, at=AT)
    assert (kinds(client_at_risk), task.urgency) == ([("survey", ON)], 6)
    assert keep_cases(**later(3)) == KeptCases(reminded=1)
    assert kinds(client_at_risk) == [("survey", ON)]
    third = later(3)
    finish_task(task=task, outcome="Called: lost mails", by=eva, at=third["at"])
    case = Case.objects.get()
    told = [step.words for step in case.steps.all()][-1]
    assert (case.asked_on, told) == (third["on"], "Called: lost mails")
    assert [kind for kind, _day in kinds(client_at_risk)] == ["threats.case_step"]
    reopen_task(task=task, by=eva, at=third["at"])
    assert (Case.objects.get().asked_on, kinds(client_at_risk)) == (None, [("survey", ON)])


def test_asked_in_the_case_somebody_came_back_to_the_one_unhappy_answer(client_at_risk: Customer) -> None:
    eva = client_at_risk.owner
    assert eva is not None
    keep_cases(on=ON, at=AT)
    task = unhappy(client_at_risk)
    keep_cases(**later(1))
    assert [kind for kind, _day in kinds(client_at_risk)] == ["survey"]
    ask_in_case(case=Case.objects.get(), told=Told("Our mails got lost"), by=eva, **later(1))
    task.refresh_from_db()
    assert (task.done_by, task.outcome) == (eva, "Our mails got lost")
    assert [kind for kind, _day in kinds(client_at_risk)] == ["threats.case_step"]
    assert Case.objects.get().steps.filter(what=Step.ASKED).count() == 1


def test_asked_in_the_case_two_unhappy_answers_still_wait(client_at_risk: Customer) -> None:
    eva = client_at_risk.owner
    assert eva is not None
    keep_cases(on=ON, at=AT)
    waiting = [unhappy(client_at_risk, number) for number in (7, 8)]
    ask_in_case(case=Case.objects.get(), told=Told("Our mails got lost"), by=eva, on=ON, at=AT)
    assert [Task.objects.get(pk=task.pk).done_at for task in waiting] == [None, None]


def test_where_a_colleague_is_to_come_back_the_reminder_goes_to_whose_case_it_is(
    world: Any, client_at_risk: Customer
) -> None:
    unhappy(client_at_risk, owner=world.person(name="Daan", role=Role.MANAGER))
    keep_cases(on=ON, at=AT)
    assert [kind for kind, _day in kinds(client_at_risk)] == ["survey"]
    keep_cases(**later(3))
    assert sorted(kind for kind, _day in kinds(client_at_risk)) == ["survey", "threats.case"]


def test_the_case_of_a_client_who_left_is_closed_and_asks_for_nothing(world: Any) -> None:
    world.company()
    eva, customer = world.person(name="Eva", role=Role.MANAGER), world.paying("Bakker")
    open_case(customer=customer, words="They looked away", by=eva, on=ON, at=AT)
    PriceState.objects.update(ends_on=ON + timedelta(days=10))
    keep_cases(**later(9))
    assert Case.objects.get().is_open
    keep_cases(**later(11))
    assert (Case.objects.get().outcome, open_tasks_of(customer)) == (Outcome.LEAVES, [])


def test_of_a_client_who_left_no_case_is_opened_and_none_again(world: Any) -> None:
    world.company()
    eva, customer = world.person(name="Eva", role=Role.MANAGER), world.paying("Bakker")
    open_case(customer=customer, words="They looked away", by=eva, on=ON, at=AT)
    PriceState.objects.update(ends_on=ON + timedelta(days=1))
    keep_cases(**later(2))
    with pytest.raises(BadInput, match="They have left"):
        open_case(customer=customer, words="They said goodbye", by=eva, **later(4))
    with pytest.raises(BadInput, match="They have left"):
        reopen_case(case=Case.objects.get(), words="They said goodbye", by=eva, **later(4))
    assert Case.objects.get().outcome == Outcome.LEAVES


def test_closing_is_taken_back_as_it_was_and_later_begins_anew(client_at_risk: Customer) -> None:
    eva = client_at_risk.owner
    assert eva is not None
    keep_cases(on=ON, at=AT)
    case = ask_in_case(case=Case.objects.get(), told=Told("Lost mails"), by=eva, on=ON, at=AT)
    solve_case(case=case, words="", by=eva, on=ON, at=AT)
    close_case(case=case, outcome=Outcome.NO_THREAT, told=Told(), by=eva, on=ON, at=AT)
    with pytest.raises(BadInput):
        act_in_case(case=case, told=Told("More"), by=eva, on=ON, at=AT)
    back = reopen_case(case=case, words="", by=eva, on=ON, at=AT + timedelta(minutes=5))
    assert (back.state, back.asked_on, back.outcome) == (State.SOLVED, ON, "")
    close_case(case=case, outcome=Outcome.NO_THREAT, told=Told(), by=eva, on=ON, at=AT)
    anew = reopen_case(case=case, words="", by=eva, **later(3))
    assert (anew.state, anew.asked_on) == (State.OPEN, None)


def test_a_solved_case_nobody_asks_about_again_comes_to_the_meeting(client_at_risk: Customer) -> None:
    eva = client_at_risk.owner
    assert eva is not None
    keep_cases(on=ON, at=AT)
    solve_case(case=Case.objects.get(), words="They wrote so", by=eva, on=ON, at=AT)
    assert list(for_the_meeting(eva)) == []
    keep_cases(**later(40))
    assert list(for_the_meeting(eva)) == [Case.objects.get()]


def test_people_open_a_case_hand_it_over_with_a_reason_and_open_it_again(world: Any) -> None:
    world.company()
    eva, sven = world.person(name="Eva", role=Role.MANAGER), world.person(name="Sven")
    customer = world.customer("Bakker")
    case = open_case(customer=customer, words="They looked away", by=eva, on=ON, at=AT)
    assert open_case(customer=customer, words="Again", by=eva, on=ON, at=AT) == case
    with pytest.raises(BadInput):
        hand_case(case=case, owner=sven, due_on=ON, words=" ", by=eva, on=ON, at=AT)
    handed = hand_case(case=case, owner=sven, due_on=ON, words="Knows them", by=eva, on=ON, at=AT)
    assert [(task.owner, task.because) for task in open_tasks_of(customer)] == [(sven, "“They looked away”")]
    with pytest.raises(ChangedMeanwhile):
        solve_case(case=case, words="", by=eva, on=ON, at=AT, seen=case.version)
    close_case(case=handed, outcome=Outcome.LEAVES, told=Told("They said so"), by=eva, on=ON, at=AT)
    assert reopen_case(case=handed, words="", by=eva, on=ON, at=AT).state == State.OPEN


def test_only_who_may_see_the_customer_sees_the_case(world: Any, client_at_risk: Customer) -> None:
    other = world.person(name="Noor", role=Role.ACCOUNT_MANAGER)
    keep_cases(on=ON, at=AT)
    assert client_at_risk.owner is not None
    assert [case.customer for case in cases_visible_to(client_at_risk.owner)] == [client_at_risk]
    assert list(cases_visible_to(other)) == []
    assert case_of(client_at_risk) == Case.objects.get()


def test_of_two_cases_of_merged_clients_the_hidden_one_asks_for_nothing_until_it_is_undone(
    world: Any,
) -> None:
    world.company(zone="UTC")
    chief = world.person(role=Role.MANAGER)
    both = [world.paying(name, owner=chief, is_key=True) for name in ("Kept", "Lost")]
    for customer in both:
        open_case(customer=customer, words="They are cool.", by=chief, on=ON, at=AT)
    merge = merge_customers(kept=both[0].pk, lost=both[1].pk, by=chief, at=AT)
    assert [len(kinds(customer)) for customer in both] == [1, 0]
    undo_merge(merge=merge.pk, by=chief, at=AT)
    assert [len(kinds(customer)) for customer in both] == [1, 1]


def test_a_case_nobody_asked_about_is_not_solved_or_closed_without_saying_why(
    client_at_risk: Customer,
) -> None:
    eva = client_at_risk.owner
    case = open_case(customer=client_at_risk, words="They are cool.", by=eva, on=ON, at=AT)
    with pytest.raises(BadInput, match="Nobody asked them yet"):
        solve_case(case=case, words=" ", by=eva, on=ON, at=AT)
    with pytest.raises(BadInput, match="Nobody asked them yet"):
        close_case(case=case, outcome=Outcome.NO_THREAT, told=Told(), by=eva, on=ON, at=AT)
    assert solve_case(case=case, words="They wrote so.", by=eva, on=ON, at=AT).state == State.SOLVED
    ask_in_case(case=case, told=Told("Still so?"), by=eva, **later(1))

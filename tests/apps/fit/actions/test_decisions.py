from datetime import timedelta

import pytest
from tests.apps.fit.conftest import NOON, TODAY

from karn.apps.fit.actions.decisions import Said, decide, finish_step, undo_decision
from karn.apps.fit.actions.looking import look_at_everybody
from karn.apps.fit.models import Decision, Step
from karn.apps.fit.queries.decisions import waiting_for_decision
from karn.apps.tasks.actions import finish_task
from karn.apps.tasks.models import OPEN, Task
from karn.kernel.errors import BadInput


def tasks() -> list[str]:
    return sorted(Task.objects.filter(OPEN).values_list("origin", flat=True))


@pytest.fixture
def misfit(world, fits):
    fits.question("We click")
    customer = world.paying("Misfit", owner=fits.person)
    fits.check(customer, **{"We click": "n"})
    return customer


def decided(fits, customer, **said):
    given = {"decider": fits.person, "reason": "Because", **said}
    return decide(customer=customer, said=Said(**given), by=fits.person, on=TODAY, at=NOON)


def test_a_misfit_waits_for_a_decision(misfit):
    assert tasks() == ["fit.decide"]
    assert list(waiting_for_decision(TODAY)) == [misfit]


def test_kept_knowingly_it_is_asked_again_on_the_day(fits, misfit):
    decided(fits, misfit, course="keep", until=TODAY + timedelta(60))
    assert tasks() == []
    assert list(waiting_for_decision(TODAY + timedelta(59))) == []
    assert list(waiting_for_decision(TODAY + timedelta(60))) == [misfit]
    look_at_everybody(on=TODAY + timedelta(60), at=NOON + timedelta(60))
    assert [task.because for task in Task.objects.filter(OPEN)] == [
        "You kept them until now, and they still do not fit."
    ]


def test_repairing_makes_a_task_and_doing_it_is_remembered(fits, misfit):
    decided(fits, misfit, course="repair", what="Raise the price", due_on=TODAY + timedelta(30))
    task = Task.objects.get(OPEN)
    assert (task.title, task.due_on, task.owner) == ("Raise the price", TODAY + timedelta(30), fits.person)
    finish_task(task=task, outcome="", by=fits.person, at=NOON)
    assert Step.objects.get().done_at == NOON


def test_parting_is_a_list_of_steps_each_a_task(fits, misfit):
    made = decided(fits, misfit, course="part", ends_on=TODAY + timedelta(90))
    assert tasks() == ["fit.step"] * 6
    first = made.steps.first()
    finish_step(step=first, done=True, on=TODAY, at=NOON)
    assert tasks() == ["fit.step"] * 5
    finish_step(step=first, done=False, on=TODAY, at=NOON)
    assert tasks() == ["fit.step"] * 6


def test_taken_back_it_stays_in_the_history_and_waits_again(fits, misfit):
    made = decided(fits, misfit, course="part", ends_on=TODAY + timedelta(90))
    undo_decision(decision=made, by=fits.person, on=TODAY, at=NOON + timedelta(1))
    assert tasks() == ["fit.decide"]
    assert Decision.objects.get().undone_by == fits.person


def test_a_prospect_is_accepted_with_a_name_and_a_reason(world, fits):
    fits.question("We click")
    prospect = world.customer(prospect=True)
    fits.check(prospect, **{"We click": "n"})
    with pytest.raises(BadInput, match="Say why"):
        decided(fits, prospect, course="accept", reason=" ")
    with pytest.raises(BadInput, match="Say who decides"):
        decided(fits, prospect, course="accept", decider=None)
    made = decided(fits, prospect, course="accept")
    assert (made.decider, made.reason, made.check_made.fit) == (fits.person, "Because", "not_right")


@pytest.mark.parametrize(
    "said",
    [
        {"course": "accept"},
        {"course": "elsewhere"},
        {"course": "keep"},
        {"course": "keep", "until": TODAY},
        {"course": "keep", "until": TODAY + timedelta(2000)},
        {"course": "repair", "what": " ", "due_on": TODAY + timedelta(1)},
        {"course": "part"},
    ],
)
def test_what_is_incomplete_is_refused(fits, misfit, said):
    with pytest.raises(BadInput):
        decided(fits, misfit, **said)
    assert not Decision.objects.exists()


def test_about_who_fits_there_is_nothing_to_decide(world, fits):
    fits.question("We click")
    customer = world.paying()
    fits.check(customer, **{"We click": "y"})
    with pytest.raises(BadInput, match="nothing to decide"):
        decided(fits, customer, course="part", ends_on=TODAY + timedelta(9))

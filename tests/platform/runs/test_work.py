"""Runs that go well, fail, are cancelled, and change hands."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from karn.kernel.errors import BadInput
from karn.platform.models import Run, RunState
from karn.platform.runs import Job, RunHandle, begin_run, cancel_run, do_all, do_run, lease, retry_run
from karn.platform.runs.handle import Cancelled, Fenced
from karn.platform.runs.work import Hands

MakeJob = Callable[..., Job]
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def _nothing(run: RunHandle) -> None:
    pass


def test_a_run_is_done_once_with_its_argument(job: MakeJob) -> None:
    seen: list[tuple[object, int | None, datetime]] = []
    job(lambda run: seen.append((run.argument["day"], run.by_number, run.at)))
    asked = begin_run(job="test.job", argument={"day": "2026-03-01"}, by_number=7, at=AT)
    assert (do_all(at=AT), do_all(at=AT)) == (1, 0)
    assert seen == [("2026-03-01", 7, AT)]
    run = Run.objects.get(pk=asked.pk)
    assert (run.state, run.lease, run.tries) == (RunState.DONE, 1, 1)


def test_a_job_that_is_not_in_the_wiring_cannot_be_asked_for() -> None:
    with pytest.raises(LookupError):
        begin_run(job="test.none", at=AT)
    assert not Run.objects.exists()


def test_a_second_run_with_the_same_key_is_the_first_until_that_is_done(job: MakeJob) -> None:
    job(_nothing)
    first = begin_run(job="test.job", at=AT, key="all")
    assert begin_run(job="test.job", at=AT, key="all") == first
    assert begin_run(job="test.job", at=AT, key="other") != first
    do_all(at=AT)
    assert begin_run(job="test.job", at=AT, key="all") not in {first, None}
    assert Run.objects.count() == 3


def test_what_fails_is_tried_again_later_and_in_the_end_kept_with_its_reason(job: MakeJob) -> None:
    def work(_run: RunHandle) -> None:
        raise BadInput("Line %(line)s is empty.", line=1_000)

    job(work, retries=1)
    number = begin_run(job="test.job", at=AT).pk
    assert do_all(at=AT) == 1
    waiting = Run.objects.get(pk=number)
    assert (waiting.state, waiting.failure, waiting.failure_values) == (
        RunState.WAITING, "Line %(line)s is empty.", {"line": 1_000},
    )  # fmt: skip
    assert (do_all(at=AT), waiting.due_at > AT) == (0, True)
    assert do_all(at=waiting.due_at) == 1
    assert Run.objects.get(pk=number).state == RunState.FAILED


def test_what_nobody_foresaw_is_kept_without_what_it_says(job: MakeJob) -> None:
    def work(_run: RunHandle) -> None:
        raise ValueError("anna@example.org")

    job(work, retries=0)
    number = begin_run(job="test.job", at=AT).pk
    do_all(at=AT)
    run = Run.objects.get(pk=number)
    assert (run.state, run.failure, run.failure_values) == (RunState.FAILED, lease.WENT_WRONG, {})


def test_a_failed_run_can_be_tried_again_by_hand(job: MakeJob) -> None:
    outcomes = [ValueError(), None]

    def work(_run: RunHandle) -> None:
        if error := outcomes.pop(0):
            raise error

    job(work, retries=0)
    number = begin_run(job="test.job", at=AT).pk
    do_all(at=AT)
    assert retry_run(number=number, at=AT) is not None
    assert do_all(at=AT) == 1
    run = Run.objects.get(pk=number)
    assert (run.state, run.failure, retry_run(number=number, at=AT)) == (RunState.DONE, "", None)


def test_a_run_that_waits_is_cancelled_at_once_and_one_that_runs_at_its_next_step(job: MakeJob) -> None:
    steps: list[int] = []

    def work(run: RunHandle) -> None:
        for step in range(3):
            steps.append(step)
            if step == 1:
                cancel_run(number=run.number, at=AT)
            run.progress(step + 1, step + 1)

    job(work)
    waiting, running = begin_run(job="test.job", at=AT), begin_run(job="test.job", at=AT)
    cancel_run(number=waiting.pk, at=AT)
    assert do_all(at=AT) == 1
    assert steps == [0, 1]
    states = Run.objects.filter(pk__in=[waiting.pk, running.pk]).values_list("state", flat=True)
    assert set(states) == {RunState.CANCELLED}
    assert cancel_run(number=running.pk, at=AT) is None


def test_a_worker_whose_lease_was_taken_away_stores_nothing_more(job: MakeJob) -> None:
    refused: list[type[Exception]] = []
    stored: list[int] = []

    def work(run: RunHandle) -> None:
        if not run.again:
            assert lease.take_away(run.number, run.fence, at=AT)
            assert do_run(run.number, at=AT)  # somebody else takes it up meanwhile
            for step in (run.refuse_if_fenced, run.finish, lambda: run.progress(1, 1)):
                with pytest.raises(Fenced) as raised:
                    step()
                refused.append(raised.type)
        with transaction.atomic():
            run.refuse_if_fenced()
            stored.append(run.fence)

    job(work)
    number = begin_run(job="test.job", at=AT).pk
    assert do_all(at=AT) == 1
    assert (stored, refused) == ([3], [Fenced] * 3)
    run = Run.objects.get(pk=number)
    assert (run.state, run.lease, run.tries) == (RunState.DONE, 3, 2)


def test_a_run_whose_process_dies_each_time_fails_in_the_end(job: MakeJob) -> None:
    known = job(_nothing, retries=1)
    number = begin_run(job="test.job", at=AT).pk
    for _death in range(2):
        run = Run.objects.get(pk=number)
        assert lease.claim(run, known, at=AT)
        assert not lease.claim(Run(pk=number, lease=run.lease - 1, due_at=AT), known, at=AT)
        assert lease.take_away(number, run.lease, at=AT)
    run = Run.objects.get(pk=number)
    assert (run.state, run.failure, run.failure_values) == (RunState.FAILED, lease.STOPPED, {"times": 2})


def test_a_process_that_stops_hands_its_run_on_at_once(job: MakeJob) -> None:
    hands = Hands()

    def work(run: RunHandle) -> None:
        if run.fence == 1:
            hands.stopping.set()
        run.progress(1, 2)

    job(work)
    number = begin_run(job="test.job", at=AT).pk
    assert do_run(number, at=AT, hands=hands)
    run = Run.objects.get(pk=number)
    assert (run.state, run.tries, run.failure) == (RunState.WAITING, 0, "")
    assert do_run(number, at=timezone.now())
    assert Run.objects.get(pk=number).state == RunState.DONE


def test_a_job_that_comes_back_has_one_run_and_can_be_brought_forward(job: MakeJob) -> None:
    done: list[datetime] = []
    wanted = [True]
    job(lambda run: done.append(run.at), every=timedelta(seconds=10), is_wanted=lambda: wanted[0])
    run = begin_run(job="test.job", at=AT)
    later = [AT + timedelta(seconds=seconds) for seconds in (0, 5, 10, 12)]
    assert [do_all(at=at) for at in later[:3]] == [1, 0, 1]
    assert begin_run(job="test.job", at=later[3]) == run
    assert do_all(at=later[3]) == 1
    assert done == [later[0], later[2], later[3]]
    cancel_run(number=run.pk, at=later[3])  # nothing runs that could be ended: it comes back as before
    assert do_all(at=later[3] + timedelta(seconds=10)) == 1
    wanted[0] = False
    assert do_all(at=AT + timedelta(days=1)) == 0
    assert Run.objects.values_list("state", "tries").get() == (RunState.WAITING, 0)


def test_what_is_told_in_time_of_a_running_job_that_comes_back_is_not_lost(job: MakeJob) -> None:
    done: list[int] = []

    def work(run: RunHandle) -> None:
        done.append(run.fence)
        if len(done) == 1:
            begin_run(job="test.job", at=AT)  # after it looked, something more came

    job(work, every=timedelta(seconds=10))
    begin_run(job="test.job", at=AT)
    assert do_all(at=AT) == 2
    assert done == [1, 2]


@pytest.mark.parametrize(("ahead", "due"), [(0, True), (900, False), (901, True)])
def test_what_waits_longer_than_anything_waits_met_a_stepped_clock(ahead: int, due: bool) -> None:
    assert lease.is_due(AT + timedelta(seconds=ahead), AT, timedelta(minutes=15)) is due


def test_progress_shows_how_far_it_is(job: MakeJob) -> None:
    seen: list[tuple[int, int, str]] = []

    def work(run: RunHandle) -> None:
        run.progress(1, 4, "orders")
        run.progress(2, 4, "customers")  # within the same second: not written
        seen.append(Run.objects.values_list("done", "total", "note").get(pk=run.number))
        run.progress(4, 4)

    job(work)
    number = begin_run(job="test.job", at=AT).pk
    do_all(at=AT)
    assert seen == [(1, 4, "orders")]
    assert Run.objects.values_list("done", "total").get(pk=number) == (4, 4)


def test_only_a_run_in_hand_shows_life(job: MakeJob) -> None:
    known = job(_nothing)
    first, second = (begin_run(job="test.job", at=AT).pk for _each in range(2))
    for number in (first, second):
        assert lease.claim(Run.objects.get(pk=number), known, at=AT)
    cancel_run(number=second, at=AT)
    later = AT + timedelta(seconds=30)
    lease.beat({first: 1, second: 1}, at=later)
    assert [Run.objects.get(pk=number).beat_at for number in (first, second)] == [later, AT]


def test_cancelled_is_no_failure(job: MakeJob) -> None:
    def work(_run: RunHandle) -> None:
        raise Cancelled

    job(work)
    number = begin_run(job="test.job", at=AT).pk
    do_all(at=AT)
    assert Run.objects.values_list("state", "failure").get(pk=number) == (RunState.CANCELLED, "")

"""The page of what is done in the background."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from karn.apps.people.models import AuditEntry, Person
from karn.apps.people.rules import Event, Role
from karn.platform.models import Run, RunState
from karn.platform.runs import Job, begin_run
from karn.platform.runs.job import _registry, register_job
from karn.platform.sheets import read_csv

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _job() -> Iterator[None]:
    kept = dict(_registry)
    register_job(Job("test.job", "Counting stars", lambda _run: None))
    yield
    _registry.clear()
    _registry.update(kept)


@pytest.fixture
def manager() -> Client:
    """Log a manager in."""
    client = Client()
    client.force_login(Person.objects.create(email="m@example.org", name="Eva", role=Role.MANAGER))
    return client


def _over(state: RunState, **facts: object) -> Run:
    return Run.objects.create(job="test.job", asked_at=AT, due_at=AT, ended_at=AT, state=state, **facts)


def test_before_anything_was_done_the_page_says_what_will_be(manager: Client) -> None:
    page = manager.get("/runs/").text
    assert "Nothing was done in the background yet" in page
    assert "Nobody is at work" in page


def test_what_runs_shows_how_far_it_is_and_what_failed_why(manager: Client) -> None:
    running = begin_run(job="test.job", at=AT, by_number=Person.objects.get().pk)
    Run.objects.filter(pk=running.pk).update(state=RunState.RUNNING, done=1_500, total=2_000, note="the_moon")
    _over(RunState.FAILED, failure="Line %(line)s is empty.", failure_values={"line": 1_000})
    _over(RunState.SKIPPED, night=date(2026, 3, 1))
    page = manager.get("/runs/").text
    assert '<progress class="karn-progress" max="2000" value="1500" aria-label="Counting stars">' in page
    assert ("asked for by Eva" in page, "the moon" in page, "Line 1,000 is empty." in page) == (True,) * 3
    assert (page.count("Try again<span"), "skipped" in page) == (1, False)
    part = manager.get("/runs/under-way/", {"seen": str(running.pk)})
    assert ("1,500 / 2,000" in part.text, "HX-Refresh" in part.headers) == (True, False)
    assert "HX-Refresh" in manager.get("/runs/under-way/", {"seen": "0"}).headers


def test_a_person_ends_a_run_and_tries_it_again_and_both_are_written_down(manager: Client) -> None:
    run = begin_run(job="test.job", at=AT)
    page = manager.post(f"/runs/{run.pk}/cancel/", follow=True).text
    assert ("Cancelled." in page, Run.objects.get().state) == (True, RunState.CANCELLED)
    page = manager.post(f"/runs/{run.pk}/cancel/", follow=True).text
    assert "This is over already." in page
    page = manager.post(f"/runs/{run.pk}/again/", follow=True).text
    assert ("It begins again in a moment." in page, Run.objects.get().state) == (True, RunState.WAITING)
    told = AuditEntry.objects.filter(detail="test.job").order_by("number").values_list("deed", flat=True)
    assert list(told) == [Event.RUN_CANCELLED, Event.RUN_RETRIED]


def test_an_account_manager_neither_sees_nor_ends_it() -> None:
    client, run = Client(), begin_run(job="test.job", at=AT)
    client.force_login(Person.objects.create(email="k@example.org", name="Kim", role=Role.ACCOUNT_MANAGER))
    page = client.get("/runs/")
    assert (page.status_code, "Counting stars" in page.text) == (403, False)
    assert client.post(f"/runs/{run.pk}/cancel/").status_code == 403
    assert Run.objects.get().state == RunState.WAITING


def test_what_was_done_is_taken_along_by_who_may_see_it_and_by_nobody_else(manager: Client) -> None:
    _over(RunState.FAILED, failure="Line %(line)s is empty.", failure_values={"line": 1_000})
    _over(RunState.SKIPPED, night=date(2026, 3, 1))
    for _ in range(60):
        _over(RunState.DONE, by_number=Person.objects.get().pk)
    assert 'href="/runs/runs.csv"' in manager.get("/runs/").text
    told = list(read_csv(manager.get("/runs/runs.csv", {"lang": "en"}).getvalue()))
    day = "2026-03-01 12:00:00"
    assert (len(told), told[1]) == (62, ["Counting stars", "", "Eva", day, "", day, "done", ""])
    assert told[-1][-2:] == ["failed", "Line 1,000 is empty."]
    manager.force_login(Person.objects.create(email="k@example.org", name="Kim", role=Role.ACCOUNT_MANAGER))
    assert manager.get("/runs/runs.csv").status_code == 403

"""Looking for duplicates in the background, and at night."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from karn.apps.customers import jobs
from karn.apps.customers.actions import duplicates
from karn.apps.customers.actions.duplicates import find_duplicates
from karn.apps.customers.models import DuplicateSearch, Likeness
from karn.apps.customers.queries.duplicates import is_searching, search_lock
from karn.apps.people.models import Role
from karn.platform.locks import Held, hold
from karn.platform.models import Run, RunState
from karn.platform.runs import cancel_run, do_all

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def alike(world: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Keep two customers who are the same, too many to compare at once; return a manager."""
    monkeypatch.setattr(jobs, "AT_ONCE", 1)
    for name in ("Bakkerij Jansen BV", "Bakkerij Jansen"):
        world.customer(name, city="Utrecht")
    return world.person(role=Role.MANAGER)


@pytest.mark.django_db
def test_among_many_customers_the_search_runs_in_the_background_and_says_how_far_it_is(
    alike: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[int, bool]] = []
    tell = duplicates._tell

    def heard(percent: int, **more: datetime) -> None:
        tell(percent, **more)
        told.append((DuplicateSearch.objects.get().progress, is_searching()))

    monkeypatch.setattr(duplicates, "_tell", heard)
    assert jobs.begin_search(by=alike, at=AT) is None
    assert jobs.begin_search(by=alike, at=AT) is None  # impatience adds no second one
    assert (is_searching(), DuplicateSearch.objects.count()) == (True, 0)
    assert do_all(at=AT) == 1
    search = DuplicateSearch.objects.get()
    assert (search.searched_at, search.found, search.progress, is_searching()) == (AT, 1, 100, False)
    assert told == sorted(told)
    assert (told[0], told[-1]) == ((0, True), (90, True))
    assert Likeness.objects.count() == 1


@pytest.mark.django_db
def test_of_a_search_that_somebody_ends_nothing_is_kept(alike: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs.begin_search(by=alike, at=AT)
    monkeypatch.setattr(duplicates, "cards", lambda: cancel_run(number=Run.objects.get().pk, at=AT) and [])
    do_all(at=AT)
    assert (Run.objects.get().state, Likeness.objects.exists()) == (RunState.CANCELLED, False)
    assert (DuplicateSearch.objects.get().searched_at, is_searching()) == (None, False)


@pytest.mark.django_db
def test_few_customers_are_compared_at_once(world: Any) -> None:
    search = jobs.begin_search(by=world.person(role=Role.MANAGER), at=AT + timedelta(days=1))
    assert search is not None
    assert (search.customers, search.searched_at) == (0, AT + timedelta(days=1))


@pytest.mark.django_db
def test_two_do_not_search_at_once(world: Any) -> None:
    manager = world.person(role=Role.MANAGER)
    with hold(search_lock(), otherwise=""), pytest.raises(Held):
        find_duplicates(by=manager, at=AT)
    assert not DuplicateSearch.objects.exists()

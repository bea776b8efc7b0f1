"""Looking for duplicates in a thread of the server."""

import threading
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

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_among_many_customers_the_search_runs_in_the_background_and_says_how_far_it_is(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "AT_ONCE", 1)
    manager = world.person(role=Role.MANAGER)
    for name in ("Bakkerij Jansen BV", "Bakkerij Jansen"):
        world.customer(name, city="Utrecht")
    told: list[tuple[int, bool]] = []
    tell = duplicates._tell

    def heard(percent: int, **more: datetime) -> None:
        tell(percent, **more)
        told.append((DuplicateSearch.objects.get().progress, is_searching()))

    monkeypatch.setattr(duplicates, "_tell", heard)
    assert jobs.begin_search(by=manager, at=AT) is None
    for thread in threading.enumerate():
        if thread.name == "duplicates":
            thread.join(30)
    search = DuplicateSearch.objects.get()
    assert (search.searched_at, search.found, search.progress, is_searching()) == (AT, 1, 100, False)
    assert told == sorted(told)
    assert (told[0], told[-1]) == ((0, True), (90, True))
    assert Likeness.objects.count() == 1


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

"""Making the figures in the background."""

from datetime import UTC, date, datetime

import pytest

from karn.apps.company.models import Company
from karn.apps.desk import jobs
from karn.apps.measures.models import Refresh
from karn.apps.people.models import Person
from karn.apps.people.rules import Role
from karn.platform.models import Run, RunState
from karn.platform.runs import do_all

pytestmark = pytest.mark.django_db
LATE = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)


@pytest.fixture
def person() -> Person:
    """Set the company up in Amsterdam, where the day has begun already."""
    Company.objects.create(name="Zonnig", zone="Europe/Amsterdam")
    return Person.objects.create(email="eva@example.org", name="Eva", role=Role.MANAGER)


def test_with_few_customers_the_figures_are_made_while_somebody_waits(person: Person) -> None:
    refresh = jobs.begin_refresh(by=person, at=LATE)
    assert (refresh and refresh.as_of, Run.objects.exists()) == (date(2026, 3, 2), False)


def test_with_many_they_are_made_once_in_the_background(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "AT_ONCE", -1)
    assert [jobs.begin_refresh(by=person, at=LATE) for _twice in range(2)] == [None, None]
    assert (do_all(at=LATE), do_all(at=LATE)) == (1, 0)
    run, refresh = Run.objects.get(), Refresh.objects.get()
    assert (run.state, run.by_number, run.total > 0) == (RunState.DONE, person.pk, True)
    assert (refresh.as_of, refresh.finished_at, refresh.error) == (date(2026, 3, 2), LATE, "")

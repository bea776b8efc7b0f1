"""Imports in a thread of the server."""

import sqlite3
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection

from karn.apps.customers.models import Customer
from karn.apps.intake import jobs
from karn.apps.intake.actions.checks import weighed_of
from karn.apps.intake.actions.loads import Delivery, begun_run
from karn.apps.intake.models import Run, RunState
from karn.apps.intake.queries import stage_of
from karn.apps.intake.rules import Options
from karn.apps.intake.targets.batches import Batches, Outcome
from karn.apps.intake.targets.rows import Rows
from karn.kernel.errors import BadInput

AT = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_a_large_file_is_stored_in_the_background(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "ROWS_AT_ONCE", 1)
    path = tmp_path / "customers.csv"
    path.write_text("customer_id\nC1\nC2\nC3\n", encoding="utf-8")
    run = begun_run(Delivery(path=path, target="customers"), at=AT)
    jobs.begin_load(run=run, mapping=run.mapping, options=Options(batch=2), at=AT)
    join(f"import-{run.pk}")
    run.refresh_from_db()
    assert (run.state, run.accepted, Customer.objects.count()) == (RunState.DONE, 3, 3)
    assert stage_of(run) == "done"


@pytest.mark.django_db(transaction=True)
def test_a_large_file_is_checked_in_the_background(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "ROWS_AT_ONCE", 1)
    path = tmp_path / "customers.csv"
    path.write_text("customer_id,country\nC1,NL\nC2,Atlantis\nC3,SE\n", encoding="utf-8")
    run = begun_run(Delivery(path=path, target="customers"), at=AT)
    assert jobs.begin_check(run=run, mapping=run.mapping, options=Options(batch=1), at=AT) is None
    join(f"check-{run.pk}")
    run.refresh_from_db()
    weighed = weighed_of(run)
    assert weighed is not None
    assert (weighed.rows, weighed.accepted, weighed.refused, run.weighed_rows) == (3, 2, 1, 3)
    assert [(cell.line, cell.value, cell.code) for cell in weighed.first_refused] == [
        (3, "Atlantis", "not_a_country")
    ]
    assert (stage_of(run), Customer.objects.count()) == ("waiting", 0)


@pytest.mark.django_db(transaction=True)
def test_what_stops_a_check_in_the_background_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "ROWS_AT_ONCE", 1)
    path = tmp_path / "customers.csv"
    path.write_text("customer_id,joined_on\nC1,01-02-2024\nC2,03-04-2024\n", encoding="utf-8")
    run = begun_run(Delivery(path=path, target="customers"), at=AT)
    jobs.begin_check(run=run, mapping=run.mapping, options=Options(), at=AT)
    join(f"check-{run.pk}")
    run.refresh_from_db()
    with pytest.raises(BadInput, match="“joined_on” can be read in two ways"):
        weighed_of(run)


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_a_check_keeps_nobody_from_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "customers.csv"
    path.write_text("customer_id\nC1\n", encoding="utf-8")
    run = begun_run(Delivery(path=path, target="customers"), at=AT)
    weigh = Batches.weigh

    def writing(batches: Batches, rows: Rows) -> Outcome:
        with sqlite3.connect(connection.settings_dict["NAME"], timeout=0) as other:
            other.execute("UPDATE intake_run SET file_name = 'written meanwhile'")
        return weigh(batches, rows)

    monkeypatch.setattr(Batches, "weigh", writing)
    weighed = jobs.begin_check(run=run, mapping=run.mapping, options=Options(), at=AT)
    assert weighed is not None
    assert (weighed.accepted, Run.objects.get().file_name) == (1, "written meanwhile")


def join(name: str) -> None:
    for thread in threading.enumerate():
        if thread.name == name:
            thread.join(timeout=60)

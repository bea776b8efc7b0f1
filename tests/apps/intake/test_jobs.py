"""Imports in a thread of the server."""

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from karn.apps.customers.models import Customer
from karn.apps.intake import jobs
from karn.apps.intake.actions.loads import Delivery, begun_run
from karn.apps.intake.models import RunState
from karn.apps.intake.queries import stage_of
from karn.apps.intake.rules import Options

AT = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_a_large_file_is_stored_in_the_background(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "ROWS_AT_ONCE", 1)
    path = tmp_path / "customers.csv"
    path.write_text("customer_id\nC1\nC2\nC3\n", encoding="utf-8")
    run = begun_run(Delivery(path=path, target="customers"), at=AT)
    jobs.begin_load(run=run, mapping=run.mapping, options=Options(batch=2), at=AT)
    for thread in threading.enumerate():
        if thread.name == f"import-{run.pk}":
            thread.join(timeout=60)
    run.refresh_from_db()
    assert (run.state, run.accepted, Customer.objects.count()) == (RunState.DONE, 3, 3)
    assert stage_of(run) == "done"

"""Checks and imports in the background: of files that take longer than somebody looks at a blank page."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import connection

from karn.apps.intake.actions.checks import Weighed, weigh_run
from karn.apps.intake.actions.descriptions import choose_mapping, choose_source
from karn.apps.intake.actions.files import upload_of
from karn.apps.intake.actions.loads import load_run
from karn.apps.intake.models import Run
from karn.apps.intake.queries import is_running
from karn.apps.intake.rules import Options
from karn.kernel.errors import KarnError

logger = logging.getLogger(__name__)
ROWS_AT_ONCE = 20_000
LONGEST_START = 2.0


def begin_check(
    *, run: Run, at: datetime, mapping: Mapping[str, str], options: Options, source: str = ""
) -> Weighed | None:
    """Check the run's file: at once when it is small, else in a thread of this process.

    Returns what importing would do, or None while that is being found out; the run keeps it. Raises
    BadInput.
    """
    if source and source != run.source:
        choose_source(run=run, source=source)
    choose_mapping(run=run, mapping=mapping, options=options)
    if upload_of(run).rows <= ROWS_AT_ONCE:
        return weigh_run(run=run, at=at)
    _begin(run, "check", lambda: weigh_run(run=run, at=at))
    return None


def begin_load(
    *, run: Run, at: datetime, mapping: Mapping[str, str] | None = None, options: Options | None = None
) -> Run:
    """Store the run's file: at once when it is small, else in a thread of this process.

    With `mapping` and `options` they are chosen first; without, the run goes on as it was begun. A
    process that ends meanwhile leaves an interrupted run, which this takes up again. Raises BadInput.
    """
    if mapping is not None and options is not None:
        choose_mapping(run=run, mapping=mapping, options=options)
    if upload_of(run).rows <= ROWS_AT_ONCE:
        return load_run(run=run, at=at)
    _begin(run, "import", lambda: load_run(run=run, at=at))
    return run


def _begin(run: Run, kind: str, work: Callable[[], object]) -> None:
    thread = threading.Thread(target=_work, args=(run, kind, work), name=f"{kind}-{run.pk}", daemon=True)
    thread.start()
    _wait_for_start(run, thread)


def _work(run: Run, kind: str, work: Callable[[], object]) -> None:
    try:
        work()
    except KarnError as error:
        logger.info("The %s of run %s ended: %s", kind, run.pk, error)
    except Exception:
        logger.exception("The %s of run %s was interrupted", kind, run.pk)
    finally:
        connection.close()


def _wait_for_start(run: Run, thread: threading.Thread) -> None:
    """Wait until the thread holds the run, so that the next page finds it running."""
    ends = time.monotonic() + LONGEST_START
    while thread.is_alive() and not is_running(run) and time.monotonic() < ends:
        time.sleep(0.01)

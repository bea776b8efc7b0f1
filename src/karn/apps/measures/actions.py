"""Makes the lake, asks the engine, keeps its answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from itertools import chain
from typing import Any

import pyarrow as pa
from django.conf import settings
from django.db import transaction
from django.db.models import Min

from karn.apps.company.queries import current_company
from karn.apps.contracts.models import PriceState
from karn.apps.measures.exporters.registry import exporters
from karn.apps.measures.models import Answer, Refresh
from karn.apps.measures.rules import Question, questions
from karn.engine import Session, open_lake, rows_behind, run_metric
from karn.engine.lake import Lake, LakeWriter, StateRules
from karn.engine.lake.manifest import NAME as MANIFEST
from karn.engine.tables import METRIC_TABLES
from karn.kernel.durable import sha256_of
from karn.kernel.errors import KarnError
from karn.kernel.points import point
from karn.platform.locks import hold

KEPT_REFRESHES = 3

Progress = Callable[[str, int, int], None]
"""Told what is done now, how many steps are done, and of how many."""


def refresh_measures(*, as_of: date, at: datetime, progress: Progress | None = None) -> Refresh:
    """Write the lake from the database and store the engine's answers as of the day `as_of`.

    Readers see the answers of the refresh before until all new ones are stored, at once. Raises
    KarnError when another refresh runs, or when the data cannot be written as a lake.
    """
    with hold(
        settings.INSTALLATION.data / "refresh.lock", otherwise="The figures are being refreshed already."
    ):
        begun = time.monotonic()
        asked = questions(as_of, _first_day())
        steps = _Steps(progress, len(exporters()) + len(asked))
        refresh = Refresh.objects.create(as_of=as_of, started_at=at)
        point("refresh.started")
        try:
            lake = _write_lake(steps, at)
            with Session(lake) as session:
                can_be = [one for one in asked if not one.needs or one.needs in lake.tables]
                steps.done += len(asked) - len(can_be)
                answers = [_ask(session, lake, question, refresh, steps) for question in can_be]
        except KarnError as error:
            Refresh.objects.filter(pk=refresh.pk).update(error=str(error))
            raise
        refresh.took_ms = round((time.monotonic() - begun) * 1000)
        _store(refresh, answers, lake, at)
        return refresh


def rebuild_lake(*, at: datetime) -> Lake:
    """Write the lake from the database, and ask nothing: the stored answers stay those of the last refresh.

    Raises KarnError when a refresh runs, or when the data cannot be written as a lake.
    """
    with hold(
        settings.INSTALLATION.data / "refresh.lock", otherwise="The figures are being refreshed already."
    ):
        return _write_lake(_Steps(None, 0), at)


def _first_day() -> date | None:
    first: date | None = PriceState.objects.aggregate(day=Min("starts_on"))["day"]
    return first


class _Steps:
    """Counts the steps of a refresh and tells them."""

    def __init__(self, tell: Progress | None, total: int) -> None:
        self.tell, self.total, self.done = tell, total, 0

    def take(self, what: str) -> None:
        if self.tell:
            self.tell(what, self.done, self.total)
        self.done += 1


def _write_lake(steps: _Steps, at: datetime) -> Lake:
    path, company = settings.INSTALLATION.lake, current_company()
    rules = StateRules(grace_days=company.grace_days)
    with LakeWriter(path, company.zone, rules=rules, made_at=at.isoformat()) as writer:
        for exporter in exporters():
            steps.take(exporter.table)
            batches = _if_any(exporter.batches())
            if batches is not None:
                writer.write(exporter.table, batches)
        writer.commit()
    point("refresh.lake_written")
    return open_lake(path, only=METRIC_TABLES)


def _if_any(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch] | None:
    """Return `batches`, or nothing where there is no row: the lake then says that it lacks the table."""
    first = next(batches)
    return chain([first], batches) if first.num_rows else None


def _ask(session: Session, lake: Lake, question: Question, refresh: Refresh, steps: _Steps) -> Answer:
    """Ask one question; what cannot be answered is kept with the reason, and the others go on."""
    steps.take(question.name)
    answer = Answer(refresh=refresh, name=question.name, metric=question.metric, request=question.request())
    try:
        answer.rows, answer.definition_sha256 = _answered(session, lake, question)
    except KarnError as error:
        answer.error = str(error)
    return answer


def _answered(session: Session, lake: Lake, question: Question) -> tuple[list[dict[str, Any]], str]:
    if not question.lost_only:
        found = run_metric(lake, question.metric, question.period, session=session, **question.options())
        return found.rows(), found.definition_sha256
    found = rows_behind(lake, question.metric, question.period, session=session, **question.options())
    lost = replace(found, arrow=found.arrow.filter(found.arrow.column("lost")))
    return lost.rows(), found.definition_sha256


def _store(refresh: Refresh, answers: list[Answer], lake: Lake, at: datetime) -> None:
    """Store all answers at once, and forget refreshes nobody reads any more."""
    with transaction.atomic():
        Answer.objects.bulk_create(answers)
        refresh.finished_at, refresh.manifest_sha256 = at, sha256_of(lake.path / MANIFEST)
        refresh.save(update_fields=["finished_at", "manifest_sha256", "took_ms"])
        kept = Refresh.objects.order_by("-id").values_list("id", flat=True)[:KEPT_REFRESHES]
        Refresh.objects.exclude(id__in=list(kept)).delete()
    point("refresh.stored")

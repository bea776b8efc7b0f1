"""Reads of stored answers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache as remembered
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings
from django.core.cache import cache
from django.db.models import QuerySet

from karn import engine
from karn.apps.measures.models import Answer, Refresh
from karn.engine.tables import METRIC_TABLES
from karn.kernel.durable import sha256_of
from karn.kernel.period import Period
from karn.platform.prepared import prepared

if TYPE_CHECKING:
    from karn.engine import Answer as EngineAnswer
    from karn.engine import Lake, Session

Told = TypeVar("Told")

KEPT_SECONDS = 7 * 24 * 3600
"""An answer of the engine is kept so long; the data it speaks of are usually newer by then."""


@dataclass(frozen=True)
class Answers:
    """The answers of one refresh, by name; those that list customers may be left out, and read when asked."""

    refresh: Refresh
    by_name: dict[str, Answer]
    are_all: bool = True

    def rows(self, name: str) -> list[dict[str, Any]]:
        """Return the rows of the answer `name`; none where it was not given."""
        answer = self.by_name.get(name)
        if answer is None and not self.are_all:
            answer = Answer.objects.filter(refresh=self.refresh, name=name).first()
        rows: list[dict[str, Any]] = answer.rows if answer else []
        return rows

    def first(self, name: str) -> dict[str, Any]:
        """Return the first row of the answer `name`; an empty one where it was not given."""
        rows = self.rows(name)
        return rows[0] if rows else {}

    def period(self, name: str) -> Period | None:
        """Return the period the answer `name` speaks of; nothing where it was not asked."""
        answer = self.by_name.get(name)
        if answer is None:
            return None
        return Period(date.fromisoformat(answer.request["from"]), date.fromisoformat(answer.request["to"]))

    def error(self, name: str) -> str:
        """Say why the answer `name` was not given; nothing where it was."""
        answer = self.by_name.get(name)
        return answer.error if answer else ""


def last_refresh() -> Refresh | None:
    """Return the last finished refresh: the one the pages speak of."""
    return next(iter(_last_refresh()), None)


@prepared
def _last_refresh() -> QuerySet[Refresh]:
    return Refresh.objects.filter(finished_at__isnull=False).order_by("-id")[:1]


def last_answers() -> Answers | None:
    """Return the answers of the last finished refresh."""
    refresh = last_refresh()
    if refresh is None:
        return None
    return Answers(refresh, {answer.name: answer for answer in _answers_of(refresh=refresh.pk)})


def last_figures() -> Answers | None:
    """Return the same without the lists of customers (`lost.…`), which are long where many left."""
    refresh = last_refresh()
    if refresh is None:
        return None
    figures = {answer.name: answer for answer in _figures_of(refresh=refresh.pk)}
    return Answers(refresh, figures, are_all=False)


@prepared
def _figures_of(refresh: int) -> QuerySet[Answer]:
    return Answer.objects.filter(refresh=refresh).exclude(name__startswith="lost.")


@prepared
def _answers_of(refresh: int) -> QuerySet[Answer]:
    return Answer.objects.filter(refresh=refresh)


class Asker:
    """Asks the engine about the lake as it stands, now. One session: work is shared between questions."""

    def __init__(self, lake: Lake, session: Session) -> None:
        """Ask about `lake` in `session`; see :func:`asking`."""
        self.lake, self._session = lake, session

    def figure(self, name: str, period: Period, **options: Any) -> EngineAnswer:
        """Return the figure; takes the options of :func:`karn.engine.run_metric` and raises like it."""
        return engine.run_metric(self.lake, name, period, session=self._session, **options)

    def rows(self, name: str, period: Period, **options: Any) -> EngineAnswer:
        """Return the rows behind the figure."""
        return engine.rows_behind(self.lake, name, period, session=self._session, **options)


@contextmanager
def asking(customers: Collection[str] | None = None) -> Iterator[Asker]:
    """Open the lake for questions, about these customers (ids) alone where they are given.

    Raises KarnError when there is no lake, or a damaged one.
    """
    lake = engine.open_lake(settings.INSTALLATION.lake, only=METRIC_TABLES)
    with engine.Session(lake, customers=customers) as session:
        yield Asker(lake, session)


def kept(asked: object, ask: Callable[[], Told]) -> Told:
    """Return what `ask` says, or what it said when the same was asked of the same data before.

    `asked` stands for the question: its `repr` names it completely. Errors are not kept.
    """
    manifest = settings.INSTALLATION.lake / "manifest.json"
    if not manifest.is_file():
        return ask()
    question = f"{sha256_of(manifest)} {_definitions_sha256()} {asked!r}"
    key = f"answer-{hashlib.sha256(question.encode()).hexdigest()}"
    found: Told | None = cache.get(key)
    if found is None:
        found = ask()
        cache.set(key, found, KEPT_SECONDS)
    return found


@remembered
def _definitions_sha256() -> str:
    """Return a hash of the engine's definitions: another version of Karn may answer otherwise."""
    digest = hashlib.sha256()
    folder = Path(engine.__file__).parent
    for path in sorted(path for path in folder.rglob("*") if path.suffix in {".sql", ".py"}):
        digest.update(path.read_bytes())
    return digest.hexdigest()

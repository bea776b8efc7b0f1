"""What leavers said, as it may be read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from karn.apps.exits.models import Answer
from karn.apps.exits.queries.themes import ThemeCounts, added_up, readable, theme_counts
from karn.apps.exits.rules.coarseness import FEWEST, Stay
from karn.apps.exits.rules.questions import MARKS

PAGE = 25
"""So many answers stand on one page."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a thing got: by how many people, and the mean of one to five."""

    people: int
    mean: float


@dataclass(frozen=True, slots=True)
class Group:
    """The marks of a group of leavers, by code; `code` is a band of stay, empty for everybody."""

    code: str
    marks: dict[str, Mark]


@dataclass(frozen=True, slots=True)
class Reading:
    """One page of answers, the groups' marks, the themes; `has_more` says whether another page follows."""

    answers: list[Answer]
    groups: list[Group]
    themes: ThemeCounts
    people: int
    has_more: bool


def reading(*, since: date | None = None, page: int = 1) -> Reading:
    """Return what may be read of the answers since the first day of a month. A fixed number of queries.

    Marks are told of groups in which at least five gave one. Answers for totals count with everybody, five
    or more at a time, and in no smaller group: neither time nor group sets a few of them apart.
    """
    its = readable(since)
    start = (page - 1) * PAGE
    shown = list(its.order_by("-period_on", "pk").prefetch_related("tags")[start : start + PAGE + 1])
    rows = list(its.order_by("pk").values_list("stay", *MARKS))
    sums = [(one.people, one.marks) for one in added_up(since)]
    groups = [Group("", _marks([row[1:] for row in rows], [marks for _people, marks in sums]))]
    groups += [Group(stay, _marks([row[1:] for row in rows if row[0] == stay], [])) for stay in Stay]
    return Reading(
        answers=shown[:PAGE],
        groups=[group for group in groups if group.marks],
        themes=theme_counts(since),
        people=len(rows) + sum(people for people, _marks in sums),
        has_more=len(shown) > PAGE,
    )


def _marks(rows: Iterable[tuple[int | None, ...]], added: Iterable[dict[str, list[int]]]) -> dict[str, Mark]:
    told, sums = list(rows), list(added)
    found = {}
    for place, code in enumerate(MARKS):
        given = [mark for row in told if (mark := row[place]) is not None]
        more = [marks[code] for marks in sums if code in marks]
        people = len(given) + sum(count for count, _sum in more)
        if people >= FEWEST:
            found[code] = Mark(people, (sum(given) + sum(total for _count, total in more)) / people)
    return found

"""The stored answers of the engine, as one person may read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from karn.apps.customers.queries import visible_ids
from karn.apps.measures.models import Answer
from karn.apps.measures.queries import Answers, last_answers
from karn.apps.people.models import Person


@dataclass(frozen=True, slots=True)
class Read:
    """One stored answer; `rows` are those this person may see, `left_out` those of other customers."""

    answer: Answer
    rows: list[dict[str, Any]]
    left_out: int


def answers_index() -> Answers | None:
    """Return the answers of the last refresh, which the pages show; None before the first."""
    return last_answers()


def answer_named(name: str, *, person: Person) -> tuple[Answers, Read] | None:
    """Return the stored answer `name` and the refresh it is of; None where there is none.

    Figures are sums over everybody; rows that are of one customer are those the person may see.
    """
    answers = last_answers()
    answer = answers.by_name.get(name) if answers else None
    if answers is None or answer is None:
        return None
    visible = visible_ids(person)
    rows = [row for row in answer.rows if _is_seen(row, visible)]
    return answers, Read(answer, rows, len(answer.rows) - len(rows))


def _is_seen(row: dict[str, Any], visible: frozenset[int] | None) -> bool:
    if visible is None or "customer_id" not in row:
        return True
    number = str(row["customer_id"])
    return number.isdecimal() and int(number) in visible

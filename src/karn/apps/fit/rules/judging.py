"""What the answers come to. One place says when somebody fits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import Final


class Met(StrEnum):
    """What a criterion came to for a customer."""

    YES = "y"
    NO = "n"
    UNKNOWN = "u"


RIGHT: Final = "right"
NOT_RIGHT: Final = "not_right"
UNCHECKED: Final = "unchecked"


def judged(met: Mapping[int, Met], required: Collection[int]) -> str:
    """Return the fit: what `met` says of the `required` criteria (ids) decides, and nothing else.

    One required criterion that is not met: not right. Else one that nobody answered, or of which nobody
    knows: unchecked. Else right. Without a required criterion there is nothing to be right by: unchecked.
    """
    came_to = [met.get(number, Met.UNKNOWN) for number in required]
    if Met.NO in came_to:
        return NOT_RIGHT
    return UNCHECKED if Met.UNKNOWN in came_to or not came_to else RIGHT


def answers_text(met: Mapping[int, Met]) -> str:
    """Write down what each criterion came to, such as " 3y 5n 7u ": the same answers, the same text.

    Between blanks, so that a database finds " 3y " and never the one of criterion 13.
    """
    return " " + "".join(f"{number}{met[number].value} " for number in sorted(met))


def met_in(answers: str) -> dict[int, Met]:
    """Read what :func:`answers_text` wrote."""
    return {int(word[:-1]): Met(word[-1]) for word in answers.split()}


def mark_of(criterion: int, met: Met) -> str:
    """Return what stands in the text of answers where this criterion came to `met`."""
    return f" {criterion}{met.value} "


def changed(before: Mapping[int, Met], after: Mapping[int, Met], among: Iterable[int]) -> list[int]:
    """Return which of these criteria came to something else than before; new ones are no change."""
    return [number for number in among if number in before and before[number] != after.get(number)]

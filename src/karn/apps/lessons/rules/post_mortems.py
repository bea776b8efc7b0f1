"""What is asked when a client is looked back at, and by when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karn.kernel.errors import BadInput
from karn.kernel.month import add_months

START, END, FUTURE = "start", "end", "future"
EXPECTATIONS, RELATIONS, EXPERTISE = "expectations", "relations", "expertise"
TIMES: Final = (START, END, FUTURE)
GAPS: Final = (EXPECTATIONS, RELATIONS, EXPERTISE)
QUESTIONS: Final = (*TIMES, *GAPS)
"""Three times, then the three questions, in the order in which they are asked."""

ASKED: Final[dict[str, Promise]] = {
    START: _("How was it at the start?"),
    END: _("How is it now?"),
    FUTURE: _("What comes next, and what would it take?"),
    EXPECTATIONS: _("Where were expectations not met?"),
    RELATIONS: _("Where did the contact between people stop working?"),
    EXPERTISE: _("Where did our expertise fall short?"),
}
ASKED_ELSEWHERE: Final[dict[str, Promise]] = {
    START: _("How was it there at the start?"),
    END: _("How was it there at the end?"),
    FUTURE: _("What should be different now?"),
    EXPECTATIONS: _("Where were your expectations not met there?"),
    RELATIONS: _("Where did the contact with their people stop working?"),
    EXPERTISE: _("Where did their expertise fall short?"),
}
"""The same, where it is about a competitor they came from."""

MONTHS: Final = 2
"""Within so many months after notice somebody looks back."""

ELSEWHERE_DAYS: Final = 30
"""Within so many days after they came is asked how it was where they came from."""

LINK_DAYS: Final = 30
LONGEST: Final = 2000


def due_after(notice_on: date) -> date:
    """Return the day by which somebody has looked back: two months after notice."""
    return add_months(notice_on, MONTHS)


def still_due_since(on: date) -> date:
    """Return the day after which notice must have come for its look back not to be due before `on`.

    The first day whose :func:`due_after` is `on` or later, less one.
    """
    day = add_months(on, -MONTHS)
    while due_after(day) >= on:
        day = date.fromordinal(day.toordinal() - 1)
    return day


def checked(words: Mapping[str, str]) -> dict[str, str]:
    """Return what was said as it is kept, by question. Raises BadInput where nothing was."""
    said = {one: words.get(one, "").replace("\x00", "").strip()[:LONGEST] for one in QUESTIONS}
    kept = {question: text for question, text in said.items() if text}
    if not kept:
        raise BadInput("Write down what was said about at least one question.")
    return kept

"""When a client is told what they got for their money, and what a recap says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

RENEWAL, PRICE, QUARTER = "renewal", "price", "quarter"
QUARTER_DAYS, BEFORE_DAYS, AHEAD_DAYS, FRESH_DAYS, FIRST_DAYS = 91, 14, 75, 30, 365
"""A recap every QUARTER_DAYS; BEFORE_DAYS before what it is about (a renewal: before the last day of notice);
looked AHEAD_DAYS for those; one sent FRESH_DAYS before need not be said again; the first one speaks of
FIRST_DAYS."""

_LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class Due:
    """Why a recap is due, what it is about, and by when."""

    occasion: str
    about_on: date | None
    due_on: date


def next_recap(
    *,
    on: date,
    last_on: date | None,
    renewals: Iterable[tuple[date, date | None]] = (),
    prices: Iterable[date] = (),
) -> Due:
    """Return why and by when a key client is told next what they got, seen from `on`.

    `renewals` are the ends of terms with the last day of notice, where one is known; `prices` the days on
    which something costs more. The soonest counts; who was told within FRESH_DAYS before such a due day
    need not hear it again. Without any of them: a quarter after the last time, the first in two weeks.
    """
    ahead = on + timedelta(days=AHEAD_DAYS)
    moments = [(RENEWAL, end, notice or end) for end, notice in renewals if on <= end <= ahead]
    moments += [(PRICE, day, day) for day in prices if on <= day <= ahead]
    dues = [
        Due(occasion, about, max(before - timedelta(days=BEFORE_DAYS), on))
        for occasion, about, before in moments
    ]
    fresh = [one for one in dues if last_on is None or last_on < one.due_on - timedelta(days=FRESH_DAYS)]
    quarter = on + timedelta(days=BEFORE_DAYS)
    if last_on is not None:
        quarter = last_on + timedelta(days=QUARTER_DAYS)
    return min([*fresh, Due(QUARTER, None, quarter)], key=lambda one: (one.due_on, one.occasion == QUARTER))


@dataclass(frozen=True, slots=True)
class Item:
    """Something a client got: where it is kept ("benefit:7"), when, what kind of thing, and what it was."""

    code: str
    kind: str
    on: date
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a recap. `taken` says that it goes in."""

    code: str
    on: date | None
    text: str
    taken: bool


def said(item: Item) -> str:
    """Return what a line says of something, in the language in force."""
    words = {
        "problem": _("Solved: %(what)s"),
        "uptake": _("New for you: %(what)s"),
        "expectation": _("As you expected: %(what)s"),
    }
    return str(words[item.kind]) % {"what": item.text} if item.kind in words else item.text


def lines_of(items: Iterable[Item], kept: Sequence[Line], *, written: bool) -> list[Line]:
    """Return the lines of a draft: as somebody made them, then what came to be known since, not taken yet.

    Before anybody made anything of them, all that is known is taken.
    """
    known = {line.code for line in kept if line.code}
    new = sorted((one for one in items if one.code not in known), key=lambda one: (one.on, one.code))
    return [*kept, *(Line(one.code, one.on, said(one), taken=not written) for one in new)]


def tidy_lines(lines: Iterable[Line]) -> list[Line]:
    """Return the lines as they are kept: on one line each, none without words."""
    told = [replace(line, text=" ".join(line.text.replace("\x00", "").split())[:_LONGEST]) for line in lines]
    return [line for line in told if line.text]


def as_json(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """Return lines as the recap keeps them."""
    return [
        {"code": one.code, "on": one.on.isoformat() if one.on else "", "text": one.text, "in": one.taken}
        for one in lines
    ]


def from_json(told: Iterable[dict[str, Any]]) -> list[Line]:
    """Return the lines that :func:`as_json` gave."""
    return [
        Line(
            str(one.get("code", "")),
            date.fromisoformat(one["on"]) if one.get("on") else None,
            str(one.get("text", "")),
            bool(one.get("in")),
        )
        for one in told
    ]

"""Which columns a file may have, one line each: for the page and for the docs."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from karn.apps.intake.rules import FIELDS
from karn.apps.intake.targets.target import Target
from karn.engine.tables import Column, Type

FORMS: dict[Type, Promise] = {
    Type.ID: _("text, at most 200 characters"),
    Type.TEXT: _("text"),
    Type.DATE: _("day, such as 2026-12-31 or 31-12-2026"),
    Type.INSTANT: _("day and time, such as 2026-12-31 14:05"),
    Type.MONEY: _("amount, such as 1234.50 or 1.234,50"),
    Type.NUMBER: _("number"),
    Type.INTEGER: _("whole number"),
    Type.BOOLEAN: _("yes or no, true or false, 1 or 0"),
    Type.CURRENCY: _("currency, such as EUR"),
    Type.CHOICE: _("one of these words"),
    Type.EMAIL: _("e-mail address"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One column: its field's name and label, whether it is needed, what it means and how it is written.

    `instead` names the label of the column that makes it unnecessary. `words` are the fixed words, each
    of Karn's own with the others that mean the same. `headings` are other headings it is known by.
    """

    name: str
    label: str
    needed: bool
    instead: str
    means: str
    form: str
    words: tuple[tuple[str, tuple[str, ...]], ...]
    headings: tuple[str, ...]


def lines_of(target: Target) -> list[Line]:
    """Return the columns that a file of this kind may have, the needed ones first."""
    replaced = {other: single for single, others in target.instead.items() for other in others}
    lines = [_line(target, column, replaced.get(column.name, "")) for column in target.columns]
    return sorted(lines, key=lambda line: not line.needed)


def _line(target: Target, column: Column, single: str) -> Line:
    return Line(
        name=column.name,
        label=_label(column.name),
        needed=bool(single) or (column.required and column.name != target.numbered),
        instead=_label(single) if single else "",
        means=gettext(column.means),
        form=str(FORMS[column.type]),
        words=_words(target, column.name),
        headings=column.aliases,
    )


def _label(name: str) -> str:
    return str(FIELDS.get(name, name))


def _words(target: Target, name: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    words = target.words.get(name, {})
    return tuple(
        (own, tuple(word.replace("_", " ") for word, meant in words.items() if meant == own != word))
        for own in target.own_words(name)
    )

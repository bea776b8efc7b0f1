"""A segment in words: what it asks, read by people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from karn.apps.segments.fields.field import Field
from karn.apps.segments.fields.registry import Fields
from karn.apps.segments.rules.definitions import Condition, Definition, Group, Match
from karn.apps.segments.rules.operators import FieldType, Operator
from karn.kernel.errors import BadInput

MATCH_NAMES: Final[dict[Match, Promise]] = {
    Match.ALL: _("All of these hold"),
    Match.ANY: _("At least one of these holds"),
    Match.NONE: _("None of these holds"),
}

_SENTENCES: Final[dict[Operator, Promise]] = {
    Operator.IS: _("%(field)s is %(value)s"),
    Operator.IS_NOT: _("%(field)s is not %(value)s"),
    Operator.ONE_OF: _("%(field)s is one of: %(value)s"),
    Operator.CONTAINS: _("%(field)s contains %(value)s"),
    Operator.STARTS_WITH: _("%(field)s starts with %(value)s"),
    Operator.AT_LEAST: _("%(field)s is at least %(value)s"),
    Operator.AT_MOST: _("%(field)s is at most %(value)s"),
    Operator.BETWEEN: _("%(field)s is between %(value)s and %(last)s"),
    Operator.BEFORE: _("%(field)s is before %(value)s"),
    Operator.AFTER: _("%(field)s is after %(value)s"),
    Operator.LAST_DAYS: _("%(field)s is in the last %(value)s days"),
    Operator.NEXT_DAYS: _("%(field)s is in the next %(value)s days"),
    Operator.EMPTY: _("%(field)s is empty"),
    Operator.NOT_EMPTY: _("%(field)s is not empty"),
}

Write = Callable[[FieldType, str], str]
"""Writes a day or a number as the reader does."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One line: a condition in words, or a group with its lines under it. `wrong` says it asks in vain."""

    words: str
    lines: tuple[Clause, ...] = ()
    wrong: bool = False


def clause_of(definition: Definition, *, fields: Fields, write: Write) -> Clause:
    """Return a segment in words, in the language in force. A query for each field with choices."""
    return _group(definition.root, fields, write)


def words_of(clause: Clause) -> str:
    """Return a clause as one line of text."""
    lines = "; ".join(words_of(line) for line in clause.lines)
    return f"{clause.words}: {lines}" if lines else clause.words


def _group(group: Group, fields: Fields, write: Write) -> Clause:
    lines = (
        _group(part, fields, write) if isinstance(part, Group) else _condition(part, fields, write)
        for part in group.parts
    )
    return Clause(str(MATCH_NAMES[group.match]), tuple(lines))


def _condition(condition: Condition, fields: Fields, write: Write) -> Clause:
    try:
        field = fields.named(condition.field)
    except BadInput:
        gone = condition.field.rpartition(":")[2]
        return Clause(gettext("There is no “%(field)s” any more") % {"field": gone}, wrong=True)
    values = [_value(field, value, write) for value in condition.values]
    if condition.operator == Operator.ONE_OF:
        values = [", ".join(values)]
    named: Mapping[str, str] = {
        "field": str(field.name),
        "value": values[0] if values else "",
        "last": values[-1] if values else "",
    }
    return Clause(str(_SENTENCES[condition.operator]) % named)


def _value(field: Field, value: str, write: Write) -> str:
    if field.type == FieldType.YES_NO:
        return gettext("yes") if value == "yes" else gettext("no")
    if field.type == FieldType.CHOICE and field.choices is not None:
        return next((str(name) for code, name in field.choices() if code == value), value)
    return f"“{value}”" if field.type == FieldType.TEXT else write(field.type, value)

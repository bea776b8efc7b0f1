"""The editor of a segment: rows and groups of a form, with or without scripts.

Each row is named by its place: `f.0-1` is the field of the second part of the outermost group, `o.0-1` its
operator, and so on. Reading them gives a draft, which may be wrong or unfinished, and is shown again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from karn.apps.segments.fields.field import Field
from karn.apps.segments.fields.registry import Fields
from karn.apps.segments.rules.definitions import (
    DEPTH,
    MOST_PARTS,
    VERSION,
    Definition,
    Group,
    Match,
    conditions_of,
    definition_of,
)
from karn.apps.segments.rules.operators import OPERATOR_NAMES, OPERATORS, FieldType, Operator
from karn.apps.segments.rules.values import asked
from karn.kernel.errors import BadInput
from karn.platform.wording import in_words

Place = tuple[int, ...]
_PLACE: Final = re.compile(r"([mf])\.(0(?:-[0-9]{1,2}){0,4})")
_ROOT: Final = (0,)
_COMMA: Final = re.compile(r"-?[0-9]{1,9},[0-9]{1,6}")


@dataclass
class Row:
    """One condition as somebody fills it in. `place` names it in the form; `error` is what is wrong."""

    code: str
    operator: str = ""
    values: list[str] = field(default_factory=list)
    place: str = ""
    error: str = ""
    known: Field | None = None

    @property
    def type(self) -> str:
        """The type of its field."""
        return self.known.type.value if self.known else FieldType.TEXT.value

    @property
    def operators(self) -> list[tuple[str, Any, bool]]:
        """What can be asked: code, name, and whether it is chosen."""
        offered = OPERATORS[FieldType(self.type)]
        chosen = self.operator if self.operator in offered else self.usual
        return [(one.value, OPERATOR_NAMES[one], one == chosen) for one in offered]

    @property
    def usual(self) -> str:
        """What is asked of its field mostly."""
        return (self.known and self.known.usual) or OPERATORS[FieldType(self.type)][0]

    @cached_property
    def choices(self) -> list[tuple[str, Any, bool]]:
        """What can be chosen: code, name, and whether it is; also what is chosen and no longer offered."""
        if self.known is None or self.known.choices is None:
            return []
        offered = [(str(code), name, str(code) in self.values) for code, name in self.known.choices()]
        codes = {code for code, _name, _chosen in offered}
        return offered + [(value, value, True) for value in self.values if value and value not in codes]

    @property
    def first(self) -> str:
        """Its first value."""
        return self.values[0] if self.values else ""

    @property
    def second(self) -> str:
        """Its second value."""
        return self.values[1] if len(self.values) > 1 else ""

    @property
    def days(self) -> str:
        """Its first value where it is a number of days."""
        return self.first if self.operator in (Operator.LAST_DAYS, Operator.NEXT_DAYS) else "30"

    @property
    def lines(self) -> str:
        """Its values, one on each line."""
        return "\n".join(self.values)


@dataclass
class Rows:
    """A group as somebody fills it in."""

    match: str = Match.ALL.value
    parts: list[Row | Rows] = field(default_factory=list)
    place: str = "0"

    is_group = True

    @property
    def may_hold_groups(self) -> bool:
        """Whether a further group can stand in it."""
        return self.place.count("-") + 1 < DEPTH and len(self.parts) < MOST_PARTS

    @property
    def is_full(self) -> bool:
        """Whether it holds as much as it can."""
        return len(self.parts) >= MOST_PARTS


def draft_of(definition: Definition | None, fields: Fields) -> Rows:
    """Return a definition as a draft; an empty one for none."""
    draft = _drafted(definition.root) if definition else Rows()
    return _placed(draft, _ROOT, fields)


def _drafted(group: Group) -> Rows:
    parts: list[Row | Rows] = [
        _drafted(part) if isinstance(part, Group) else Row(part.field, part.operator.value, list(part.values))
        for part in group.parts
    ]
    return Rows(group.match.value, parts)


def draft_from(form: QueryDict, fields: Fields) -> Rows:
    """Read the draft somebody sent, and do what the pressed button says: add a row or group, drop one."""
    draft = _read(form)
    deed, _sep, place = form.get("do", "").partition(":")
    if deed in ("row", "group", "drop"):
        _change(draft, deed, place, form.get(f"new.{place}", ""), fields)
    return _placed(draft, _ROOT, fields)


def _read(form: QueryDict) -> Rows:
    found = [match for name in form for match in [_PLACE.fullmatch(name)] if match]
    told = sorted((tuple(map(int, match[2].split("-"))), match[1]) for match in found)[:400]
    root = Rows(_match(form.get("m.0", "")))
    groups: dict[Place, Rows] = {_ROOT: root}
    for place, kind in told:
        above = groups.get(place[:-1])
        if above is None or above.is_full:
            continue
        name = "-".join(map(str, place))
        if kind == "m":
            groups[place] = Rows(_match(form.get(f"m.{name}", "")))
            above.parts.append(groups[place])
        else:
            above.parts.append(_row(form, name))
    return root


def _match(text: str) -> str:
    return text if text in list(Match) else Match.ALL.value


def _row(form: QueryDict, name: str) -> Row:
    code, operator = form.get(f"f.{name}", ""), form.get(f"o.{name}", "")
    if operator in (Operator.EMPTY, Operator.NOT_EMPTY):
        values: list[str] = []
    elif operator in (Operator.LAST_DAYS, Operator.NEXT_DAYS):
        values = [form.get(f"n.{name}", "")]
    elif operator == Operator.BETWEEN:
        values = [form.get(f"v.{name}", ""), form.get(f"w.{name}", "")]
    elif operator == Operator.ONE_OF:
        values = [*form.getlist(f"c.{name}"), *form.get(f"l.{name}", "").splitlines()]
    else:
        values = [form.get(f"v.{name}", "")]
    return Row(code, operator, [value.strip() for value in values])


def _change(draft: Rows, deed: str, place: str, code: str, fields: Fields) -> None:
    for group in _groups(draft, _ROOT):
        here, rows = group
        name = "-".join(map(str, here))
        if deed == "row" and name == place and code in fields and not rows.is_full:
            rows.parts.append(_begun(code, fields))
        if deed == "group" and name == place and len(here) < DEPTH and not rows.is_full:
            rows.parts.append(Rows(Match.ANY.value))
        if deed == "drop" and place.startswith(f"{name}-") and place[len(name) + 1 :].isdecimal():
            del rows.parts[int(place[len(name) + 1 :]) : int(place[len(name) + 1 :]) + 1]
            return


def _begun(code: str, fields: Fields) -> Row:
    """Return a new condition as the editor shows it: what stands there chosen is asked, too."""
    row = Row(code, known=fields.named(code))
    row.operator = str(row.usual)
    if row.type == FieldType.YES_NO:
        row.values = ["yes"]
    elif row.type == FieldType.CHOICE and row.choices:
        row.values = [row.choices[0][0]]
    elif row.operator in (Operator.LAST_DAYS, Operator.NEXT_DAYS):
        row.values = [row.days]
    # Which of them is chosen is looked up anew.
    row.__dict__.pop("choices", None)
    return row


def _groups(rows: Rows, place: Place) -> Iterator[tuple[Place, Rows]]:
    yield place, rows
    for number, part in enumerate(list(rows.parts)):
        if isinstance(part, Rows):
            yield from _groups(part, (*place, number))


def _placed(rows: Rows, place: Place, fields: Fields) -> Rows:
    """Name every part by its place, and find the field of every row."""
    rows.place = "-".join(map(str, place))
    for number, part in enumerate(rows.parts):
        if isinstance(part, Rows):
            _placed(part, (*place, number), fields)
            continue
        part.place = f"{rows.place}-{number}"
        part.known = fields.named(part.code) if part.code in fields else None
    return rows


def definition_told(rows: Rows) -> Definition:
    """Return the draft as a definition. Raises BadInput for one that cannot be."""
    if any(not group.parts for _place, group in _groups(rows, _ROOT)):
        raise BadInput("A group needs at least one condition.")
    return definition_of({"version": VERSION, "root": _told(rows)})


def note_errors(rows: Rows, fields: Fields, *, today: date) -> bool:
    """Write beside each row what is wrong with it; say whether anything is."""
    for row in rows_of(rows):
        try:
            one = definition_of({"version": VERSION, "root": {"match": "all", "parts": [_told(row)]}})
            known = fields.named(row.code)
            for condition in conditions_of(one.root):
                asked(condition, type=known.type, name=str(known.name), today=today)
        except BadInput as error:
            row.error = in_words(error)
    return any(row.error for row in rows_of(rows))


def _told(part: Row | Rows) -> dict[str, Any]:
    if isinstance(part, Rows):
        return {"match": part.match, "parts": [_told(one) for one in part.parts]}
    values = [value for value in part.values if value] if part.operator == Operator.ONE_OF else part.values
    if part.type in (FieldType.NUMBER, FieldType.MONEY):
        values = [value.replace(",", ".") if _COMMA.fullmatch(value) else value for value in values]
    return {"field": part.code, "operator": part.operator or part.usual, "values": values}


def rows_of(rows: Rows) -> Iterator[Row]:
    """Yield every row of a draft."""
    for part in rows.parts:
        if isinstance(part, Rows):
            yield from rows_of(part)
        else:
            yield part


def examples() -> dict[str, tuple[str, Definition]]:
    """Return segments that show what one can do: a name and a definition, by a code."""
    told: dict[str, tuple[str, list[dict[str, Any]]]] = {
        "quiet": (
            _("Paying customers without contact for 90 days"),
            [
                {"field": "contracts.standing", "operator": "is", "values": ["active"]},
                {"field": "conversations.days_without_contact", "operator": "at_least", "values": ["90"]},
            ],
        ),
        "ending": (
            _("Contract ends within 60 days"),
            [{"field": "contracts.ends_on", "operator": "next_days", "values": ["60"]}],
        ),
        "failed": (
            _("A payment failed and is still open"),
            [{"field": "contracts.failed", "operator": "at_least", "values": ["1"]}],
        ),
        "new": (
            _("New in the first half year"),
            [
                {"field": "contracts.standing", "operator": "is", "values": ["active"]},
                {"field": "contracts.months", "operator": "at_most", "values": ["5"]},
            ],
        ),
    }
    return {
        code: (name, definition_of({"version": 1, "root": {"match": "all", "parts": parts}}))
        for code, (name, parts) in told.items()
    }

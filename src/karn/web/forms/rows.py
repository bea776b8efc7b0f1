"""Forms that change one row, and what happens when somebody else changed it meanwhile."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.db import models
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from karn.web.forms.amounts import Amount, shown_amount

TAKE = "take-"
THEIRS, MINE = "theirs", "mine"


@dataclass(frozen=True, slots=True)
class Conflict:
    """One field as somebody else stored it and as it was filled in here, in words, and which is ticked."""

    name: str
    label: str
    theirs: str
    mine: str
    take: str


class RowForm(forms.Form):
    """A form over one row, or over none yet.

    It carries which version was read (`seen`) and what stood in it then (`was`). When another version
    is stored meanwhile, :meth:`meet` puts both side by side; who sends the form again says per field
    whose value holds. `texts` is what the row has now, per field as a browser sends it.
    """

    def __init__(self, data: QueryDict | None = None, *, version: str, texts: Mapping[str, str]) -> None:
        self.texts = dict(texts)
        self.conflicts: list[Conflict] = []
        self.seen = data.get("seen", "") if data is not None else version
        self.was = data.get("was", "") if data is not None else json.dumps(self.texts)
        begun = {name: self._several(name, text) or text for name, text in self.texts.items()}
        super().__init__(self._chosen(data), initial=begun)
        self.build()
        for field in self.fields.values():
            _dress(field)

    def build(self) -> None:
        """Add the fields that depend on the row or the reader."""

    def _chosen(self, data: QueryDict | None) -> QueryDict | None:
        """Put the stored value wherever the other one's was ticked."""
        if data is None:
            return None
        chosen = data.copy()
        for name, text in self.texts.items():
            if data.get(TAKE + name) == THEIRS:
                chosen.pop(name, None)
                if several := self._several(name, text):
                    chosen.setlist(name, several)
                elif text:
                    chosen[name] = text
        return chosen

    def _several(self, name: str, text: str) -> list[str]:
        """Return what is ticked of a field of which any number can be."""
        ticked = isinstance(self.base_fields.get(name), forms.MultipleChoiceField)
        return text.split("\n") if ticked and text else []

    def meet(self, version: str, texts: Mapping[str, str]) -> None:
        """Show what is stored now beside what was filled in; whoever sends it again has seen both."""
        before = _read(self.was)
        for name, theirs in texts.items():
            if name not in self.fields:
                continue
            mine = as_text(self.cleaned_data.get(name))
            if mine != theirs:
                take = MINE if mine != before.get(name, theirs) else THEIRS
                label, shown = str(self.fields[name].label), self._shown
                self.conflicts.append(Conflict(name, label, shown(name, theirs), shown(name, mine), take))
        self.seen, self.was = version, json.dumps(dict(texts))

    def _shown(self, name: str, text: str) -> str:
        field = self.fields[name]
        if isinstance(field, forms.BooleanField):
            return _("Yes") if text else _("No")
        if isinstance(field, Amount):
            return shown_amount(text) if text else "–"
        known = {str(code): str(words) for code, words in getattr(field, "choices", ())}
        return ", ".join(known.get(line, line) for line in text.split("\n")) or "–"


def as_text(value: Any) -> str:
    """Return a value as a browser sends it."""
    if value is None or isinstance(value, bool):
        return "on" if value else ""
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%dT%H:%M}"
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value else "0"
    if isinstance(value, list):
        return "\n".join(value)
    return value.isoformat() if isinstance(value, date) else str(value).replace("\r\n", "\n")


def day_input() -> forms.DateInput:
    """Return a field for a day in which the browser helps to choose."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _dress(field: forms.Field) -> None:
    widget = field.widget
    if isinstance(widget, forms.CheckboxInput):
        widget.attrs.setdefault("class", "form-check-input")
    else:
        widget.attrs.setdefault(
            "class", "form-select" if isinstance(widget, forms.Select) else "form-control"
        )


def _read(text: str) -> dict[str, str]:
    try:
        read = json.loads(text)
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in read.items()} if isinstance(read, dict) else {}

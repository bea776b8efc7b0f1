"""Forms for the rules that look for signs of leaving, and for putting a sign off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karn.apps.threats.signals import Rule
from karn.web.forms.rows import RowForm

ON = "is_on"


def texts_of_rule(rule: Rule) -> dict[str, str]:
    """Return what a rule's form shows."""
    return {ON: "on" if rule.is_on else "", **{name: str(value) for name, value in rule.values.items()}}


class RuleForm(RowForm):
    """Whether a rule looks, and its thresholds."""

    def __init__(self, data: QueryDict | None = None, *, rule: Rule) -> None:
        """Show the rule as it stands."""
        self.rule = rule
        super().__init__(data, version=rule.version, texts=texts_of_rule(rule))

    def build(self) -> None:
        """Add the switch and a field for each threshold."""
        self.fields[ON] = forms.BooleanField(required=False, label=_("This signal is on"))
        labels = self.rule.card.labels
        for one in self.rule.signal.thresholds:
            usual = _("At first %(default)s; from %(least)s to %(most)s.") % {
                "default": self.rule.signal.values({}, {})[one.name],
                "least": one.least,
                "most": one.most,
            }
            self.fields[one.name] = forms.IntegerField(
                label=labels[one.name], min_value=one.least, max_value=one.most, help_text=usual
            )

    def chosen(self, standing: Mapping[str, int]) -> dict[str, int]:
        """Return the thresholds that differ from what would hold without a choice."""
        given = {one.name: self.cleaned_data[one.name] for one in self.rule.signal.thresholds}
        return {name: value for name, value in given.items() if value != standing[name]}


class HushForm(forms.Form):
    """Until when a sign is put off, or why it is nothing to worry about."""

    until = forms.DateField(
        label=gettext_lazy("Put off until"),
        required=False,
        help_text=gettext_lazy("It comes back on that day, or sooner when it grows stronger."),
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d"),
    )
    why = forms.CharField(
        label=gettext_lazy("Why"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Without a day it is dismissed; that takes a reason."),
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, *, on: date) -> None:
        """Offer a week."""
        super().__init__(data, initial={"until": on + timedelta(days=7)})

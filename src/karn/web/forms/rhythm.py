"""How often clients want to be heard, as forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.models import fields_for_model
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from karn.apps.care.actions.rhythm import Wanted
from karn.apps.care.models.rhythm import LONGEST_DAYS, RHYTHM_HABITS, OwnRhythm, RhythmHabits
from karn.web.forms.rows import RowForm, as_text, day_input


class OwnRhythmForm(RowForm):
    """What one client said."""

    days = forms.IntegerField(
        label=gettext_lazy("Days between personal contacts"), min_value=1, max_value=LONGEST_DAYS
    )
    asked_on = forms.DateField(label=gettext_lazy("Asked on"), required=False, widget=day_input())
    words = forms.CharField(label=gettext_lazy("What they said"), max_length=300, required=False)

    def __init__(self, data: QueryDict | None = None, *, own: OwnRhythm | None, days: int) -> None:
        texts = texts_of_own(own) if own else {"days": str(days)}
        super().__init__(data, version=own.version if own else "", texts=texts)

    def wanted(self) -> Wanted:
        """Return what was said, as the action takes it."""
        return Wanted(**self.cleaned_data)


def texts_of_own(own: OwnRhythm) -> dict[str, str]:
    """Return what stands in the form."""
    return {name: as_text(getattr(own, name)) for name in ("days", "asked_on", "words")}


class RhythmHabitsForm(RowForm):
    """For whom there are tasks, and when who ordered is asked."""

    def __init__(self, data: QueryDict | None = None, *, kept: RhythmHabits) -> None:
        super().__init__(data, version=kept.version, texts=texts_of_rhythm_habits(kept))

    def build(self) -> None:
        """Ask as it is declared."""
        self.fields.update(fields_for_model(RhythmHabits, RHYTHM_HABITS))

    def facts(self) -> dict[str, Any]:
        """Return the settings by name."""
        return {name: self.cleaned_data[name] for name in RHYTHM_HABITS}


def texts_of_rhythm_habits(kept: RhythmHabits) -> dict[str, str]:
    """Return what stands in the form."""
    return {name: as_text(getattr(kept, name)) for name in RHYTHM_HABITS}

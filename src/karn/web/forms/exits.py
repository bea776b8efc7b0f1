"""For how long what leavers wrote is kept."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karn.apps.exits.models import ExitHabits
from karn.apps.exits.rules.waiting import LONGEST_WORDS, SHORTEST_WORDS
from karn.web.forms.rows import RowForm


class ExitHabitsForm(RowForm):
    """So many months words are kept."""

    words_months = forms.IntegerField(
        label=gettext_lazy("So many months their words are kept"),
        min_value=SHORTEST_WORDS,
        max_value=LONGEST_WORDS,
    )

    def __init__(self, data: QueryDict | None = None, *, habits: ExitHabits) -> None:
        self.habits = habits
        super().__init__(data, version=habits.version, texts=texts_of_exit_habits(habits))

    def build(self) -> None:
        """Say between which numbers one chooses."""
        told = _("Words are kept for %(shortest)s to %(longest)s months.")
        self.fields["words_months"].help_text = told % {"shortest": SHORTEST_WORDS, "longest": LONGEST_WORDS}


def texts_of_exit_habits(habits: ExitHabits) -> dict[str, str]:
    """Return what stands in the form of the habits."""
    return {"words_months": str(habits.words_months)}

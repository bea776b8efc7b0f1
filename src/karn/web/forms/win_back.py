"""What former customers are told, and when and how many are asked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from karn.apps.people.models import Person
from karn.apps.plays.models.win_back import WinBackHabits, WinBackText
from karn.apps.segments.models import Segment
from karn.apps.segments.queries.segments import segments_for
from karn.web.forms.rows import RowForm

LANGUAGES = (("nl", "Nederlands"), ("sv", "Svenska"), ("en", "English"))


class WinBackHabitsForm(RowForm):
    """When and how many are asked."""

    after_days = forms.IntegerField(
        label=gettext_lazy("Days after they left"),
        help_text=gettext_lazy("Earlier it is not decent."),
        min_value=1,
        max_value=730,
    )
    weekly = forms.IntegerField(
        label=gettext_lazy("At most in a week"),
        help_text=gettext_lazy("So that somebody here has time for each answer."),
        min_value=1,
        max_value=10_000,
    )
    back_months = forms.IntegerField(
        label=gettext_lazy("Months in which coming back counts"),
        help_text=gettext_lazy("Who comes back later came by themselves."),
        min_value=1,
        max_value=36,
    )

    def __init__(self, data: QueryDict | None = None, *, habits: WinBackHabits) -> None:
        super().__init__(data, version=habits.version, texts=texts_of_win_back(habits))


def texts_of_win_back(habits: WinBackHabits) -> dict[str, str]:
    """Return what stands in the form of the habits."""
    return {name: str(value) for name, value in habits.facts.items()}


class WinBackTextForm(RowForm):
    """What a segment of those who left is told, in each language."""

    segment = forms.ModelChoiceField(
        label=gettext_lazy("For whom"),
        help_text=gettext_lazy(
            "The first segment somebody is in counts; who is in none gets the usual text."
        ),
        queryset=Segment.objects.none(),
        required=False,
        empty_label=gettext_lazy("Everybody else"),
    )
    nl, sv, en = (
        forms.CharField(
            label=name,
            max_length=4000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 4, "lang": code}),
        )
        for code, name in LANGUAGES
    )

    def __init__(self, data: QueryDict | None = None, *, text: WinBackText | None, person: Person) -> None:
        self.person = person
        version = text.version if text else ""
        super().__init__(data, version=version, texts=texts_of_text(text))

    def build(self) -> None:
        """Offer the segments this person can use."""
        segment = self.fields["segment"]
        assert isinstance(segment, forms.ModelChoiceField)  # noqa: S101 (declared above)
        segment.queryset = segments_for(self.person)

    @property
    def told(self) -> dict[str, Any]:
        """What was said, as the action takes it."""
        words = {code: self.cleaned_data[code] for code, _name in LANGUAGES}
        return {"segment": self.cleaned_data["segment"], "words": words}


def texts_of_text(text: WinBackText | None) -> dict[str, str]:
    """Return what stands in the form of a text."""
    words = text.words if text else {}
    segment = str(text.segment_id or "") if text else ""
    return {"segment": segment} | {code: str(words.get(code, "")) for code, _name in LANGUAGES}

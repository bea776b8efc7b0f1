"""When a survey asks, and what holds for all of them."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from karn.apps.people.models import Person
from karn.apps.people.queries import active_people
from karn.apps.segments.models import Segment
from karn.apps.segments.queries import segments_for
from karn.apps.surveys.actions.surveys import Plan
from karn.apps.surveys.models import Habits, Occasion, Survey


class PlanForm(forms.Form):
    """When a survey asks by itself, and who comes back to unhappy answers."""

    occasion = forms.ChoiceField(
        label=gettext_lazy("When it asks"),
        choices=Occasion.choices,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    days = forms.IntegerField(
        label=gettext_lazy("Days"),
        min_value=0,
        max_value=3650,
        help_text=gettext_lazy(
            "After a delivery: so many days later. In a segment: the same member again after so many days."
        ),
        widget=forms.NumberInput(attrs={"class": "form-control"}),
    )
    segment = forms.ModelChoiceField(
        label=gettext_lazy("Only who is in this segment"),
        queryset=Segment.objects.none(),
        required=False,
        empty_label=gettext_lazy("Everybody"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    closer = forms.ModelChoiceField(
        label=gettext_lazy("Who comes back to unhappy answers"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=gettext_lazy("Whoever looks after the customer"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, data: QueryDict | None, *, survey: Survey, person: Person) -> None:
        stands = {
            "occasion": survey.occasion,
            "days": survey.days,
            "segment": survey.segment_id,
            "closer": survey.closer_id,
        }
        super().__init__(data, initial=stands)
        for name, offered in (("segment", segments_for(person)), ("closer", active_people())):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (declared above)
            field.queryset = offered

    def plan(self) -> Plan:
        """Return what was said, as the action takes it."""
        told = self.cleaned_data
        return Plan(Occasion(told["occasion"]), told["days"], told["segment"], told["closer"])


class HabitsForm(forms.ModelForm):  # type: ignore[type-arg]  # Django 5.2 cannot be asked at run time
    """What holds for all surveys together."""

    class Meta:
        """All of it."""

        model = Habits
        fields = ("cooldown_days", "reminder_days", "loop_days", "accent")
        widgets = {  # noqa: RUF012 (Django's own way)
            **{
                name: forms.NumberInput(attrs={"class": "form-control"})
                for name in ("cooldown_days", "reminder_days", "loop_days")
            },
            "accent": forms.TextInput(attrs={"class": "form-control form-control-color", "type": "color"}),
        }

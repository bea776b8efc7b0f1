"""When a survey asks, and what holds for all of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.db.models.functions import Lower
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karn.apps.people.models import Person
from karn.apps.people.queries import active_people
from karn.apps.segments.models import Segment
from karn.apps.segments.queries import segments_for
from karn.apps.surveys.actions.surveys import Plan
from karn.apps.surveys.models import HABITS, PLANNED, Habits, Occasion, Survey
from karn.web.forms.rows import RowForm, as_text


class PlanForm(RowForm):
    """When a survey asks by itself, and who comes back to unhappy answers."""

    occasion = forms.ChoiceField(
        label=gettext_lazy("When it asks"),
        choices=Occasion.choices,
    )
    days = forms.IntegerField(
        label=gettext_lazy("Days"),
        min_value=0,
        max_value=3650,
        help_text=gettext_lazy(
            "After a delivery: so many days later. In a segment: the same member again after so many days."
        ),
    )
    segment = forms.ModelChoiceField(
        label=gettext_lazy("Only who is in this segment"),
        queryset=Segment.objects.none(),
        required=False,
        empty_label=gettext_lazy("Everybody"),
    )
    closer = forms.ModelChoiceField(
        label=gettext_lazy("Who comes back to unhappy answers"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=gettext_lazy("Whoever looks after the customer"),
    )

    def __init__(self, data: QueryDict | None, *, survey: Survey, person: Person) -> None:
        self.person, self.kept = person, survey.segment_id
        super().__init__(data, version=survey.version, texts=texts_of_plan(survey))

    def build(self) -> None:
        """Offer what its reader may use, the segment that is planned already, and who works here."""
        usable = segments_for(self.person)
        planned = Segment.objects.filter(Q(pk__in=usable.values("pk")) | Q(pk=self.kept))
        for name, offered in (("segment", planned.order_by(Lower("name"))), ("closer", active_people())):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (declared above)
            field.queryset = offered
            if name == "segment":
                field.label_from_instance = self._called  # type: ignore[method-assign]

    def _called(self, obj: Any) -> str:
        """Name a segment; one that its reader may not see stays without its name, and is not lost."""
        usable = obj.shared or obj.owner_id == self.person.pk
        return str(obj.name) if usable else _("A colleague's own segment")

    def plan(self) -> Plan:
        """Return what was said, as the action takes it."""
        told = self.cleaned_data
        return Plan(Occasion(told["occasion"]), told["days"], told["segment"], told["closer"])


def texts_of_plan(survey: Survey) -> dict[str, str]:
    """Return what stands in the form for a survey's plan."""
    return {name: as_text(getattr(survey, name)) for name in PLANNED}


class HabitsForm(RowForm):
    """What holds for all surveys together."""

    def __init__(self, data: QueryDict | None = None, *, kept: Habits) -> None:
        super().__init__(data, version=kept.version, texts=texts_of_habits(kept))

    def build(self) -> None:
        """Ask as the settings are declared."""
        self.fields.update(forms.fields_for_model(Habits, HABITS))
        for column in Habits._meta.fields:
            if column.name in self.fields:
                self.fields[column.name].validators += column.validators
        colour = {"class": "form-control form-control-color", "type": "color"}
        self.fields["accent"].widget = forms.TextInput(attrs=colour)


def texts_of_habits(kept: Habits) -> dict[str, str]:
    """Return what stands in the form for what holds for all surveys."""
    return {name: as_text(getattr(kept, name)) for name in HABITS}

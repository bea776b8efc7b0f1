"""What somebody answers about a customer, and decides about one who does not fit."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from karn.apps.fit.actions.decisions import Said
from karn.apps.fit.models import Course
from karn.apps.fit.rules.judging import Met
from karn.apps.people.models import Person
from karn.apps.people.queries import active_people
from karn.web.asked import word_asked
from karn.web.forms.rows import _dress, day_input


def answers_given(form: QueryDict, questions: list[int]) -> dict[int, tuple[Met, str]]:
    """Return what was answered of these questions (ids); what is left open is left out."""
    given = {}
    for number in questions:
        told = word_asked(form, f"met.{number}")
        if told in list(Met):
            given[number] = (Met(told), word_asked(form, f"note.{number}"))
    return given


class DecisionForm(forms.Form):
    """What is decided. The fields of the other courses are left out."""

    decider = forms.ModelChoiceField(
        label=gettext_lazy("Who decides"), queryset=Person.objects.none(), empty_label="–"
    )
    until = forms.DateField(label=gettext_lazy("Ask again on"), widget=day_input())
    ends_on = forms.DateField(label=gettext_lazy("First day without a contract"), widget=day_input())
    what = forms.CharField(label=gettext_lazy("What is repaired"), max_length=300)
    owner = forms.ModelChoiceField(
        label=gettext_lazy("Who does it"), queryset=Person.objects.none(), empty_label="–"
    )
    due_on = forms.DateField(label=gettext_lazy("By when"), widget=day_input())
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=500)

    OF: ClassVar[dict[str, tuple[str, ...]]] = {
        Course.ACCEPT: ("decider", "reason", "until"),
        Course.REPAIR: ("what", "owner", "due_on", "decider", "reason"),
        Course.KEEP: ("until", "reason", "decider"),
        Course.PART: ("ends_on", "reason", "decider", "owner"),
    }

    def __init__(self, data: QueryDict | None, *, course: str, person: Person, owner: int | None) -> None:
        self.course = course
        begun = {"decider": person.pk, "owner": owner or person.pk}
        super().__init__(data, initial=begun, auto_id=f"{course}_%s")
        self.fields = {name: self.fields[name] for name in self.OF[course]}
        for name, field in self.fields.items():
            _dress(field)
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = active_people()
            if (course, name) in ((Course.ACCEPT, "until"), (Course.REPAIR, "reason")):
                field.required = False

    @property
    def name(self) -> str:
        """What is done."""
        return str(Course(self.course).label)

    def said(self) -> Said:
        """Return what was decided, as the action takes it."""
        told = {name: value for name, value in self.cleaned_data.items() if value is not None}
        return Said(course=self.course, **{"decider": None, **told})


def decision_forms(
    *, prospect: bool, person: Person, owner: int | None, sent: DecisionForm | None = None
) -> list[DecisionForm]:
    """Return a form per course that is open to this customer; the one that was `sent` as it is."""
    courses = [Course.ACCEPT] if prospect else [Course.REPAIR, Course.KEEP, Course.PART]
    return [
        sent if sent and sent.course == one else DecisionForm(None, course=one, person=person, owner=owner)
        for one in courses
    ]

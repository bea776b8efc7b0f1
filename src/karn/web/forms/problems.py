"""What people say of a problem, and of what is normal to us."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from karn.apps.care.actions.innovations import Described
from karn.apps.care.actions.problems import Told
from karn.apps.care.models.innovations import Innovation
from karn.apps.care.models.problems import Problem, ProblemStatus
from karn.apps.care.rules.problems import HIGHEST, LOWEST, MIDDLE
from karn.apps.customers.models import Contact, Customer
from karn.apps.people.models import Person
from karn.apps.people.queries import active_people
from karn.web.forms.rows import RowForm, as_text, day_input

SCALE = [(str(step), str(step)) for step in range(LOWEST, HIGHEST + 1)]


class ProblemForm(RowForm):
    """What the problem is, how much it matters to them, who solves it by when, and what that brought."""

    text = forms.CharField(label=gettext_lazy("What is the problem?"), max_length=500)
    details = forms.CharField(
        label=gettext_lazy("Details"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    weight = forms.TypedChoiceField(
        label=gettext_lazy("How much it matters to them"),
        choices=SCALE,
        coerce=int,
        help_text=gettext_lazy("In their eyes, not in ours: 1 is a wish, 5 makes them leave."),
    )
    urgency = forms.TypedChoiceField(
        label=gettext_lazy("How urgent it is"),
        choices=SCALE,
        coerce=int,
        help_text=gettext_lazy("1 can wait, 5 cannot."),
    )
    status = forms.ChoiceField(label=gettext_lazy("Where it stands"), choices=ProblemStatus.choices)
    owner = forms.ModelChoiceField(
        label=gettext_lazy("Who solves it"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=gettext_lazy("Whoever looks after them"),
    )
    due_on = forms.DateField(
        label=gettext_lazy("By when"),
        required=False,
        widget=day_input(),
        help_text=gettext_lazy("With a day it stands on somebody's My day."),
    )
    voiced_by = forms.ModelChoiceField(
        label=gettext_lazy("Who told us"),
        queryset=Contact.objects.none(),
        required=False,
        empty_label=gettext_lazy("Nobody in particular"),
    )
    raised_on = forms.DateField(label=gettext_lazy("Since"), required=False, widget=day_input())
    labels = forms.CharField(
        label=gettext_lazy("Labels"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("With commas between them."),
    )
    brought = forms.CharField(
        label=gettext_lazy("What solving it brought"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("One line in their words: it stands in the next recap of what they got."),
    )

    def __init__(
        self, data: QueryDict | None = None, *, customer: Customer, problem: Problem | None = None
    ) -> None:
        self.customer = customer
        stands = texts_of_problem(problem) if problem else _fresh()
        super().__init__(data, version=problem.version if problem else "", texts=stands)

    def build(self) -> None:
        """Offer everybody who works here, and the customer's own contacts."""
        _choose_from(self.fields["owner"], active_people())
        contacts = Contact.objects.filter(customer=self.customer).order_by("name", "pk")
        _choose_from(self.fields["voiced_by"], contacts)

    def told(self) -> Told:
        """Return what was said, as the action takes it."""
        said = dict(self.cleaned_data)
        return Told(labels=said.pop("labels").split(","), **said)


def _choose_from(field: forms.Field, rows: Any) -> None:
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (declared above)
    field.queryset = rows


def _fresh() -> dict[str, str]:
    return {"weight": str(MIDDLE), "urgency": str(MIDDLE), "status": ProblemStatus.TODO.value}


def texts_of_problem(problem: Problem) -> dict[str, str]:
    """Return what stands in the form for a problem."""
    names = ("text", "details", "weight", "urgency", "status", "owner", "due_on", "voiced_by", "raised_on")
    told = {name: as_text(getattr(problem, name)) for name in (*names, "brought")}
    return told | {"labels": ", ".join(problem.labels)}


class InnovationForm(RowForm):
    """One thing that is normal to us."""

    name = forms.CharField(label=gettext_lazy("What is normal to us"), max_length=200)
    gain = forms.CharField(label=gettext_lazy("What it brings a client"), max_length=300, required=False)
    new_since = forms.DateField(
        label=gettext_lazy("New here since"),
        required=False,
        widget=day_input(),
        help_text=gettext_lazy("Empty for what was always so."),
    )

    def __init__(self, data: QueryDict | None = None, *, item: Innovation | None = None) -> None:
        stands = texts_of_innovation(item) if item else {}
        super().__init__(data, version=item.version if item else "", texts=stands)

    def told(self) -> Described:
        """Return what was said, as the action takes it."""
        return Described(**self.cleaned_data)


def texts_of_innovation(item: Innovation) -> dict[str, str]:
    """Return what stands in the form for one thing."""
    return {name: as_text(getattr(item, name)) for name in ("name", "gain", "new_since")}

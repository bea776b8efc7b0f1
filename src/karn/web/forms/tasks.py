"""What people say of a task."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from karn.apps.customers.models import Customer
from karn.apps.people.models import Person
from karn.apps.people.queries import active_people
from karn.apps.tasks.actions import Wanted
from karn.apps.tasks.models import Task
from karn.web.forms.rows import RowForm, as_text, day_input


class TaskForm(RowForm):
    """What is to be done, why, by whom and by when."""

    text = forms.CharField(label=gettext_lazy("What to do"), max_length=300)
    why = forms.CharField(label=gettext_lazy("Why"), max_length=500, required=False)
    owner = forms.ModelChoiceField(
        label=gettext_lazy("Who does it"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=gettext_lazy("Nobody yet"),
    )
    due_on = forms.DateField(label=gettext_lazy("By when"), required=False, widget=day_input())

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        customer: Customer | None,
        task: Task | None = None,
        texts: dict[str, str] | None = None,
    ) -> None:
        self.customer = customer
        stands = texts_of_task(task) if task else (texts or {})
        super().__init__(data, version=task.version if task else "", texts=stands)

    def build(self) -> None:
        """Offer everybody who works here."""
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)  # noqa: S101 (declared above)
        owner.queryset = active_people()

    def wanted(self) -> Wanted:
        """Return what was said, as the action takes it."""
        return Wanted(customer=self.customer, **self.cleaned_data)


def texts_of_task(task: Task) -> dict[str, str]:
    """Return what stands in the form for a task."""
    said = {"text": task.title, "why": task.because}
    return said | {name: as_text(getattr(task, name)) for name in ("owner", "due_on")}

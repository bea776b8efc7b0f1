"""Until when a task is put off; to whom it is given, and why."""

from __future__ import annotations

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from karn.apps.people.models import Person
from karn.apps.people.queries import active_people
from karn.apps.people.rules import Deed, roles_that_may
from karn.apps.tasks.rules.snoozing import Until, snooze_day
from karn.kernel.errors import KarnError
from karn.platform.wording import in_words
from karn.web.forms.rows import day_input


class SnoozeForm(forms.Form):
    """To which day: by a button (`until`), or a day of one's own (`day`)."""

    until = forms.ChoiceField(choices=[(one.value, one.value) for one in Until], required=False)
    day = forms.CharField(label=gettext_lazy("Until"), required=False, widget=day_input())
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=300, required=False)

    def __init__(self, data: QueryDict | None = None, *, on: date) -> None:
        super().__init__(data, auto_id="snooze-%s")
        self.on = on
        for name in ("day", "reason"):
            self.fields[name].widget.attrs["class"] = "form-control"

    def clean_day(self) -> date:
        """Return the day that was chosen, one way or the other."""
        try:
            return snooze_day(self.cleaned_data.get("until") or self.cleaned_data["day"], on=self.on)
        except KarnError as error:
            raise ValidationError(in_words(error)) from None


class GiveForm(forms.Form):
    """Who gets a task, and why."""

    to = forms.ModelChoiceField(
        label=gettext_lazy("Who does it"),
        queryset=Person.objects.none(),
        widget=forms.Select({"class": "form-select"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=300, widget=forms.TextInput({"class": "form-control"})
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id="give-%s")
        to = self.fields["to"]
        assert isinstance(to, forms.ModelChoiceField)  # noqa: S101 (declared above)
        to.queryset = takers()


def takers() -> QuerySet[Person]:
    """Return who can do tasks, by name."""
    return active_people().filter(role__in=roles_that_may(Deed.KEEP_TASKS))

"""Why somebody left, as staff puts it down; and what is done about a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karn.apps.contracts.models import Departure
from karn.apps.farewell.models import How
from karn.apps.farewell.rules.reasons import NOT_LISTED, WHERE, WHY, ReasonList
from karn.apps.lessons.models import Improvement
from karn.apps.people.models import Person
from karn.apps.people.queries import active_people
from karn.web.forms.rows import RowForm, as_text, day_input


class CodingForm(RowForm):
    """Why and where to, who asked, how, and in which words."""

    why = forms.ChoiceField(label=gettext_lazy("Why they left"), required=False)
    destination = forms.ChoiceField(label=gettext_lazy("Where they went"), required=False)
    how = forms.ChoiceField(
        label=gettext_lazy("How you know it"),
        help_text=gettext_lazy(
            "“No longer needed”, said face to face, is what one says to end a talk: it counts as unverified."
        ),
    )
    asker = forms.ModelChoiceField(
        label=gettext_lazy("Who asked"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=gettext_lazy("Nobody who works here"),
    )
    asker_name = forms.CharField(
        label=gettext_lazy("Or somebody else, by name"), max_length=120, required=False
    )
    words = forms.CharField(
        label=gettext_lazy("In their words"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        person: Person,
        departure: Departure,
        lists: Mapping[str, ReasonList],
    ) -> None:
        self.lists = lists
        self.begun = texts_of_departure(departure, lists)
        texts = self.begun | {"asker": as_text(person)}
        super().__init__(data, version=departure.version, texts=texts)

    def build(self) -> None:
        """Offer the reasons in use and the one it has, and who works here."""
        for name, axis in (("why", WHY), ("destination", WHERE)):
            offered = self.lists[axis].offered(self.begun[name])
            choices = [("", _("Not asked")), *((one.code, one.text) for one in offered)]
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        self.fields["how"].choices = [("", _("Choose")), *How.choices]  # type: ignore[attr-defined]
        self.fields["asker"].queryset = active_people()  # type: ignore[attr-defined]


def texts_of_departure(departure: Departure, lists: Mapping[str, ReasonList]) -> dict[str, str]:
    """Return what stands in the form for a departure."""
    codes = {"why": lists[WHY].code_of(departure.reason)}
    codes["destination"] = lists[WHERE].code_of(departure.destination)
    return {name: "" if code == NOT_LISTED else code for name, code in codes.items()}


class ImprovementForm(RowForm):
    """A reason, what is done about it, by whom, by when."""

    reason = forms.ChoiceField(label=gettext_lazy("Why they leave"))
    what = forms.CharField(label=gettext_lazy("What you do about it"), max_length=300)
    owner = forms.ModelChoiceField(
        label=gettext_lazy("Who sees to it"), queryset=Person.objects.none(), required=False
    )
    due_on = forms.DateField(label=gettext_lazy("Done by"), widget=day_input())

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        listed: ReasonList,
        improvement: Improvement | None = None,
        texts: dict[str, str] | None = None,
    ) -> None:
        self.listed = listed
        begun = texts_of_improvement(improvement) if improvement else texts or {}
        super().__init__(data, version=improvement.version if improvement else "", texts=begun)

    def build(self) -> None:
        """Offer the reasons in use and the one it has, and who works here."""
        offered: list[Any] = self.listed.offered(self.texts.get("reason", ""))
        self.fields["reason"].choices = [(one.code, one.text) for one in offered]  # type: ignore[attr-defined]
        self.fields["owner"].queryset = active_people()  # type: ignore[attr-defined]


def texts_of_improvement(one: Improvement) -> dict[str, str]:
    """Return what stands in the form of an improvement."""
    return {
        "reason": one.reason,
        "what": one.what,
        "owner": as_text(one.owner_id),
        "due_on": one.due_on.isoformat(),
    }

"""What people say of a reminder that went another way."""

from __future__ import annotations

from datetime import date

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from karn.web.forms.rows import day_input


class ToldForm(forms.Form):
    """When and how somebody was reminded otherwise."""

    on = forms.DateField(label=gettext_lazy("Reminded on"), widget=day_input())
    how = forms.CharField(label=gettext_lazy("How"), max_length=200)

    def __init__(self, data: QueryDict | None = None, *, on: date | None = None) -> None:
        super().__init__(data, initial={"on": on}, auto_id=False)
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-control form-control-sm"

"""What the company itself keeps of its customers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from karn.apps.customers.actions.attributes import drop_attribute, keep_attribute
from karn.apps.customers.models import AttributeKind, AttributeType, Purpose
from karn.apps.customers.queries.attributes import attribute_kinds
from karn.apps.people.rules import Deed
from karn.kernel.errors import BadInput
from karn.platform.wording import in_words
from karn.web.access import needs, person_of
from karn.web.asked import word_asked


class AttributeForm(forms.Form):
    """One attribute: what it is called, of which kind it is, why it is kept."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    type = forms.ChoiceField(label=gettext_lazy("Kind of value"), choices=AttributeType.choices)
    choices = forms.CharField(
        label=gettext_lazy("Choices"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One on each line; only for the kind Choice."),
    )
    purpose = forms.ChoiceField(label=gettext_lazy("Kept for"), choices=Purpose.choices)
    source = forms.CharField(
        label=gettext_lazy("Where it comes from"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("For instance: asked at the first meeting, or the billing program."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            css = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
            field.widget.attrs["class"] = css


@needs(Deed.CHANGE_COMPANY)
def attributes(request: HttpRequest) -> HttpResponse:
    """Show the company's own attributes, and add one or change one of the same name."""
    form = AttributeForm(request.POST if request.method == "POST" else None, initial=_asked(request))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data | {"choices": form.cleaned_data["choices"].splitlines()}
        try:
            kept = keep_attribute(by=person_of(request), at=timezone.now(), **told)
        except BadInput as error:
            form.add_error("choices" if told["type"] == AttributeType.CHOICE else None, in_words(error))
        else:
            messages.success(request, _("%(name)s is stored.") % {"name": kept.name})
            return redirect("attributes")
    shown = {"form": form, "kinds": attribute_kinds()}
    return render(request, "customers/attributes.html", shown, status=400 if form.errors else 200)


@require_POST
@needs(Deed.CHANGE_COMPANY)
def remove_attribute(request: HttpRequest, number: int) -> HttpResponse:
    """Forget how an attribute is declared."""
    kind = get_object_or_404(AttributeKind, pk=number)
    drop_attribute(kind=kind, by=person_of(request), at=timezone.now())
    messages.success(request, _("%(name)s is text again; what customers have stays.") % {"name": kind.name})
    return redirect("attributes")


def _asked(request: HttpRequest) -> dict[str, str]:
    number = request.GET.get("change", "")
    is_number = number.isascii() and number.isdecimal() and len(number) < 19
    kind = AttributeKind.objects.filter(pk=number).first() if is_number else None
    if kind is None:
        return {"name": word_asked(request.GET, "name")[:120]}
    return {
        "name": kind.name,
        "type": kind.type,
        "choices": "\n".join(kind.choices),
        "purpose": kind.purpose,
        "source": kind.source,
    }

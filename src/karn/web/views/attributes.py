"""What the company itself keeps of its customers."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from karn.apps.customers.actions.attributes import drop_attribute, keep_attribute, restore_attribute
from karn.apps.customers.models import AttributeKind, AttributeType
from karn.apps.customers.queries.attributes import attribute_kinds
from karn.apps.people.rules import Deed, Event
from karn.kernel.errors import BadInput
from karn.platform.versions import ChangedMeanwhile
from karn.platform.wording import in_words
from karn.web.access import needs, person_of
from karn.web.asked import word_asked
from karn.web.forms.attributes import AttributeForm, texts_of_attribute
from karn.web.listings import Listing, list_as_file
from karn.web.undo import offer_undo


@needs(Deed.CHANGE_COMPANY)
def attributes(request: HttpRequest) -> HttpResponse:
    """Show the company's own attributes, and add one or change one of the same name.

    409 with both values when somebody else declared or changed it meanwhile.
    """
    kind, name = _asked(request)
    form = AttributeForm(request.POST if request.method == "POST" else None, kind=kind, name=name)
    status = 200
    if request.method == "POST" and form.is_valid():
        told = form.facts()
        try:
            kept = keep_attribute(by=person_of(request), at=timezone.now(), seen=form.seen, **told)
        except ChangedMeanwhile as error:
            if isinstance(error.stored, AttributeKind):
                form.meet(error.stored.version, texts_of_attribute(error.stored))
            status = 409
        except BadInput as error:
            form.add_error("choices" if told["type"] == AttributeType.CHOICE else None, in_words(error))
        else:
            messages.success(request, _("%(name)s is stored.") % {"name": kept.name})
            return redirect("attributes")
    shown = {"form": form, "kinds": attribute_kinds()}
    return render(request, "customers/attributes.html", shown, status=400 if form.errors else status)


@require_POST
@needs(Deed.CHANGE_COMPANY)
def remove_attribute(request: HttpRequest, number: int) -> HttpResponse:
    """Forget how an attribute is declared."""
    kind = get_object_or_404(AttributeKind, pk=number)
    drop_attribute(kind=kind, by=person_of(request), at=timezone.now())
    said = _("%(name)s is text again; what customers have stays.") % {"name": kind.name}
    offer_undo(request, said, reverse("restore_attribute", args=[number]))
    return redirect("attributes")


@require_POST
@needs(Deed.CHANGE_COMPANY)
def bring_attribute_back(request: HttpRequest, number: int) -> HttpResponse:
    """Declare an attribute again that is in the bin."""
    kind = get_object_or_404(AttributeKind.everything, pk=number, deleted_at__isnull=False)
    restore_attribute(kind=kind, by=person_of(request), at=timezone.now())
    messages.success(request, _("%(name)s is back.") % {"name": kind.name})
    return redirect("attributes")


def _asked(request: HttpRequest) -> tuple[AttributeKind | None, str]:
    """Return the attribute that is meant, and the name of one that is not declared yet."""
    name = word_asked(request.POST or request.GET, "name")[:120]
    number = request.GET.get("change", "")
    is_number = number.isascii() and number.isdecimal() and len(number) < 19
    its = {"name": name} if request.method == "POST" else {"pk": number if is_number else None}
    return AttributeKind.objects.filter(**its).first(), name


ATTRIBUTES = list_as_file(
    Listing[AttributeKind](
        name="attributes",
        address="settings/attributes/attributes",
        rows=lambda _request: attribute_kinds(),
        deed=Deed.CHANGE_COMPANY,
        event=Event.LIST_EXPORTED,
        columns=[
            (gettext_lazy("Name"), lambda kind: kind.name),
            (gettext_lazy("Kind of value"), lambda kind: kind.get_type_display()),
            (gettext_lazy("Choices"), lambda kind: kind.choices),
            (gettext_lazy("Kept for"), lambda kind: kind.get_purpose_display()),
            (gettext_lazy("Where it comes from"), lambda kind: kind.source),
        ],
    )
)

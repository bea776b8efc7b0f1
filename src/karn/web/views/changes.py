"""Who changed what of a customer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from karn.apps.customers.actions.changes import undo_change
from karn.apps.customers.models import Contact, Customer
from karn.apps.customers.queries.changes import Change, FieldChange, changes_of
from karn.apps.customers.queries.customers import customers_visible_to
from karn.apps.customers.queries.duplicates import merges_into
from karn.apps.people.rules import Deed
from karn.kernel.errors import BadInput
from karn.platform.wording import in_words
from karn.web.access import needs, note_seen, person_of
from karn.web.listings import Column, Listing, list_as_file
from karn.web.templatetags.karn_customers import change_words


@needs(Deed.SEE_CUSTOMERS)
def changes(request: HttpRequest, number: int) -> HttpResponse:
    """Show the history of a customer and its contacts."""
    customer = get_object_or_404(customers_visible_to(person_of(request)), pk=number)
    note_seen(request, customer, what="changes")
    shown = {"customer": customer, "changes": changes_of(customer), "merges": merges_into(customer)}
    return render(request, "customers/changes.html", shown)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
def undo(request: HttpRequest, subject: str, number: int) -> HttpResponse:
    """Take one change back."""
    try:
        row = undo_change(subject=subject, number=number, by=person_of(request), at=timezone.now())
    except (Customer.DoesNotExist, Contact.DoesNotExist):
        raise Http404 from None
    except BadInput as error:
        messages.error(request, in_words(error))
        return redirect("customers")
    messages.success(request, _("The change is taken back."))
    return redirect("customer_changes", row.pk if isinstance(row, Customer) else row.customer_id)


ChangedField = tuple[Change, FieldChange | None]


def by_field(changes: Iterable[Change]) -> Iterator[ChangedField]:
    """Yield each changed field by itself; what changed none, once."""
    return ((change, field) for change in changes for field in change.fields or [None])


def _fields(request: HttpRequest, number: int) -> Iterator[ChangedField]:
    customer = get_object_or_404(customers_visible_to(person_of(request)), pk=number)
    note_seen(request, customer, what="changes")
    return by_field(changes_of(customer))


def _in_file(value: Any) -> Any:
    return (_("Yes") if value else _("No")) if isinstance(value, bool) else value


HOW_IT_CAME: Final[list[Column[ChangedField]]] = [
    (gettext_lazy("When"), lambda row: row[0].at),
    (gettext_lazy("Who"), lambda row: row[0].by),
    (gettext_lazy("What"), lambda row: change_words(row[0])),
]
WHAT_CHANGED: Final[list[Column[ChangedField]]] = [
    (gettext_lazy("Field"), lambda row: row[1] and row[1].label),
    (gettext_lazy("Before"), lambda row: row[1] and _in_file(row[1].before)),
    (gettext_lazy("Afterwards"), lambda row: row[1] and _in_file(row[1].after)),
]
CHANGES = list_as_file(
    Listing[ChangedField](
        name="customer_changes",
        address="customers/<int:number>/changes/changes",
        rows=_fields,
        columns=[*HOW_IT_CAME, (gettext_lazy("Name"), lambda row: row[0].name), *WHAT_CHANGED],
    )
)

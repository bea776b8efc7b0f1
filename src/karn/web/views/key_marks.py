"""The mark of a key client: set and taken off with one tap."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from karn.apps.customers.actions.customers import change_customer
from karn.apps.customers.models import Customer
from karn.apps.people.rules import Deed
from karn.web.access import needs, person_of
from karn.web.back import back
from karn.web.undo import offer_undo

_LARGEST = 2**63 - 1


@needs(Deed.CHANGE_CUSTOMERS)
@require_POST
def mark_key(request: HttpRequest, number: int) -> HttpResponse:
    """Mark a customer as a key client."""
    return _marked(request, number, is_key=True)


@needs(Deed.CHANGE_CUSTOMERS)
@require_POST
def unmark_key(request: HttpRequest, number: int) -> HttpResponse:
    """Take the mark off."""
    return _marked(request, number, is_key=False)


def _marked(request: HttpRequest, number: int, *, is_key: bool) -> HttpResponse:
    try:
        marked = change_customer(
            customer=min(number, _LARGEST), facts={"is_key": is_key}, by=person_of(request), at=timezone.now()
        )
    except Customer.DoesNotExist:
        raise Http404 from None
    said = _("%(name)s is a key client.") if is_key else _("%(name)s is no key client any more.")
    undo = reverse("unmark_key" if is_key else "mark_key", args=[number])
    offer_undo(request, said % {"name": marked.name}, undo)
    return back(request, reverse("customer", args=[number]))

"""Keeping a list as it stands, under a name."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from karn.apps.people.rules import Deed, may
from karn.apps.segments.actions import views as actions
from karn.apps.segments.models import SavedView
from karn.kernel.errors import KarnError
from karn.platform.wording import in_words
from karn.web.access import needs, person_of
from karn.web.back import back
from karn.web.saved_views import LISTS, address_of_view, asked_of
from karn.web.undo import offer_undo


@require_POST
@needs(Deed.SEE_CUSTOMERS)
def save_view(request: HttpRequest, of: str) -> HttpResponse:
    """Keep a list as it stands."""
    _refuse_other_lists(request, of)
    try:
        kept = actions.save_view(
            name=request.POST.get("name", ""),
            of=of,
            asked=asked_of(of, request.POST),
            shared="shared" in request.POST,
            by=person_of(request),
            at=timezone.now(),
        )
    except KarnError as error:
        messages.error(request, in_words(error))
        return back(request, reverse(of))
    messages.success(request, _("%(name)s is stored.") % {"name": kept.name})
    return redirect(address_of_view(kept))


@require_POST
@needs(Deed.SEE_CUSTOMERS)
def first_view(request: HttpRequest, of: str) -> HttpResponse:
    """Let a list open with a view, or with everything."""
    _refuse_other_lists(request, of)
    number = request.POST.get("view", "")
    known = number.isascii() and number.isdecimal() and len(number) < 19
    actions.open_with(of=of, view=int(number) if known else None, by=person_of(request))
    messages.success(request, _("The list opens this way from now on."))
    return back(request, reverse(of))


@require_POST
@needs(Deed.SEE_CUSTOMERS)
def remove_view(request: HttpRequest, number: int) -> HttpResponse:
    """Throw a view away; it can come back."""
    try:
        gone = actions.delete_view(view=number, by=person_of(request), at=timezone.now())
    except SavedView.DoesNotExist:
        raise Http404 from None
    said = _("%(name)s is removed.") % {"name": gone.name}
    offer_undo(request, said, reverse("restore_view", args=[number]))
    return redirect(f"{reverse(gone.of)}?view=all")


@require_POST
@needs(Deed.SEE_CUSTOMERS)
def restore_view(request: HttpRequest, number: int) -> HttpResponse:
    """Bring a view back."""
    try:
        kept = actions.restore_view(view=number, by=person_of(request))
    except SavedView.DoesNotExist:
        raise Http404 from None
    except KarnError as error:
        messages.error(request, in_words(error))
        return redirect("customers")
    messages.success(request, _("%(name)s is back.") % {"name": kept.name})
    return redirect(address_of_view(kept))


def _refuse_other_lists(request: HttpRequest, of: str) -> None:
    """Raise 404 for a list there is not, or one that this person cannot open."""
    if of not in LISTS or not may(person_of(request).role, LISTS[of].deed):
        raise Http404

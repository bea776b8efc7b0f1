"""Who may open which page: each view says which deed it is, and only who may do that gets in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from karn.apps.customers.models import Customer
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import ROLE_NAMES, Deed, Event, Role, may, roles_that_may

Asked = ParamSpec("Asked")
Given = TypeVar("Given", bound=HttpResponseBase)
View = Callable[Concatenate[HttpRequest, Asked], Given]


def needs(deed: Deed) -> Callable[[View[Asked, Given]], View[Asked, Given]]:
    """Let only people in whose role may do this; others read which role it takes (403).

    The view carries it as `deed`, for the test that knows the deed of every address.
    """

    def guarded(view: View[Asked, Given]) -> View[Asked, Given]:
        @wraps(view)
        def guard(request: HttpRequest, *args: Asked.args, **kwargs: Asked.kwargs) -> Given:
            if not may(person_of(request).role, deed):
                raise PermissionDenied(who_may(deed))
            return view(request, *args, **kwargs)

        guard.deed = deed  # type: ignore[attr-defined]  # read by the test of all addresses
        return cast("View[Asked, Given]", guard)

    return guarded


def person_of(request: HttpRequest) -> Person:
    """Return who is logged in. 404 for anybody else: the login middleware lets nobody else through."""
    person = request.user
    if not isinstance(person, Person):
        raise Http404
    return person


def note_seen(request: HttpRequest, customer: Customer, *, what: str) -> None:
    """Write into the audit log that this person looked at `what` of the customer.

    What is sent with a form was seen when the form was asked for.
    """
    if request.method == "GET":
        by, at = person_of(request), timezone.now()
        record(by=by, deed=Event.CUSTOMER_SEEN, about=customer, at=at, detail=what)


def who_may(deed: Deed) -> str:
    """Say in words which roles may do this."""
    roles = roles_that_may(deed)
    if roles == [Role.ADMINISTRATOR]:
        return _("Only an administrator may do this.")
    return _("This takes one of these roles: %(roles)s.") % {
        "roles": ", ".join(str(ROLE_NAMES[role]).lower() for role in roles)
    }

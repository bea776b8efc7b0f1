"""Who calls, and whether they may: token, scope, role. Which customers it holds for, the queries say."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from django.http import HttpRequest
from django.utils import timezone
from ninja.operation import Operation
from ninja.security import HttpBearer
from ninja.utils import contribute_operation_callback
from pydantic import BaseModel

from karn.api.pace import METER
from karn.api.problems import FieldProblem, Refused
from karn.apps.people.actions.audit import through
from karn.apps.people.actions.tokens import note_use
from karn.apps.people.models import ApiToken, Person
from karn.apps.people.queries.tokens import good_token
from karn.apps.people.rules import Deed, Scope, may
from karn.apps.people.rules.scopes import SCOPE_DEEDS

Asked = ParamSpec("Asked")
Given = TypeVar("Given")
Call = Callable[Concatenate[HttpRequest, Asked], Given]

LARGEST_BODY = 2**20
"""So many bytes a body may have: the largest row there is fits many times."""

LARGEST_FILE = 2**30
"""So many bytes a file may have that is sent to be imported."""

_FILES = frozenset({"imports"})
"""The addresses that take a file, by their names."""

_WITH_BODY = frozenset({"POST", "PATCH", "PUT"})


class Bearer(HttpBearer):
    """A token in the header `Authorization: Bearer karn_…`, and nothing else: no cookies."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        """Return the token, if it is good now; count the call."""
        now = timezone.now()
        found = good_token(token, at=now)
        if found is None:
            return None
        if wait := METER.seconds_to_wait(found.pk, at=time.monotonic()):
            raise Refused(429, "too_fast", f"Too many calls. Wait {wait} s.", Retry_After=str(wait))
        note_use(found, at=now)
        # Only of somebody known, and of a method there is: both are asked for before.
        _refuse_what_cannot_be_read(request)
        return found


def _refuse_what_cannot_be_read(request: HttpRequest) -> None:
    if request.method not in _WITH_BODY:
        return
    takes_file = request.resolver_match is not None and request.resolver_match.url_name in _FILES
    if int(request.META.get("CONTENT_LENGTH") or 0) > (LARGEST_FILE if takes_file else LARGEST_BODY):
        raise Refused(413, "too_large", "This is too large. Send less at a time.")
    if takes_file and request.content_type != "multipart/form-data":
        raise Refused(415, "not_a_form", "Send the file as a form: Content-Type: multipart/form-data.")
    if not takes_file and request.content_type != "application/json" and not _is_empty(request):
        raise Refused(415, "not_json", "Send JSON, and say so: Content-Type: application/json.")


def _is_empty(request: HttpRequest) -> bool:
    """Whether nothing is sent and nothing is said of it."""
    return not request.content_type and int(request.META.get("CONTENT_LENGTH") or 0) == 0


class Asking(BaseModel):
    """The question of an address (`?…`): a call takes what stands here, and nothing else."""


def token_of(request: HttpRequest) -> ApiToken:
    """Return the token of this call."""
    return cast("ApiToken", request.auth)  # type: ignore[attr-defined]  # ninja puts it there


def person_of(request: HttpRequest) -> Person:
    """Return whom this call acts for."""
    return token_of(request).person


def needs(
    scope: Scope | None, deed: Deed | None = None
) -> Callable[[Call[Asked, Given]], Call[Asked, Given]]:
    """Let only tokens with this scope in, of people whose role may do the deed (by default the scope's).

    The call carries both, for the document and for the test that walks all of them. None asks for a
    good token and no more.
    """
    taken = deed or (SCOPE_DEEDS[scope] if scope else None)

    def guarded(call: Call[Asked, Given]) -> Call[Asked, Given]:
        @wraps(call)
        def guard(request: HttpRequest, *args: Asked.args, **kwargs: Asked.kwargs) -> Given:
            _refuse_unless_may(request, scope, taken)
            _refuse_unknown(request, kwargs)
            with through(token_of(request)):
                return call(request, *args, **kwargs)

        def tell(operation: Operation) -> None:
            operation.openapi_extra = (operation.openapi_extra or {}) | {
                "x-scope": scope.value if scope else "",
                "x-deed": taken.value if taken else "",
            }

        contribute_operation_callback(guard, tell)
        return cast("Call[Asked, Given]", guard)

    return guarded


def _refuse_unless_may(request: HttpRequest, scope: Scope | None, deed: Deed | None) -> None:
    token = token_of(request)
    if scope is not None and scope not in token.scopes:
        raise Refused(403, "scope", f"This token lacks the scope {scope}.")
    if deed is not None and not may(token.person.role, deed):
        raise Refused(403, "role", "The role of the token's person may not do this.")


def _refuse_unknown(request: HttpRequest, given: dict[str, Any]) -> None:
    known = {name for value in given.values() if isinstance(value, Asking) for name in _names(type(value))}
    if unknown := sorted(set(request.GET) - known):
        fields = [
            FieldProblem(field=f"query.{name}", message="There is no such parameter.") for name in unknown
        ]
        raise Refused(422, "invalid", "Some of what you sent cannot be used.", fields)


def _names(asking: type[Asking]) -> set[str]:
    return {field.alias or name for name, field in asking.model_fields.items()}

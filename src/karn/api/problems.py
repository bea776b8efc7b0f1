"""What goes wrong, in one shape: a code for programs, a message for people, the fields it is about."""

# No `from __future__ import annotations`: pydantic and django-ninja read annotations as values here.

import logging
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import BadRequest, ObjectDoesNotExist, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import BaseModel, Field

from karn.apps.people.actions.kept_answers import AskedOtherwise
from karn.kernel.errors import KarnError

_logger = logging.getLogger("karn.api")


class FieldProblem(BaseModel):
    """What is wrong with one field, parameter or header."""

    field: str = Field(description="Where it stands: `email`, `attributes.sector`, `query.state`.")
    message: str = Field(description="What is wrong with it, in English.")


class Problem(BaseModel):
    """Why nothing was done."""

    code: str = Field(description="A stable word for programs, such as `not_found`.")
    message: str = Field(description="What is wrong and what to do, in English, for people.")
    fields: list[FieldProblem] = Field(description="The fields it is about; empty where it is about none.")


class Difference(BaseModel):
    """One field as somebody else stored it, and as you asked for it."""

    field: str = Field(description="The field.")
    stored: Any = Field(description="What is stored now.")
    asked: Any = Field(description="What you asked for.")


class Conflict(Problem):
    """Somebody changed the row after you read it."""

    version: str = Field(description="The version stored now: send it to store your values over it.")
    differences: list[Difference] = Field(description="The fields in which both differ.")


class Refused(Exception):
    """A request that is not answered, and why."""

    def __init__(
        self, status: int, code: str, message: str, fields: Sequence[FieldProblem] = (), **headers: str
    ) -> None:
        """Answer with this status; `headers` go with it, `_` for `-`."""
        super().__init__(message)
        self.status, self.problem = status, Problem(code=code, message=message, fields=list(fields))
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


class Conflicting(Exception):
    """What was asked for meets what somebody else stored."""

    def __init__(self, conflict: Conflict) -> None:
        """Show both."""
        super().__init__(conflict.message)
        self.conflict = conflict


def not_found() -> Refused:
    """Say that there is nothing: the same of what does not exist and of what this token may not see."""
    return Refused(404, "not_found", "There is nothing here, or this token may not see it.")


def conflicting(asked: dict[str, Any], stored: dict[str, Any]) -> Conflicting:
    """Put what was asked for beside what is stored, field by field."""
    differences = []
    for name, value in asked.items():
        # Of the attributes, only those that were asked for.
        there = {key: stored[name].get(key, "") for key in value} if isinstance(value, dict) else stored[name]
        if there != value:
            differences.append(Difference(field=name, stored=there, asked=value))
    return Conflicting(
        Conflict(
            code="changed_meanwhile",
            message="Somebody changed this after you read it. Look at both, and send the version stored now.",
            fields=[],
            version=stored["version"],
            differences=differences,
        )
    )


def answer_problem(status: int, problem: Problem, headers: dict[str, str] | None = None) -> JsonResponse:
    """Return the problem as an answer."""
    return JsonResponse(problem.model_dump(mode="json"), status=status, headers=headers)


def _plain(status: int, code: str, message: str, **headers: str) -> JsonResponse:
    refused = Refused(status, code, message, (), **headers)
    return answer_problem(status, refused.problem, refused.headers)


def handle_problems(api: NinjaAPI) -> None:
    """Answer everything that is raised in one shape."""
    handlers: dict[type[Exception], Any] = {
        Refused: _refused,
        Conflicting: _conflict,
        ValidationError: _invalid,
        AuthenticationError: _unauthorized,
        HttpError: _http_error,
        Http404: _not_found,
        ObjectDoesNotExist: _not_found,
        AskedOtherwise: _asked_otherwise,
        KarnError: _karn_error,
        RequestDataTooBig: _too_large,
        BadRequest: _unreadable,
        MultiPartParserError: _unreadable,
        SuspiciousOperation: _unreadable,
        OperationalError: _unavailable,
        InterfaceError: _unavailable,
        Exception: _failed,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def _refused(_request: HttpRequest, error: Refused) -> HttpResponse:
    return answer_problem(error.status, error.problem, error.headers)


def _conflict(_request: HttpRequest, error: Conflicting) -> HttpResponse:
    return answer_problem(409, error.conflict)


def _invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = [FieldProblem(field=_place(one["loc"]), message=str(one["msg"])) for one in error.errors]
    told = Problem(code="invalid", message="Some of what you sent cannot be used.", fields=fields)
    return answer_problem(422, told)


def _place(loc: Sequence[object]) -> str:
    """Name where a value stands: within the body by its own name, elsewhere with where that is."""
    where, *rest = [str(part) for part in loc]
    if where == "body":
        return ".".join(rest[1:]) or "body"
    return ".".join([where, rest[-1]] if rest else [where])


def _unauthorized(_request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    told = (
        "Send a good token: Authorization: Bearer karn_… It may be revoked, too old, or its person changed."
    )
    return _plain(401, "unauthorized", told, WWW_Authenticate="Bearer")


def _http_error(_request: HttpRequest, error: HttpError) -> HttpResponse:
    code = "unreadable" if error.status_code == 400 else "refused"
    return _plain(error.status_code, code, str(error))


def _not_found(_request: HttpRequest, _error: Exception) -> HttpResponse:
    return answer_problem(404, not_found().problem)


def _asked_otherwise(_request: HttpRequest, error: AskedOtherwise) -> HttpResponse:
    field = FieldProblem(field="header.Idempotency-Key", message=str(error))
    return answer_problem(422, Problem(code="key_reused", message=str(error), fields=[field]))


def _karn_error(_request: HttpRequest, error: KarnError) -> HttpResponse:
    return _plain(422, "refused", " ".join(str(error).split()))


def _unreadable(_request: HttpRequest, _error: Exception) -> HttpResponse:
    return _plain(400, "unreadable", "What you sent cannot be read as what you say it is.")


def _too_large(_request: HttpRequest, _error: Exception) -> HttpResponse:
    return _plain(413, "too_large", "This is too large. Send less at a time.")


def _unavailable(_request: HttpRequest, error: Exception) -> HttpResponse:
    _logger.error("The database did not answer.", exc_info=error)
    return _plain(503, "unavailable", "The database does not answer now. Try again soon.", Retry_After="2")


def _failed(_request: HttpRequest, error: Exception) -> HttpResponse:
    _logger.error("An API call failed.", exc_info=error)
    return _plain(500, "failed", "Something went wrong on our side; it is in the log.")


PROBLEMS = dict.fromkeys((401, 403, 404, 422, 429, 500, 503), Problem)
"""What any call may answer when it does nothing."""

WRITE_PROBLEMS = PROBLEMS | dict.fromkeys((400, 413, 415), Problem)
"""What a call with a body may answer when it does nothing."""

"""`Idempotency-Key`: what a program asks for twice is done once."""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from ninja.operation import Operation
from ninja.responses import NinjaJSONEncoder
from ninja.utils import contribute_operation_callback
from pydantic import BaseModel

from karn.api.access import person_of, token_of
from karn.api.problems import FieldProblem, Refused, not_found
from karn.apps.customers.queries import customers_visible_to
from karn.apps.people.actions.kept_answers import Answered, answer_once

Asked = ParamSpec("Asked")

HEADER = "Idempotency-Key"
_KEY = re.compile(r"[!-~]{1,200}")
_PARAMETER = {
    "in": "header",
    "name": HEADER,
    "required": False,
    "description": (
        "A word of your own for this deed, such as a UUID: 1 to 200 visible ASCII characters. Asked again "
        "with the same word and the same body within a day, nothing is done and the first answer is given "
        "again; with another body the answer is 422."
    ),
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
}


@dataclass(frozen=True, slots=True)
class Made:
    """What a call made: told as JSON, and whom it speaks of (a customer's id), if anybody."""

    told: BaseModel
    customer: int | None


Once = Callable[Concatenate[HttpRequest, Asked], JsonResponse]


def once(call: Callable[Concatenate[HttpRequest, Asked], Made]) -> Once[Asked]:
    """Answer 201 with what the call made; asked again under the same key, with what it made then."""

    @wraps(call)
    def answered(request: HttpRequest, *args: Asked.args, **kwargs: Asked.kwargs) -> JsonResponse:
        def do() -> Answered:
            made = call(request, *args, **kwargs)
            return Answered(_as_answered(made.told), made.customer)

        key = request.headers.get(HEADER)
        done = do() if key is None else _do_once(request, key, do)
        if done.again and not _is_seen(request, done.customer):
            raise not_found()
        headers = {"Idempotent-Replayed": "true"} if done.again else None
        return JsonResponse(done.body, status=201, headers=headers)

    def tell(operation: Operation) -> None:
        extra: dict[str, Any] = operation.openapi_extra or {}
        operation.openapi_extra = extra | {"parameters": [*extra.get("parameters", []), _PARAMETER]}

    contribute_operation_callback(answered, tell)
    return cast("Once[Asked]", answered)


def _digest(request: HttpRequest) -> str:
    """Return a hash of what was sent: of a form, of its fields and files as they were read."""
    if request.content_type != "multipart/form-data":
        return hashlib.sha256(request.body).hexdigest()
    digest = hashlib.sha256(repr(sorted(request.POST.lists())).encode(errors="replace"))
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            digest.update(repr((name, file.name, file.size)).encode(errors="replace"))
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
    return digest.hexdigest()


def _as_answered(told: BaseModel) -> dict[str, Any]:
    """Return what is told as every other call answers it: moments to the millisecond."""
    answered: dict[str, Any] = json.loads(json.dumps(told.model_dump(), cls=NinjaJSONEncoder))
    return answered


def _is_seen(request: HttpRequest, customer: int | None) -> bool:
    """Say whether who asks again may still see whom the kept answer speaks of."""
    return customer is None or customers_visible_to(person_of(request)).filter(pk=customer).exists()


def _do_once(request: HttpRequest, key: str, do: Callable[[], Answered]) -> Answered:
    if not _KEY.fullmatch(key):
        told = "Send 1 to 200 visible ASCII characters."
        field = FieldProblem(field=f"header.{HEADER}", message=told)
        raise Refused(422, "invalid", "Some of what you sent cannot be used.", [field])
    question = f"{request.method} {request.get_full_path()} {_digest(request)}"
    asked = hashlib.sha256(question.encode()).hexdigest()
    return answer_once(token=token_of(request), key=key, asked=asked, at=timezone.now(), answer=do)

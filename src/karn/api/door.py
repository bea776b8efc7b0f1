"""The door every call comes in by: the API itself, and what holds for all of it."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from ninja import NinjaAPI
from ninja.operation import Operation

from karn.api.access import Bearer
from karn.api.calls import (
    audit,
    contacts,
    contracts,
    conversations,
    customers,
    figures,
    fit,
    imports,
    me,
    segments,
    surveys,
    tasks,
)
from karn.api.problems import Refused, handle_problems, not_found
from karn.apps.company.queries import company_or_none


class Api(NinjaAPI):
    """The API, whose calls are named in the document as they are here."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Return the name of the call."""
        return str(operation.view_func.__name__)


api = Api(
    title="Karn",
    version="1",
    description="Customers, what is said with them, what they buy, who leaves: docs/api.md is how to begin.",
    urls_namespace="api",
    docs_url=None,
    auth=Bearer(),
)
handle_problems(api)
api.add_router("/me", me.router)
api.add_router("/customers", customers.router)
api.add_router("", contacts.router)
api.add_router("", conversations.router)
api.add_router("/customers/{int:number}", contracts.router)
api.add_router("/fit", fit.router)
api.add_router("/segments", segments.router)
api.add_router("/surveys", surveys.router)
api.add_router("/tasks", tasks.router)
api.add_router("/imports", imports.router)
api.add_router("/figures", figures.router)
api.add_router("/audit", audit.router)

View = Callable[..., HttpResponseBase]


def through_the_door(view: View) -> View:
    """Let no session and no redirect in the way; speak English, in the company's zone.

    Whatever goes wrong is answered in one shape.
    """

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with translation.override("en"):
            try:
                company = company_or_none()
                with timezone.override(ZoneInfo(company.zone) if company else None):
                    return _told(request, view(request, *args, **kwargs))
            except Exception as error:  # noqa: BLE001 (answered, and told to the log)
                return api.on_exception(request, error)

    door.login_required = False  # type: ignore[attr-defined]  # the token says who calls
    door.csrf_exempt = True  # type: ignore[attr-defined]  # no cookie says anything here
    return door


def nothing_here(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 (Django passes it)
    """Answer an address there is not."""
    raise not_found()


def _told(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Put what ninja says in plain text into the one shape; keep answers out of every cache."""
    if response.status_code == 405:
        told = "This address does not take this method."
        error = Refused(405, "method", told, Allow=response.headers.get("Allow", ""))
        response = api.on_exception(request, error)
    response.headers.setdefault("Cache-Control", "no-store")
    return response

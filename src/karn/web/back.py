"""Where a page leads back to after something was done on it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme


def back(request: HttpRequest, otherwise: str = "/") -> HttpResponseRedirect:
    """Lead back to the address a form names as `next`, else to `otherwise`; never to another site."""
    return HttpResponseRedirect(safe_next(request) or otherwise)


def safe_next(request: HttpRequest) -> str:
    """Return the address of this site that is named as `next`, or nothing."""
    address = request.POST.get("next") or request.GET.get("next", "")
    is_safe = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if is_safe else ""

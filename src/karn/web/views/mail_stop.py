"""Public: the page on which a reader says “no more”, and what providers tell of bounces and complaints."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from karn.apps.company.queries import current_company
from karn.apps.mailing.actions.objections import object_to_mail
from karn.apps.mailing.actions.sending import UNSUBSCRIBE
from karn.apps.mailing.models import Mail
from karn.apps.mailing.rules.letters import LANGUAGES
from karn.platform.links import NoSuchLink, open_link
from karn.web.provider_reports import view_for

ONE_CLICK = "One-Click"


@login_not_required
@csrf_exempt  # RFC 8058: a mail program posts this, without cookies; the link itself is the key
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Show the button (GET never acts); a POST, by the button or by a mail program, acts."""
    now = timezone.now()
    try:
        link = open_link(token, purpose=UNSUBSCRIBE, at=now)
    except NoSuchLink:
        return _page(request, {"gone": True}, 404)
    mail = Mail.objects.filter(pk=link.audience.removeprefix("mail:")).first()
    if mail is None:
        return _page(request, {"gone": True}, 404)
    if request.method == "POST":
        way = "one_click" if request.POST.get("List-Unsubscribe") == ONE_CLICK else "link"
        object_to_mail(digest=mail.digest, way=way, at=now)
    with override(mail.language if mail.language in LANGUAGES else "en"):
        return _page(request, {"done": request.method == "POST"})


def _page(request: HttpRequest, shown: dict[str, Any], status: int = 200) -> HttpResponse:
    shown["name"] = current_company().name
    response = render(request, "mail/stop.html", shown, status=status)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


@login_not_required
@csrf_exempt  # a provider posts this; the secret in its authorisation is the key
def mail_returns(request: HttpRequest, name: str) -> HttpResponse:
    """Take what the chosen provider tells of mails: only with the secret that was agreed."""
    installation = settings.INSTALLATION
    known = name == installation.mail_route and installation.mail_webhook_secret.get_secret_value()
    view = view_for(name) if known else None
    return HttpResponse(status=404) if view is None else view(request)

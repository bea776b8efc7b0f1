"""How Karn is doing: a page for administrators, and an answer for machines."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from karn.apps.desk.queries.doctor import examine
from karn.apps.desk.queries.state import health_at, state_on
from karn.apps.mailing.queries.outbox import mail_state
from karn.apps.people.rules import Deed
from karn.platform.backups.taking import last_backup
from karn.platform.runs import all_jobs
from karn.platform.runs.nights import last_night
from karn.platform.runs.workers import swept_at
from karn.platform.wording import in_words
from karn.web.access import needs


@needs(Deed.CHANGE_COMPANY)
def state(request: HttpRequest) -> HttpResponse:
    """Say how Karn is doing, in words."""
    told = state_on(timezone.localdate())
    lake = in_words(told.lake_error) if told.lake_error else ""
    findings = list(examine(timezone.now()))
    shown = {
        "state": told,
        "lake": lake,
        "advice": [one.advice for one in findings if one.advice],
        "swept": swept_at(),
        "nights": [(job, last_night(job)) for job in all_jobs() if job.nightly],
        "mailing": mail_state(timezone.now()),
        "backup": last_backup(settings.INSTALLATION.data),
    }
    return render(request, "state.html", shown)


@login_not_required
@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 (Django passes it)
    """Answer 200 while Karn can read its records and write to its folder, else 503. Says nothing more."""
    told = health_at(timezone.now())
    answer = {
        "status": "ok" if told.is_well else "failing",
        "database": "ok" if told.can_read else "failing",
        "storage": "ok" if told.can_write else "failing",
    }
    return JsonResponse(answer, status=200 if told.is_well else 503)

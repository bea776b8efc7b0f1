"""A restored copy in quarantine: what it would send, and releasing it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from karn.apps.people.actions.quarantine import release_copy
from karn.apps.people.rules import Deed
from karn.platform.quarantine import in_quarantine, outgoing_kinds
from karn.web.access import needs, person_of


@needs(Deed.CHANGE_COMPANY)
def quarantine(request: HttpRequest) -> HttpResponse:
    """Show what waits in this restored copy; on POST let it send again."""
    kept = in_quarantine()
    if kept is None:
        messages.info(request, _("This is no restored copy in quarantine: nothing holds back what is sent."))
        return redirect("state")
    if request.method == "POST" and request.POST.get("sure"):
        return _release(request)
    unticked = request.method == "POST"
    waiting = [(kind.name, kind.waiting()) for kind in outgoing_kinds()]
    shown = {"kept": kept, "waiting": waiting, "unticked": unticked}
    return render(request, "quarantine.html", shown, status=400 if unticked else 200)


def _release(request: HttpRequest) -> HttpResponse:
    send = request.POST.get("waiting") == "send"
    release_copy(by=person_of(request), send_waiting=send, at=timezone.now())
    messages.success(request, _("Released: what is sent from now on leaves."))
    return redirect("state")

"""Personal data: the register, what is kept of one person, handing it out, erasing it, the certificate."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from karn.apps.people.rules import Deed, Event
from karn.apps.personal.actions.erasures import erase_person, finish_erasures
from karn.apps.personal.actions.handouts import hand_out
from karn.apps.personal.actions.returns import let_in_again
from karn.apps.personal.models import Erasure, Kind, Stage
from karn.apps.personal.queries.certificates import certificate_of, erasures_newest_first
from karn.apps.personal.queries.previews import preview_of
from karn.apps.personal.queries.register import Listed, personal_register
from karn.kernel.errors import BadInput, KarnError
from karn.platform.wording import in_words
from karn.web.access import needs, note_seen, person_of
from karn.web.listings import Listing, list_as_file
from karn.web.words.erasing import DONE_WITH_FILES, FATES


@needs(Deed.PERSONAL_DATA)
def personal(request: HttpRequest) -> HttpResponse:
    """Show the erasures, and the register: which personal data are kept, what for, how long."""
    erasures = erasures_newest_first()
    waits = any(erasure.stage != Stage.DONE for erasure in erasures)
    return render(
        request,
        "personal/register.html",
        {"erasures": erasures, "waits": waits, "register": personal_register()},
    )


@never_cache
@needs(Deed.PERSONAL_DATA)
def person_kept(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Show what is kept of one person, and erase it: on POST, with the box ticked."""
    unticked = request.method == "POST" and not request.POST.get("sure")
    if request.method == "POST" and not unticked:
        return _erase(request, kind, number)
    try:
        told = preview_of(_kind(kind), number, by=person_of(request), on=timezone.localdate())
    except ObjectDoesNotExist:
        raise Http404 from None
    except BadInput as error:
        return _refused(request, error)
    note_seen(request, told.customer, what="personal data")
    shown = {"preview": told, "kind": kind, "number": number, "unticked": unticked}
    return render(request, "personal/person.html", shown, status=400 if unticked else 200)


@never_cache
@needs(Deed.PERSONAL_DATA)
def person_zip(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Send everything kept of one person as a ZIP file."""
    now = timezone.now()
    try:
        packed = hand_out(kind=_kind(kind), number=number, by=person_of(request), at=now)
    except ObjectDoesNotExist:
        raise Http404 from None
    except BadInput as error:
        return _refused(request, error)
    name = f"person-{kind}-{number}-{timezone.localdate(now):%Y-%m-%d}.zip"
    return HttpResponse(
        packed,
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@needs(Deed.PERSONAL_DATA)
def erasure(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the certificate of an erasure, to be printed."""
    certificate = certificate_of(reference)
    if certificate is None:
        raise Http404
    tables = [
        (line.title, [(FATES[fate], count) for fate, count in line.counts.items() if fate in FATES])
        for line in certificate.tables
    ]
    files = [(DONE_WITH_FILES.get(what, what), count) for what, count in certificate.files.items()]
    return render(
        request, "personal/certificate.html", {"certificate": certificate, "tables": tables, "files": files}
    )


@require_POST
@needs(Deed.PERSONAL_DATA)
def finish_erasing(request: HttpRequest) -> HttpResponse:
    """Do what is left of erasures that could not be finished."""
    try:
        done = finish_erasures(at=timezone.now())
    except KarnError as error:
        messages.error(request, in_words(error))
    else:
        messages.success(request, _("%(count)s finished.") % {"count": done})
    return redirect("personal")


@require_POST
@needs(Deed.PERSONAL_DATA)
def let_in(request: HttpRequest, reference: str) -> HttpResponse:
    """Let imports bring somebody in again who was erased and came back."""
    try:
        let_in_again(reference=reference, by=person_of(request), at=timezone.now())
    except Erasure.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("Imports let this person in again. What was erased stays erased."))
    return redirect("erasure", reference)


def _erase(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    now = timezone.now()
    same = request.POST.getlist("same")
    told: dict[str, Any] = {"by": person_of(request), "on": timezone.localdate(now), "at": now, "same": same}
    try:
        erased = erase_person(kind=_kind(kind), number=number, **told)
    except ObjectDoesNotExist:
        raise Http404 from None
    except BadInput as error:
        return _refused(request, error)
    return redirect("erasure", erased.reference)


def _kind(kind: str) -> str:
    if kind not in Kind.values:
        raise Http404
    return kind


def _refused(request: HttpRequest, error: BadInput) -> HttpResponse:
    messages.error(request, in_words(error))
    return redirect("personal")


ERASURES = list_as_file(
    Listing[Erasure](
        name="erasures",
        address="personal/erasures",
        rows=lambda _request: erasures_newest_first(),
        deed=Deed.PERSONAL_DATA,
        event=Event.LIST_EXPORTED,
        columns=[
            (gettext_lazy("Reference"), lambda one: one.reference),
            (gettext_lazy("Who"), lambda one: one.get_kind_display()),
            (gettext_lazy("Asked for"), lambda one: one.asked_at),
            (gettext_lazy("By"), lambda one: one.asked_by and one.asked_by.name),
            (gettext_lazy("Done"), lambda one: one.done_at or one.get_stage_display()),
        ],
    )
)


def _in_words(fields: list[tuple[Promise, list[str]]]) -> list[str]:
    return [f"{words}: {', '.join(names)}" for words, names in fields]


REGISTER = list_as_file(
    Listing[Listed](
        name="personal",
        address="personal/register",
        rows=lambda _request: personal_register(),
        deed=Deed.PERSONAL_DATA,
        event=Event.LIST_EXPORTED,
        columns=[
            (gettext_lazy("Kept"), lambda row: row.marks.title),
            (gettext_lazy("Kept for"), lambda row: row.purpose),
            (gettext_lazy("When a person is erased"), lambda row: _in_words(row.becomes)),
            (gettext_lazy("Stays"), lambda row: _in_words(row.stays)),
        ],
    )
)

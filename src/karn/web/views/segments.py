"""Segments: the list, one of them, and the editor that counts while one edits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models.functions import Lower
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from karn.apps.customers.models import Customer, Purpose
from karn.apps.customers.queries import customers_visible_to
from karn.apps.people.models import Person
from karn.apps.people.rules import Deed
from karn.apps.segments.actions import segments as actions
from karn.apps.segments.fields.registry import Fields
from karn.apps.segments.models import Segment
from karn.apps.segments.queries import customers_in, may_change, segment_for, segments_for
from karn.apps.segments.queries.words import clause_of, words_of
from karn.apps.segments.rules.definitions import Definition, definition_of
from karn.kernel.errors import BadInput, KarnError
from karn.platform.versions import ChangedMeanwhile
from karn.platform.wording import in_words
from karn.web.access import needs, person_of
from karn.web.conditions import written
from karn.web.forms.rows import MINE, TAKE, THEIRS, Conflict
from karn.web.forms.segments import Rows, definition_told, draft_from, draft_of, examples, note_errors
from karn.web.listings import Listing, list_as_file
from karn.web.undo import offer_undo

PREVIEW = 10
"""Customers shown beside a segment."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of all customers one may see belong to it, and the first of them; or why nobody knows."""

    count: int = 0
    of: int = 0
    first: tuple[Customer, ...] = ()
    error: str = ""


@needs(Deed.SEE_CUSTOMERS)
def segments(request: HttpRequest) -> HttpResponse:
    """List the segments this person can use; an empty list shows what one could make."""
    page = {"segments": segments_for(person_of(request)), "examples": examples()}
    return render(request, "segments/list.html", page)


@needs(Deed.SEE_CUSTOMERS)
def segment(request: HttpRequest, number: int) -> HttpResponse:
    """Show one segment: what it asks, how many belong to it, and the first of them."""
    person, found = person_of(request), _segment(request, number)
    fields = Fields(person)
    page = {
        "segment": found,
        "clause": clause_of(definition_of(found.definition), fields=fields, write=written),
        "counted": _counted(definition_of(found.definition), person, fields),
        "may_change": may_change(found, person),
    }
    return render(request, "segments/segment.html", page)


@needs(Deed.SEE_CUSTOMERS)
def segment_count(request: HttpRequest, number: int) -> HttpResponse:
    """Say how many belong to a segment: a part of the list, fetched by itself."""
    counted = _counted(definition_of(_segment(request, number).definition), person_of(request), Fields())
    return render(request, "segments/number.html", {"counted": counted})


@needs(Deed.KEEP_SEGMENTS)
def new_segment(request: HttpRequest) -> HttpResponse:
    """Make a segment: from nothing, or from a copy of another (`from` in the address)."""
    return _edit(request, None)


@needs(Deed.KEEP_SEGMENTS)
def edit_segment(request: HttpRequest, number: int) -> HttpResponse:
    """Change a segment. 404 for one this person cannot use, a refusal for one of somebody else."""
    found = _segment(request, number)
    if not may_change(found, person_of(request)):
        messages.error(request, _("Only who made this segment, a manager or an administrator can change it."))
        return redirect("segment", number)
    return _edit(request, found)


def _edit(request: HttpRequest, stored: Segment | None) -> HttpResponse:
    fields = Fields(person_of(request))
    if request.method != "POST":
        return _editor(request, stored, _beginning(request, stored, fields), fields)
    draft = draft_from(request.POST, fields)
    if not request.POST.get("do", "").startswith("save"):
        return _editor(request, stored, draft, fields)
    return _save(request, stored, draft, fields)


def _beginning(request: HttpRequest, stored: Segment | None, fields: Fields) -> Rows:
    number = request.GET.get("from", "")
    copied = stored or (
        segment_for(person_of(request), int(number))
        if number.isascii() and number.isdecimal() and len(number) < 19
        else None
    )
    return draft_of(definition_of(copied.definition) if copied else None, fields)


def _save(request: HttpRequest, stored: Segment | None, draft: Rows, fields: Fields) -> HttpResponse:
    person, now = person_of(request), timezone.now()
    told: dict[str, Any] = {"by": person, "on": timezone.localdate(now), "at": now}
    if note_errors(draft, fields, today=timezone.localdate(now)):
        return _editor(request, stored, draft, fields, error=_("Some conditions are not complete yet."))
    try:
        said = _said(request, stored, definition_told(draft))
        if stored is None:
            kept = actions.create_segment(said=said, **told)
        else:
            seen = request.POST.get("seen", "")
            kept = actions.change_segment(segment=stored.pk, said=said, seen=seen, **told)
    except ChangedMeanwhile as error:
        met = _met(said, error.stored, fields) if isinstance(error.stored, Segment) else ()
        return _editor(request, stored, draft, fields, error=in_words(error), met=met)
    except KarnError as error:
        return _editor(request, stored, draft, fields, error=in_words(error))
    messages.success(request, _("%(name)s is stored.") % {"name": kept.name})
    return redirect("segment", kept.pk)


def _editor(
    request: HttpRequest,
    stored: Segment | None,
    draft: Rows,
    fields: Fields,
    *,
    error: str = "",
    met: tuple[Conflict, ...] | None = None,
) -> HttpResponse:
    if met is not None and stored is not None:
        stored.refresh_from_db()  # whoever sends it again has seen this one
    given = request.POST if request.method == "POST" else None
    page = {
        "segment": stored,
        "draft": draft,
        "shelves": fields.shelves,
        "name": given.get("name", "") if given is not None else (stored.name if stored else ""),
        "description": given.get("description", "") if given is not None else _description(stored),
        "purpose": _purpose(request, stored),
        "purposes": Purpose.choices,
        "shared": "shared" in given if given is not None else bool(stored and stored.shared),
        "error": error,
        "met": {"seen": stored.version if stored else "", "conflicts": met},
        "counted": _counted_draft(draft, person_of(request), fields),
    }
    status = 409 if met is not None else 400 if error else 200
    return render(request, "segments/edit.html", page, status=status)


def _said(request: HttpRequest, stored: Segment | None, definition: Definition) -> actions.Said:
    """Return what was asked for; where the stored value was ticked, that."""

    def takes_theirs(name: str) -> bool:
        return stored is not None and request.POST.get(TAKE + name) == THEIRS

    theirs: Any = stored
    return actions.Said(
        name=theirs.name if takes_theirs("name") else request.POST.get("name", ""),
        description=(
            theirs.description if takes_theirs("description") else request.POST.get("description", "")
        ),
        purpose=theirs.purpose if takes_theirs("purpose") else request.POST.get("purpose", Purpose.SERVICE),
        shared=theirs.shared if takes_theirs("shared") else "shared" in request.POST,
        definition=definition_of(theirs.definition) if takes_theirs("definition") else definition,
    )


def _met(said: actions.Said, stored: Segment, fields: Fields) -> tuple[Conflict, ...]:
    """Return what is stored now beside what was asked for, where they differ."""

    def in_a_line(definition: Definition) -> str:
        return words_of(clause_of(definition, fields=fields, write=written))

    purposes = dict(Purpose.choices)
    yes_no = {True: _("Yes"), False: _("No")}
    both = {
        "name": (_("Name"), stored.name, said.name),
        "description": (_("What it is for"), stored.description or "–", said.description or "–"),
        "purpose": (
            _("Kept for"), str(purposes[stored.purpose]), str(purposes.get(said.purpose, said.purpose))
        ),
        "shared": (_("Everybody can use it"), yes_no[stored.shared], yes_no[said.shared]),
        "definition": (
            _("Who belongs to it"), in_a_line(definition_of(stored.definition)), in_a_line(said.definition)
        ),
    }  # fmt: skip
    return tuple(
        Conflict(name, label, theirs, mine, MINE)
        for name, (label, theirs, mine) in both.items()
        if theirs != mine
    )


def _purpose(request: HttpRequest, stored: Segment | None) -> str:
    return request.POST.get("purpose", stored.purpose if stored else Purpose.SERVICE)


def _description(stored: Segment | None) -> str:
    return stored.description if stored else ""


@needs(Deed.KEEP_SEGMENTS)
@require_POST
def count_draft(request: HttpRequest) -> HttpResponse:
    """Say how many belong to what stands in the editor, while somebody edits."""
    fields = Fields()
    counted = _counted_draft(draft_from(request.POST, fields), person_of(request), fields)
    return render(request, "segments/counted.html", {"counted": counted})


def _counted_draft(draft: Rows, person: Person, fields: Fields) -> Counted:
    if not draft.parts:
        every = customers_visible_to(person).count()
        return Counted(every, every)
    try:
        definition = definition_told(draft)
    except BadInput as error:
        return Counted(error=in_words(error))
    return _counted(definition, person, fields)


def _counted(definition: Definition, person: Person, fields: Fields) -> Counted:
    today: date = timezone.localdate()
    try:
        its = customers_in(definition, person=person, on=today, fields=fields)
    except BadInput as error:
        return Counted(error=in_words(error))
    first = tuple(its.order_by(Lower("name"), "pk")[:PREVIEW])
    count = len(first) if len(first) < PREVIEW else its.count()
    return Counted(count, customers_visible_to(person).count(), first)


@needs(Deed.KEEP_SEGMENTS)
@require_POST
def example_segment(request: HttpRequest, code: str) -> HttpResponse:
    """Make one of the examples, in one click."""
    name, definition = examples().get(code, ("", None))
    if definition is None:
        raise Http404
    now = timezone.now()
    made = actions.create_segment(
        said=actions.Said(name, definition), by=person_of(request), on=timezone.localdate(now), at=now
    )
    messages.success(request, _("%(name)s is stored.") % {"name": made.name})
    return redirect("segment", made.pk)


@needs(Deed.KEEP_SEGMENTS)
@require_POST
def remove_segment(request: HttpRequest, number: int) -> HttpResponse:
    """Throw a segment away; it can come back."""
    found = _segment(request, number)
    try:
        actions.delete_segment(segment=number, by=person_of(request), at=timezone.now())
    except KarnError as error:
        messages.error(request, in_words(error))
        return redirect("segment", number)
    said = _("%(name)s is removed.") % {"name": found.name}
    offer_undo(request, said, reverse("restore_segment", args=[number]))
    return redirect("segments")


@needs(Deed.KEEP_SEGMENTS)
@require_POST
def restore_segment(request: HttpRequest, number: int) -> HttpResponse:
    """Bring a segment back."""
    try:
        found = actions.restore_segment(segment=number, by=person_of(request), at=timezone.now())
    except Segment.DoesNotExist:
        raise Http404 from None
    except KarnError as error:
        messages.error(request, in_words(error))
        return redirect("segments")
    messages.success(request, _("%(name)s is back.") % {"name": found.name})
    return redirect("segment", number)


def _segment(request: HttpRequest, number: int) -> Segment:
    found = segment_for(person_of(request), number)
    if found is None:
        raise Http404
    return found


def _with_counts(request: HttpRequest) -> list[tuple[Segment, Counted]]:
    person, fields = person_of(request), Fields()
    return [(one, _counted(definition_of(one.definition), person, fields)) for one in segments_for(person)]


SEGMENTS = list_as_file(
    Listing[tuple[Segment, Counted]](
        name="segments",
        address="segments/segments",
        rows=_with_counts,
        columns=[
            (gettext_lazy("Name"), lambda row: row[0].name),
            (gettext_lazy("What it is for"), lambda row: row[0].description),
            (gettext_lazy("For"), lambda row: _("For everybody") if row[0].shared else _("For you alone")),
            (gettext_lazy("Made by"), lambda row: row[0].owner and row[0].owner.name),
            (gettext_lazy("Changed"), lambda row: row[0].known_at),
            (gettext_lazy("Customers"), lambda row: None if row[1].error else row[1].count),
        ],
    )
)

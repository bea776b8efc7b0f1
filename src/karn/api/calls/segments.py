"""Segments: the groups of customers somebody described, who belongs to them, new ones and changes."""

from datetime import datetime
from typing import Annotated, Any, Literal, cast

from django.http import HttpRequest
from django.utils import timezone
from ninja import Body, Path, Query, Router
from pydantic import BaseModel, ConfigDict, Field, StrictBool, WithJsonSchema

from karn.api.access import Asking, needs, person_of
from karn.api.calls.customers import CustomerPage, list_matching
from karn.api.once import Made, once
from karn.api.paging import cursor_after, place_of
from karn.api.problems import PROBLEMS, WRITE_PROBLEMS, Conflict, conflicting, not_found
from karn.api.values import LARGEST, text
from karn.apps.desk.queries.matching import Wish
from karn.apps.people.rules import Deed, Scope
from karn.apps.segments.actions.segments import Said, change_segment, create_segment
from karn.apps.segments.models import Segment
from karn.apps.segments.queries import customers_in, segment_for, segments_for
from karn.apps.segments.rules.definitions import definition_of
from karn.apps.segments.rules.operators import MOST_VALUES, Operator
from karn.kernel.errors import BadInput
from karn.platform.versions import ChangedMeanwhile

router = Router(tags=["segments"])
PAGE = 50

SegmentNumber = Annotated[
    int, Path(ge=1, le=LARGEST, description="The segment's number: `id` in the list of segments.")
]
Asks = Annotated[
    Operator, WithJsonSchema({"type": "string", "enum": [operator.value for operator in Operator]})
]
Value = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]


class SegmentsAsked(Asking):
    """Where the page begins."""

    cursor: str = text(2000, means="`next` of the page before; empty for the first page.")


class MembersAsked(Asking):
    """In which order, and where the page begins."""

    sort: Literal["name", "-name", "mrr", "-mrr", "-risk"] = Field(
        "name", description="In which order: by name, by what they pay a month, by how likely they leave."
    )
    cursor: str = text(2000, means="`next` of the page before; empty for the first page.")


class SegmentCondition(BaseModel):
    """One thing asked of one field."""

    model_config = ConfigDict(extra="forbid")

    field: str = text(200, shortest=1, means="The field, such as `customers.country`; docs/segments.md.")
    operator: Asks = Field(description="What is asked of it.")
    values: list[Value] = Field(
        [], max_length=MOST_VALUES, description="With what it is compared, as text: `NL`, `2026-03-31`, `50`."
    )


# The document shows conditions alone: a group within itself has no end, and programs that make examples
# of every shape never finish.
Parts = Annotated[
    list["SegmentCondition | SegmentGroup"],
    Field(min_length=1, max_length=20),
    WithJsonSchema(
        {
            "type": "array",
            "minItems": 1,
            "maxItems": 20,
            "items": SegmentCondition.model_json_schema(),
        }
    ),
]


class SegmentGroup(BaseModel):
    """Conditions and further groups of which all, any or none hold."""

    model_config = ConfigDict(extra="forbid")

    match: Literal["all", "any", "none"] = Field(description="How many of the parts hold.")
    parts: Parts = Field(
        description="The parts: conditions, and groups of the same shape as this one, at most three deep."
    )


class SegmentListed(BaseModel):
    """A segment in the list."""

    id: int = Field(description="The segment's number.")
    name: str = Field(description="Its name.")
    description: str = Field(description="What it is for.")
    shared: bool = Field(description="Everybody can use it.")
    owner: int | None = Field(description="The number of who made it; null where nobody is known.")
    version: str = Field(description="What a change names as read: with every change comes another.")


class SegmentPage(BaseModel):
    """A page of segments."""

    items: list[SegmentListed] = Field(description="At most 50, the oldest first.")
    next: str | None = Field(description="The `cursor` of the next page; null on the last.")


class SegmentTold(SegmentListed):
    """A segment, with what it asks and how many belong to it."""

    root: SegmentGroup = Field(description="What is asked of a customer.")
    made_at: datetime = Field(description="When it was made.")
    count: int | None = Field(
        description="How many of the customers you may see belong to it now; null where it asks for a field "
        "there is no more."
    )


class SegmentFacts(BaseModel):
    """What can be said of a segment."""

    model_config = ConfigDict(extra="forbid")

    description: str = text(500, means="What it is for.")
    shared: StrictBool = Field(False, description="Everybody can use it.")


class NewSegment(SegmentFacts):
    """A segment that is not there yet."""

    name: str = text(120, shortest=1, means="Its name.")
    root: SegmentGroup = Field(description="What is asked of a customer.")


class SegmentChange(SegmentFacts):
    """What changes of a segment: what is not named stays as it is."""

    version: str = text(60, shortest=1, means="The version you read. Another one stored meanwhile is a 409.")
    name: str = text(120, shortest=1, may_lack=True, means="Its name.")
    root: SegmentGroup = Field(None, description="What is asked of a customer.")  # type: ignore[assignment]  # may lack


@router.get("", response={200: SegmentPage} | PROBLEMS, url_name="segments")
@needs(Scope.SEGMENTS_READ)
def list_segments(request: HttpRequest, asked: Query[SegmentsAsked]) -> SegmentPage:
    """List the segments you can use, your own and shared ones, 50 at a time."""
    question = {"segments": ""}
    after = int(place_of(asked.cursor, question) or 0)
    its = segments_for(person_of(request)).filter(pk__gt=after).order_by("pk")
    found = list(its[: PAGE + 1])
    place = str(found[PAGE - 1].pk) if len(found) > PAGE else ""
    items = [SegmentListed(**_listed(one)) for one in found[:PAGE]]
    return SegmentPage(items=items, next=cursor_after(place, question))


@router.post("", response={201: SegmentTold} | WRITE_PROBLEMS, url_name="segments")
@needs(Scope.SEGMENTS_WRITE)
@once
def add_segment(request: HttpRequest, told: Body[NewSegment]) -> Made:
    """Make a segment."""
    now = timezone.now()
    made = create_segment(said=_said(told, None), by=person_of(request), on=timezone.localdate(now), at=now)
    return Made(told_of(request, made), None)


@router.get("/{int:number}", response={200: SegmentTold} | PROBLEMS, url_name="segment")
@needs(Scope.SEGMENTS_READ)
def get_segment(request: HttpRequest, number: SegmentNumber) -> SegmentTold:
    """Say what a segment asks, and how many belong to it."""
    return told_of(request, _segment(request, number))


@router.patch(
    "/{int:number}", response={200: SegmentTold, 409: Conflict} | WRITE_PROBLEMS, url_name="segment"
)
@needs(Scope.SEGMENTS_WRITE)
def edit_segment(request: HttpRequest, number: SegmentNumber, told: Body[SegmentChange]) -> SegmentTold:
    """Change a segment, as far as nobody else did after you read it: else 409, with both values."""
    stored, now = _segment(request, number), timezone.now()
    when: dict[str, Any] = {"on": timezone.localdate(now), "at": now}
    try:
        changed = change_segment(
            segment=number, said=_said(told, stored), by=person_of(request), seen=told.version, **when
        )
    except ChangedMeanwhile as error:
        there = told_of(request, cast("Segment", error.stored)).model_dump(mode="json")
        raise conflicting(_asked(told), there) from None
    return told_of(request, changed)


@router.get("/{int:number}/customers", response={200: CustomerPage} | PROBLEMS, url_name="segment_customers")
@needs(Scope.SEGMENTS_READ, Deed.EXPORT)
def list_members(request: HttpRequest, number: SegmentNumber, asked: Query[MembersAsked]) -> CustomerPage:
    """List who belongs to a segment now, 50 at a time. A list goes along: it takes a role that may export."""
    found = _segment(request, number)
    customers_in(found, person=person_of(request), on=timezone.localdate())  # says why it cannot be read
    wish = Wish(segment=str(found.pk), sort=asked.sort)
    return list_matching(request, wish, {"members": found.pk, "sort": asked.sort}, asked.cursor)


def _segment(request: HttpRequest, number: int) -> Segment:
    found = segment_for(person_of(request), number)
    if found is None:
        raise not_found()
    return found


def _listed(segment: Segment) -> dict[str, Any]:
    names = ("name", "description", "shared", "version")
    return {name: getattr(segment, name) for name in names} | {"id": segment.pk, "owner": segment.owner_id}


def told_of(request: HttpRequest, segment: Segment) -> SegmentTold:
    """Return the segment as the API tells it."""
    try:
        its = customers_in(segment, person=person_of(request), on=timezone.localdate())
        count: int | None = its.count()
    except BadInput:
        count = None
    root = SegmentGroup.model_validate(segment.definition["root"])
    return SegmentTold(**_listed(segment), root=root, made_at=segment.made_at, count=count)


def _asked(told: SegmentFacts) -> dict[str, Any]:
    return told.model_dump(mode="json", exclude_unset=True, exclude={"version"})


def _said(told: SegmentFacts, stored: Segment | None) -> Said:
    """Return what was said, with what is stored where nothing was. Raises BadInput."""
    names = ("name", "description", "shared")
    facts = {name: getattr(stored, name) for name in names} if stored else {}
    asked = _asked(told)
    root = asked.pop("root", None) or (stored.definition["root"] if stored else {})
    return Said(**(facts | asked), definition=definition_of({"version": 1, "root": root}))

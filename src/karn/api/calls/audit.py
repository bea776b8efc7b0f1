"""The audit log: who saw or changed what."""

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router
from pydantic import BaseModel, Field

from karn.api.access import Asking, needs
from karn.api.paging import cursor_after, place_of
from karn.api.problems import PROBLEMS
from karn.api.values import LARGEST, text
from karn.apps.people.queries.audit import Sought, audit_page
from karn.apps.people.rules import Scope

router = Router(tags=["audit"])


class AuditAsked(Asking):
    """Which entries are wanted."""

    person: int | None = Field(
        None, ge=1, le=LARGEST, description="Only what this person did, or what was done to this person."
    )
    cursor: str = text(2000, means="`next` of the page before; empty for the first page.")


class EntryTold(BaseModel):
    """Who saw or did what, once."""

    number: int = Field(description="The entry's number; each follows the one before.")
    at: datetime = Field(description="When.")
    person: int | None = Field(description="The number of who did it; null for nobody known.")
    deed: str = Field(description="What was done, as a word: customer_seen, role_changed, ….")
    kind: str = Field(description="What it was done to, as a kind of row: customers.customer.")
    object: str = Field(description="The number of that row.")
    detail: str = Field(description="More, in codes and counts; `token:3` for what a program did.")
    seal: str = Field(description="Its seal in the chain.")


class AuditPage(BaseModel):
    """A page of the log."""

    items: list[EntryTold] = Field(description="At most 50 entries, the newest first.")
    next: str | None = Field(description="The `cursor` of the next page; null on the last.")


@router.get("", response={200: AuditPage} | PROBLEMS, url_name="audit")
@needs(Scope.AUDIT_READ)
def list_entries(request: HttpRequest, asked: Query[AuditAsked]) -> AuditPage:  # noqa: ARG001 (ninja's)
    """Read the audit log, the newest entry first, 50 at a time."""
    question = {"audit": asked.person}
    before = place_of(asked.cursor, question)
    sought = Sought(person=asked.person, before=int(before) if before else None)
    page = audit_page(sought, zone=timezone.get_current_timezone())
    names = EntryTold.model_fields.keys()
    items = [EntryTold(**{name: getattr(entry, name) for name in names}) for entry in page.entries]
    return AuditPage(items=items, next=cursor_after(str(page.older or ""), question))

"""Whose token this is, and what it may."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Router
from pydantic import BaseModel, Field

from karn.api.access import needs, token_of
from karn.api.problems import PROBLEMS

router = Router(tags=["me"])


class Me(BaseModel):
    """Whom a token acts for, and what it may."""

    person: int = Field(description="The number of the person the token acts for.")
    name: str = Field(description="The person's name.")
    email: str = Field(description="With which the person logs in.")
    role: str = Field(
        description="What the person does: administrator, manager, account_manager, analyst or service."
    )
    token: str = Field(description="What the token is called.")
    scopes: list[str] = Field(description="What it may be used for, as far as the role allows it.")
    expires_at: datetime | None = Field(description="From when on it is good no more; null for no end.")


@router.get("", response={200: Me} | PROBLEMS, url_name="me")
@needs(None)
def me(request: HttpRequest) -> Me:
    """Say whose token this is and what it may: a good first call."""
    token = token_of(request)
    person = token.person
    return Me(
        person=person.pk,
        name=person.name,
        email=person.email,
        role=person.role,
        token=token.name,
        scopes=token.scopes,
        expires_at=token.expires_at,
    )

"""What a link to a survey opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from karn.apps.surveys.models import Invitation, Page, Response, Survey, Version
from karn.apps.surveys.queries.surveys import newest_version
from karn.apps.surveys.rules.asking import CHANGE_DAYS
from karn.apps.surveys.rules.questions import Form
from karn.platform.links import NoSuchLink, open_link

PURPOSE, PAGE_PURPOSE = "survey", "survey-page"


@dataclass(frozen=True, slots=True)
class Opened:
    """A survey as its reader meets it: asked personally (`invitation`), or on a page for anybody."""

    survey: Survey
    version: Version
    invitation: Invitation | None = None
    page: Page | None = None
    response: Response | None = None

    @property
    def form(self) -> Form:
        """What it asks."""
        return self.version.questions

    def can_change(self, at: datetime) -> bool:
        """Say whether an answer that was given can still be changed."""
        return self.response is None or at < self.response.said_at + timedelta(days=CHANGE_DAYS)


def opened(token: str, *, at: datetime, once: str = "") -> Opened:
    """Return what the link opens; `once` names the form a page without a person sent before.

    Raises NoSuchLink, the same for a link that is unknown, of another kind, over, or to a closed survey.
    """
    try:
        link = open_link(token, purpose=PURPOSE, at=at)
    except NoSuchLink:
        return _page(token, at, once)
    return _invitation(link.audience, at)


def _invitation(audience: str, at: datetime) -> Opened:
    number = int(audience.removeprefix("invitation:"))
    its = Invitation.objects.select_related("survey", "version", "response")
    invitation = its.filter(pk=number).first()
    if invitation is None or invitation.expires_at <= at or not invitation.survey.is_open:
        raise NoSuchLink
    response = getattr(invitation, "response", None)
    if response is not None and response.removed_at is not None:
        raise NoSuchLink
    return Opened(invitation.survey, invitation.version, invitation=invitation, response=response)


def _page(token: str, at: datetime, once: str) -> Opened:
    link = open_link(token, purpose=PAGE_PURPOSE, at=at)
    its = Page.objects.select_related("survey").filter(pk=int(link.audience.removeprefix("page:")))
    page = its.first()
    if page is None or page.closed_at is not None or not page.survey.is_open:
        raise NoSuchLink
    sent = Response.objects.filter(page=page, once=once).select_related("version") if once else None
    response = sent.first() if sent is not None else None
    version = response.version if response else newest_version(page.survey)
    return Opened(page.survey, version, page=page, response=response)


def answers_on(page: Page, *, since: datetime) -> int:
    """Return how many answered on the page since then."""
    return Response.objects.filter(page=page, said_at__gt=since).count()

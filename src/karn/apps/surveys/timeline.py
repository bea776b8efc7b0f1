"""What a customer was asked and answered, for the timeline."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from karn.apps.surveys.models import Invitation, Response
from karn.apps.surveys.queries.answers import in_words
from karn.platform.timeline import Entry, Reach, newest


class Answers:
    """Answers to surveys, when they came."""

    code = "survey_answer"
    kind = "surveys"
    name = _("Surveys")
    of = Response

    def entries(self, customer_id: int, reach: Reach, limit: int) -> list[Entry]:
        """Return the newest answers. One query."""
        said = newest(self.code, self._rows, customer_id, reach, limit)
        return [self._entry(response) for response in said]

    def _rows(self, customer: int, reach: Reach) -> QuerySet[Response]:
        said = Response.objects.filter(
            reach.instants("said_at", self.code), customer=customer, removed_at__isnull=True
        )
        return said.select_related("survey", "version", "contact").order_by("-said_at", "-pk")

    def _entry(self, response: Response) -> Entry:
        words = in_words(
            response.version.questions,
            response.given, get_language() or "en",
            yes=gettext("Yes"), no=gettext("No"),
        )  # fmt: skip
        whom = [response.contact.name] if response.contact else []
        return Entry(
            at=response.said_at,
            code=self.code,
            number=response.pk,
            icon="message",
            title=gettext("Answered “%(survey)s”") % {"survey": response.survey.name},
            detail=" · ".join([*(one.answer for one in words), *whom]),
            tone="bad" if response.unhappy else "",
            source="karn",
            source_id=f"answer {response.pk}",
            known_at=response.changed_at,
        )


class Askings:
    """Invitations to surveys, when they went out."""

    code = "survey_asked"
    kind = "surveys"
    name = _("Surveys")
    of = Invitation

    def entries(self, customer_id: int, reach: Reach, limit: int) -> list[Entry]:
        """Return the newest invitations; what was told to one of us stands among the answers. One query."""
        asked = newest(self.code, self._rows, customer_id, reach, limit)
        return [self._entry(invitation) for invitation in asked]

    def _rows(self, customer: int, reach: Reach) -> QuerySet[Invitation]:
        asked = Invitation.objects.filter(reach.instants("asked_at", self.code), customer=customer)
        return asked.exclude(way="talk").select_related("survey", "contact").order_by("-asked_at", "-pk")

    def _entry(self, invitation: Invitation) -> Entry:
        whom = [invitation.contact.name] if invitation.contact else []
        return Entry(
            at=invitation.asked_at,
            code=self.code,
            number=invitation.pk,
            icon="mail",
            title=gettext("Asked “%(survey)s”") % {"survey": invitation.survey.name},
            detail=" · ".join([invitation.get_way_display(), *whom]),
            source="karn",
            source_id=f"invitation {invitation.pk}",
            known_at=invitation.asked_at,
        )

"""What is kept of persons for the list of customers: where each stands, made of other rows."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karn.apps.desk.queries.day_digests import TEMPLATE
from karn.apps.mailing.models import Mail, Reason, State
from karn.platform.personal import Marks, Person, Why

PERSONAL = (
    Marks(
        "desk.listing",
        Why.FIGURES,
        _("Places in the list of customers"),
        customer=("customer",),
        kept={Why.FIGURES: "standing mrr_cents strength"},
        none="customer",
    ),
    Marks("desk.listingsmade", none="id of"),
    Marks(
        "desk.weeklymeeting",
        Why.SERVICE,
        _("Weekly meetings"),
        scrubbed="words",
        none="id on at by",
    ),
    Marks(
        "desk.dayhabits",
        Why.STAFF,
        _("How people get their day"),
        kept={Why.STAFF: "digest digest_at when_empty digested_on calendar_words calendar_at"},
        none="person",
    ),
)


class MorningMails:
    """Mails in which people here read their day: they name customers, and belong to none."""

    name = "morning_mails"

    def hindrance(self, person: Person) -> Promise | str:  # noqa: ARG002
        """Nothing stands against it."""
        return ""

    def erase_rows(self, person: Person) -> Mapping[str, int]:
        """Empty those that name the person, and keep those that still wait from leaving."""
        words, its = person.words.nearby(), Mail.objects.filter(template=TEMPLATE)
        found = [
            mail.pk
            for mail in its.only("pk", "subject", "text", "html", "values").iterator()
            if any(words.stand_in(text) for text in (mail.text, *map(str, mail.values.values())))
        ]
        named = its.filter(pk__in=found)
        told = {"state": State.WITHHELD, "reason": Reason.CANCELLED, "settled_at": timezone.now()}
        named.filter(state=State.QUEUED).update(**told)
        named.update(subject="", text="", html="", values={}, body_source="")
        return {"mails": len(found)} if found else {}

    def erase_files(self, person: Person) -> Mapping[str, int]:  # noqa: ARG002
        """What was written into files is looked through with the other mails."""
        return {}


MORNING_MAILS = MorningMails()

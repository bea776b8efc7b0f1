"""What is kept of persons in what they were asked and answered: the words go, the counts stay."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karn.apps.mailing.queries.digests import digest_of
from karn.apps.surveys.models import Invitation
from karn.apps.surveys.queries.opening import PURPOSE
from karn.kernel.errors import KarnError
from karn.platform.links import revoke_links
from karn.platform.personal import Marks, Person, Why

PERSONAL = (
    Marks(
        "surveys.invitation",
        Why.SERVICE,
        _("Asked by surveys"),
        customer=("customer",),
        contact=("contact",),
        goes=("customer",),
        emptied="contact digest",
        kept={Why.FIGURES: "way occasion language asked_at expires_at reminded_at"},
        none="id survey version customer key asked_by",
    ),
    Marks(
        "surveys.response",
        Why.SERVICE,
        _("Answers to surveys"),
        customer=("customer",),
        contact=("contact",),
        emptied="contact customer invitation",
        cleared="texts",
        kept={Why.FIGURES: "answers score reading language unhappy has_wish said_at"},
        none="id survey version page once changed_at recorded_by removed_at",
    ),
    Marks(
        "surveys.survey",
        Why.SERVICE,
        _("Surveys"),
        scrubbed="name",
        none="id ready occasion segment days since closer made_at made_by changed_at closed_at removed_at",
    ),
    Marks(
        "surveys.version",
        Why.SERVICE,
        _("Words of surveys"),
        scrubbed="form",
        none="id survey number made_at made_by",
    ),
    Marks(
        "surveys.page",
        Why.SERVICE,
        _("Pages of surveys"),
        scrubbed="name",
        none="id survey secret made_at made_by closed_at",
    ),
    Marks("surveys.habits", none="id cooldown_days reminder_days loop_days accent"),
)


class PersonalLinks:
    """The links by which somebody was asked: in a letter box they would go on taking words."""

    name = "survey_links"

    def hindrance(self, person: Person) -> Promise | str:  # noqa: ARG002
        """Nothing stands against it."""
        return ""

    def erase_rows(self, person: Person) -> Mapping[str, int]:
        """Let the person's links open nothing more. The invitations themselves are counted by their marks."""
        at = timezone.now()  # when it happens, not when somebody asked for it
        its = Invitation.objects.filter(
            Q(contact__in=person.contacts)
            | Q(customer__in=person.customers)
            | Q(customer=person.customer, digest__in=_digests(person))
        )
        numbers = list(its.values_list("pk", flat=True))
        for number in numbers:
            revoke_links(purpose=PURPOSE, audience=f"invitation:{number}", at=at)
        Invitation.objects.filter(pk__in=numbers, expires_at__gt=at).update(expires_at=at)
        return {}

    def erase_files(self, person: Person) -> Mapping[str, int]:  # noqa: ARG002
        """There are no files."""
        return {}


def _digests(person: Person) -> list[str]:
    try:
        return [digest_of(word) for word in person.words.everywhere if "@" in word]
    except KarnError:
        return []  # the key of the hashes is lost: that keeps nobody from being erased


SURVEY_LINKS = PersonalLinks()

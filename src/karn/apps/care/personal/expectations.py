"""What is kept of persons in start-ups, expectations and promises: it goes with the client."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise as Words
from django.utils.translation import gettext_lazy as _

from karn.apps.care.models.confirmations import Confirmation, Correction, Decided
from karn.apps.care.models.expectations import Expectation
from karn.apps.care.queries.confirmations import PURPOSE
from karn.platform.links import revoke_links
from karn.platform.personal import Marks, Person, Why

ROW = "made_at made_by changed_at removed_at"

PERSONAL = (
    Marks(
        "care.expectation",
        Why.SERVICE,
        _("Expectations"),
        customer=("customer",),
        contact=("contact", "confirmed_by"),
        goes=("customer",),
        scrubbed="text",
        none=(
            "id customer contact confirmed_by horizon voice owner standing unexpected ask_on confirmed_on "
            f"confirmed_how told_to {ROW}"
        ),
    ),
    Marks(
        "care.promise",
        Why.SERVICE,
        _("Promises"),
        customer=("customer",),
        contact=("contact",),
        goes=("customer",),
        scrubbed="text",
        none=f"id customer contact owner due_on promised_on source conversation outcome settled_on {ROW}",
    ),
    Marks(
        "care.startup",
        Why.SERVICE,
        _("Start-ups"),
        customer=("customer",),
        contact=("contact", "confirmed_by"),
        goes=("customer",),
        scrubbed="came_from",
        none=(
            "id customer contact confirmed_by occasion key begun_on confirmed_on confirmed_how told_to "
            f"stopped_at {ROW}"
        ),
    ),
    Marks(
        "care.step",
        Why.SERVICE,
        _("Steps of start-ups"),
        customer=("start_up__customer",),
        goes=("customer",),
        scrubbed="words",
        none="id start_up code owner due_on place done_on done_by",
    ),
    Marks(
        "care.startupplan",
        Why.SERVICE,
        _("Plans of start-ups"),
        scrubbed="steps",
        none="id occasion begins changed_at",
    ),
    Marks(
        "care.confirmation",
        Why.SERVICE,
        _("Lists of expectations that were sent"),
        customer=("customer",),
        contact=("contact",),
        goes=("customer",),
        cleared="answer",
        none="id customer contact way language asked_at asked_by expires_at revoked_at answered_at",
    ),
    Marks(
        "care.correction",
        Why.SERVICE,
        _("What clients would have otherwise"),
        customer=("customer",),
        contact=("confirmation__contact",),
        goes=("customer",),
        cleared="text",
        scrubbed="was",
        none="id confirmation customer expectation horizon over decided decided_at decided_by",
    ),
    Marks(
        "care.moment",
        Why.SERVICE,
        _("What happened in the care for clients"),
        customer=("customer",),
        goes=("customer",),
        scrubbed="facts",
        none="id customer code number happened_at dated known_at",
    ),
    Marks(
        "care.askinground", customer=("customer",), goes=("customer",), none="id customer due_on closed_at"
    ),
)


class PersonalLists:
    """Links to lists, and what is still to be decided of them."""

    name = "care_lists"

    def hindrance(self, person: Person) -> Words | str:  # noqa: ARG002
        """Nothing stands against it."""
        return ""

    def erase_rows(self, person: Person) -> Mapping[str, int]:
        """Let the person's links open nothing more. The rows themselves are counted by their marks."""
        at = timezone.now()  # when it happens, not when somebody asked for it
        its = Confirmation.objects.filter(Q(contact__in=person.contacts) | Q(customer__in=person.customers))
        for number in list(its.values_list("pk", flat=True)):
            revoke_links(purpose=PURPOSE, audience=f"confirmation:{number}", at=at)
        its.filter(revoked_at=None).update(revoked_at=at)
        theirs = Correction.objects.filter(confirmation__contact__in=person.contacts, decided=Decided.WAITING)
        theirs.update(decided=Decided.LEFT, decided_at=at)
        # Nobody is there any more who confirmed it.
        Expectation.objects.filter(confirmed_by__in=person.contacts).update(
            confirmed_on=None, confirmed_how=""
        )
        return {}

    def erase_files(self, person: Person) -> Mapping[str, int]:  # noqa: ARG002
        """There are no files."""
        return {}


CARE_LISTS = PersonalLists()

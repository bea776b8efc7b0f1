"""What is kept of persons in goodbyes: the letter goes, that and when it was said stays."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise as Words
from django.utils.translation import gettext_lazy as _

from karn.apps.farewell.models.goodbyes import Goodbye
from karn.apps.farewell.queries.goodbyes import DATA_PURPOSE, PURPOSE, audience_of_goodbye
from karn.platform.links import revoke_links
from karn.platform.personal import Marks, Person, Why

PERSONAL = (
    Marks(
        "farewell.goodbye",
        Why.LEAVING,
        _("Goodbyes"),
        customer=("customer",),
        contact=("contact",),
        goes=("customer",),
        emptied="contact",
        cleared="words frozen",
        kept={Why.FIGURES: "way given_at"},
        none=("id customer departure signer language mail given_by made_at made_by changed_at removed_at"),
    ),
    Marks(
        "farewell.goodbyestep",
        Why.LEAVING,
        _("Steps of a goodbye"),
        customer=("goodbye__customer",),
        goes=("customer",),
        kept={Why.FIGURES: "code done_at"},
        none="id goodbye place done_by",
    ),
    Marks("farewell.goodbyehabits", Why.NOBODY, none="id tasks_for keep_months"),
    Marks(
        "farewell.referral",
        Why.LEAVING,
        _("Who recommended whom"),
        customer=("customer", "recommended_by"),
        goes=("customer",),
        kept={Why.FIGURES: "noted_at"},
        none="id customer recommended_by noted_by removed_at",
    ),
)


class GoodbyeLinks:
    """Links to goodbyes and data of who is erased: they open nothing more."""

    name = "farewell_goodbyes"

    def hindrance(self, person: Person) -> Words | str:  # noqa: ARG002
        """Nothing stands against it."""
        return ""

    def erase_rows(self, person: Person) -> Mapping[str, int]:
        """Let the person's links open nothing more."""
        at = timezone.now()  # when it happens, not when somebody asked for it
        its = Goodbye.objects.filter(Q(contact__in=person.contacts) | Q(customer__in=person.customers))
        for number in list(its.values_list("pk", flat=True)):
            for purpose in (PURPOSE, DATA_PURPOSE):
                revoke_links(purpose=purpose, audience=audience_of_goodbye(number), at=at)
        return {}

    def erase_files(self, person: Person) -> Mapping[str, int]:  # noqa: ARG002
        """There are no files."""
        return {}


GOODBYE_LINKS = GoodbyeLinks()

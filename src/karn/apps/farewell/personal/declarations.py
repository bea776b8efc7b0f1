"""What is kept of persons in declarations: the words go, that and when something ended stays."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise as Words
from django.utils.translation import gettext_lazy as _

from karn.apps.farewell.models.declarations import OPEN, Declaration, State
from karn.apps.farewell.queries.declarations import CANCEL, NOTICE, RECEIPT, audience_of, audience_of_customer
from karn.platform.links import revoke_links
from karn.platform.personal import Marks, Person, Why

PERSONAL = (
    Marks(
        "farewell.declaration",
        Why.LEAVING,
        _("Notices and withdrawals"),
        customer=("customer",),
        contact=("contact",),
        emptied="machine mailbox code_digest",
        cleared="name contract receipt_to reason closed_why",
        kept={Why.FIGURES: "sort way state received_at ends_on undone_at refunded_at"},
        none=(
            "id reference once country language wanted_on extraordinary made_at made_by customer contact "
            "subscription proof verified_at verified_by told code_until code_tries codes_sent undo_until "
            "undone_by refund_due_on changed_at mail_waits"
        ),
    ),
    Marks(
        "farewell.ending",
        Why.LEAVING,
        _("Contracts ended by a notice"),
        customer=("declaration__customer",),
        kept={Why.FIGURES: "ends_on"},
        none="id declaration subscription departure",
    ),
    Marks("farewell.procedureread", Why.STAFF, none="id person version read_at"),
)


class DeclarationLinks:
    """Links to receipts and notices of who is erased: they open nothing more."""

    name = "farewell_links"

    def hindrance(self, person: Person) -> Words | str:  # noqa: ARG002
        """Nothing stands against it."""
        return ""

    def erase_rows(self, person: Person) -> Mapping[str, int]:
        """Let the person's links open nothing more; what waited to be matched waits no more."""
        at = timezone.now()  # when it happens, not when somebody asked for it
        its = Declaration.objects.filter(Q(contact__in=person.contacts) | Q(customer__in=person.customers))
        for number in list(its.values_list("pk", flat=True)):
            for purpose in (RECEIPT, NOTICE):
                revoke_links(purpose=purpose, audience=audience_of(number), at=at)
        for number in person.customers:
            revoke_links(purpose=CANCEL, audience=audience_of_customer(number), at=at)
        its.filter(OPEN).update(state=State.CLOSED, changed_at=at)
        return {}

    def erase_files(self, person: Person) -> Mapping[str, int]:  # noqa: ARG002
        """There are no files."""
        return {}


DECLARATION_LINKS = DeclarationLinks()

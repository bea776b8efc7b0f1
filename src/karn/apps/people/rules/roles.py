"""Who may do what: the roles, the deeds, and the one table between them."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    """What somebody does in the company."""

    ADMINISTRATOR = "administrator"
    MANAGER = "manager"
    ACCOUNT_MANAGER = "account_manager"
    ANALYST = "analyst"
    SERVICE = "service"


ROLE_NAMES: Final[dict[str, Promise]] = {
    Role.ADMINISTRATOR: _("Administrator"),
    Role.MANAGER: _("Manager"),
    Role.ACCOUNT_MANAGER: _("Account manager"),
    Role.ANALYST: _("Analyst"),
    Role.SERVICE: _("Service employee"),
}
"""The roles in words, from the one who may most."""


class Deed(StrEnum):
    """What can be done in Karn, as far as not everybody may."""

    SEE_FIGURES = "see_figures"
    SEE_CUSTOMERS = "see_customers"
    CHANGE_CUSTOMERS = "change_customers"
    KEEP_SEGMENTS = "keep_segments"
    MERGE_CUSTOMERS = "merge_customers"
    SEE_PEOPLE = "see_people"
    ARRANGE_COVER = "arrange_cover"
    HAND_OVER = "hand_over"
    LOG_CONVERSATIONS = "log_conversations"
    KEEP_TASKS = "keep_tasks"
    ASK_CUSTOMERS = "ask_customers"
    KEEP_SURVEYS = "keep_surveys"
    KEEP_CRITERIA = "keep_criteria"
    EXPORT = "export"
    IMPORT_FILES = "import_files"
    REFRESH = "refresh"
    CHANGE_COMPANY = "change_company"
    CHANGE_PEOPLE = "change_people"
    SEE_AUDIT = "see_audit"
    PERSONAL_DATA = "personal_data"
    SEE_RUNS = "see_runs"
    KEEP_MAIL = "keep_mail"
    KEEP_SIGNALS = "keep_signals"
    READ_EXIT_ANSWERS = "read_exit_answers"


_READS: Final = frozenset({Deed.SEE_FIGURES, Deed.SEE_CUSTOMERS})
_CARES: Final = _READS | {
    Deed.CHANGE_CUSTOMERS, Deed.LOG_CONVERSATIONS, Deed.KEEP_SEGMENTS, Deed.KEEP_TASKS, Deed.ASK_CUSTOMERS,
}  # fmt: skip
_RUNS: Final = _CARES | {
    Deed.MERGE_CUSTOMERS, Deed.SEE_PEOPLE, Deed.ARRANGE_COVER, Deed.HAND_OVER, Deed.EXPORT,
    Deed.IMPORT_FILES, Deed.REFRESH, Deed.PERSONAL_DATA, Deed.SEE_RUNS, Deed.KEEP_MAIL, Deed.KEEP_SURVEYS,
    Deed.KEEP_CRITERIA, Deed.KEEP_SIGNALS, Deed.READ_EXIT_ANSWERS,
}  # fmt: skip

_MAY: Final[dict[str, frozenset[Deed]]] = {
    Role.ADMINISTRATOR: frozenset(Deed),
    Role.MANAGER: _RUNS,
    Role.ACCOUNT_MANAGER: _CARES | {Deed.EXPORT, Deed.REFRESH},
    Role.ANALYST: _READS | {Deed.EXPORT, Deed.REFRESH},
    Role.SERVICE: _CARES,
}


def may(role: str, deed: Deed) -> bool:
    """Say whether somebody with this role may do this at all; a role there is not may nothing.

    Administrators may everything. Managers may everything with customers: change, merge and hand them
    over, say who covers whom, import, export, refresh, hand out and erase what is kept of a person, make
    surveys and say who is asked when, say what makes a right client, end background work and try it again,
    read what leavers say; not change the company's settings or the people, nor read the audit log.
    Account managers may see, change and export the customers in their care and log what was said with
    them. Analysts read and export. Service employees see and change customers and log what was said,
    and take no lists along. Figures are sums over everybody; everybody may see them, and take them along.

    This is half of the answer: *which* customers it holds for says
    :func:`karn.apps.customers.queries.customers_visible_to`.
    """
    return deed in _MAY.get(role, frozenset())


def roles_that_may(deed: Deed) -> list[Role]:
    """Return the roles that may do this, from the one who may most."""
    return [role for role in Role if may(role, deed)]


def sees_every_customer(role: str) -> bool:
    """Say whether this role sees all customers and not only those in its care."""
    return role != Role.ACCOUNT_MANAGER and may(role, Deed.SEE_CUSTOMERS)

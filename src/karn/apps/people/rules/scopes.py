"""What a token for programs may be used for: the scopes, and the deed each one takes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karn.apps.people.rules.roles import Deed, may


class Scope(StrEnum):
    """One thing a token may be used for."""

    CUSTOMERS_READ = "customers:read"
    CUSTOMERS_WRITE = "customers:write"
    CONVERSATIONS_READ = "conversations:read"
    CONVERSATIONS_WRITE = "conversations:write"
    CONTRACTS_READ = "contracts:read"
    SEGMENTS_READ = "segments:read"
    SEGMENTS_WRITE = "segments:write"
    SURVEYS_READ = "surveys:read"
    TASKS_READ = "tasks:read"
    IMPORTS_READ = "imports:read"
    IMPORTS_WRITE = "imports:write"
    MEASURES_READ = "measures:read"
    AUDIT_READ = "audit:read"


SCOPE_NAMES: Final[dict[str, Promise]] = {
    Scope.CUSTOMERS_READ: _("Read customers and contacts"),
    Scope.CUSTOMERS_WRITE: _("Add and change customers and contacts"),
    Scope.CONVERSATIONS_READ: _("Read what was said"),
    Scope.CONVERSATIONS_WRITE: _("Log and change what was said"),
    Scope.CONTRACTS_READ: _("Read subscriptions, invoices, orders and departures"),
    Scope.SEGMENTS_READ: _("Read segments and who belongs to them"),
    Scope.SEGMENTS_WRITE: _("Make and change segments"),
    Scope.SURVEYS_READ: _("Read surveys and what was answered"),
    Scope.TASKS_READ: _("Read tasks"),
    Scope.IMPORTS_READ: _("Read what became of imports"),
    Scope.IMPORTS_WRITE: _("Import files"),
    Scope.MEASURES_READ: _("Read the figures"),
    Scope.AUDIT_READ: _("Read the audit log"),
}
"""The scopes in words."""

SCOPE_DEEDS: Final[dict[Scope, Deed]] = {
    Scope.CUSTOMERS_READ: Deed.SEE_CUSTOMERS,
    Scope.CUSTOMERS_WRITE: Deed.CHANGE_CUSTOMERS,
    Scope.CONVERSATIONS_READ: Deed.SEE_CUSTOMERS,
    Scope.CONVERSATIONS_WRITE: Deed.LOG_CONVERSATIONS,
    Scope.CONTRACTS_READ: Deed.SEE_CUSTOMERS,
    Scope.SEGMENTS_READ: Deed.SEE_CUSTOMERS,
    Scope.SEGMENTS_WRITE: Deed.KEEP_SEGMENTS,
    Scope.SURVEYS_READ: Deed.SEE_CUSTOMERS,
    Scope.TASKS_READ: Deed.SEE_CUSTOMERS,
    Scope.IMPORTS_READ: Deed.IMPORT_FILES,
    Scope.IMPORTS_WRITE: Deed.IMPORT_FILES,
    Scope.MEASURES_READ: Deed.SEE_FIGURES,
    Scope.AUDIT_READ: Deed.SEE_AUDIT,
}
"""What the role of the token's person must allow for each scope."""


def scopes_for(role: str) -> list[Scope]:
    """Return the scopes somebody with this role may give a token, in their order."""
    return [scope for scope in Scope if may(role, SCOPE_DEEDS[scope])]


def in_order(scopes: Iterable[str]) -> list[str]:
    """Return these scopes, each once, in their order."""
    asked = set(scopes)
    return [scope.value for scope in Scope if scope.value in asked]


def why_dead(
    *, revoked: bool, expires_at: datetime | None, is_active: bool, entries: tuple[int, int], at: datetime
) -> str:
    """Say why a token is good no more at `at`: revoked, off, ended or expired; nothing while it is good.

    `entries` are the entry numbers the token was made with and the person has now: they differ once the
    person had another role or password, or was switched off.
    """
    if revoked:
        return "revoked"
    if not is_active:
        return "off"
    if entries[0] != entries[1]:
        return "ended"
    return "expired" if expires_at is not None and expires_at <= at else ""

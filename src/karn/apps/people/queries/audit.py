"""Reading the audit log, and whether it is whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from karn.apps.people.models import AuditEntry
from karn.apps.people.rules.chain import Anchor, Flaw, Link, first_flaw, sealed_anchor
from karn.platform.keys import kept_key

ANCHOR = "audit.anchor"
"""The file in the data folder that holds the newest entry's number and seal."""


def audit_key() -> bytes:
    """Return the key that seals the log, made the first time; it lies outside the database."""
    return kept_key(settings.INSTALLATION.data / "audit.key")


def head_of_the_log() -> Anchor:
    """Return the newest entry's number and seal. One query."""
    newest = AuditEntry.objects.order_by("-number").values_list("number", "seal").first()
    return Anchor(*newest) if newest else Anchor()


def anchor_of(folder: Path) -> Anchor:
    """Return the anchor kept in a data folder.

    It is the one before the first entry where there is none, or one that was not sealed with our key.
    """
    try:
        number, seal, own = (folder / ANCHOR).read_text(encoding="ascii").split()
        anchor = Anchor(int(number), seal)
    except (FileNotFoundError, ValueError):
        return Anchor()
    return anchor if own == sealed_anchor(anchor, audit_key()) else Anchor()


def flaw_of_the_log() -> Flaw | None:
    """Return the first thing wrong with the audit log, or None when every entry is as it was written."""
    # The anchor first: what is added meanwhile makes the chain longer than it, never shorter.
    anchor = anchor_of(settings.INSTALLATION.data)
    return first_flaw(_links(), anchor, audit_key())


def _links() -> Iterator[Link]:
    for entry in AuditEntry.objects.order_by("number").iterator(chunk_size=2_000):
        yield entry.link

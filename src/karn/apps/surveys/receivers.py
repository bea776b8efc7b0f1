"""What surveys do when something below them changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.dispatch import receiver

from karn.apps.mailing.signals import digests_renewed
from karn.apps.surveys.actions.asking import renew_digests


@receiver(digests_renewed)
def note_new_digests(sender: Any, new: Mapping[str, str], **_further: Any) -> None:  # noqa: ARG001
    """Whom a survey asked is known by the new hash of their address."""
    renew_digests(new=new)

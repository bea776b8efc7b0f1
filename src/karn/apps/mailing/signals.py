"""What mailing tells to whoever uses it."""

from __future__ import annotations

from django.dispatch import Signal

digests_renewed = Signal()
"""Addresses have other keyed hashes: `new` maps the old ones to them. Within the transaction that does so."""

refused = Signal()
"""Somebody objected, or allows something no more, or that was taken back: `at`. Told once that is stored.

Whoever waits for it also looks every night: a process that is killed tells nothing.
"""

followed = Signal()
"""What became of mails is known, or is open again: `mails` (their ids), `at`. Told once that is stored.

Whoever waits for it also looks every night: a worker that is killed tells nothing.
"""

"""Messages that say what became of a mail: bounces (RFC 3464) and complaints (RFC 5965)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from typing import Final, Literal

LARGEST: Final = 5 * 2**20
_ID: Final = re.compile(r"<([^<>\s]+)>")
_STATUS: Final = re.compile(r"\b([245])\.\d{1,3}\.\d{1,3}\b")


@dataclass(frozen=True, slots=True)
class Report:
    """What came back: a bounce for good, a delay, or a complaint; about which mail, to which address."""

    kind: Literal["bounce", "delay", "complaint"]
    message_id: str = ""
    provider_id: str = ""
    address: str = ""


def read_report(content: bytes) -> Report | None:
    """Return what a message reports, or None for one that reports nothing: an answer, a holiday notice.

    Reads only the report's machine-readable parts, and the headers of our mail that came back with it.
    """
    if len(content) > LARGEST:
        return None
    try:
        message = message_from_bytes(content, policy=policy.default)
        return _complaint(message) or _bounce(message)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None  # no report a machine wrote


def _bounce(message: Message) -> Report | None:
    for part in _parts(message, "message/delivery-status"):
        blocks = [block for block in part.get_payload() if isinstance(block, Message)]
        for block in blocks:
            action = str(block.get("Action", "")).strip().casefold()
            if action in {"failed", "delayed"}:
                final = str(block.get("Original-Recipient") or block.get("Final-Recipient") or "")
                told = _STATUS.search(str(block.get("Status", "")))
                lasting = action == "failed" and (told is None or told[1] == "5")
                return Report(
                    "bounce" if lasting else "delay", _original_id(message), address=_address(final)
                )
    return None


def _complaint(message: Message) -> Report | None:
    for part in _parts(message, "message/feedback-report"):
        payload = part.get_payload()
        told = payload[0] if isinstance(payload, list) and payload else part
        fields = told if isinstance(told, Message) and told.keys() else _fields(str(payload))
        kind = str(fields.get("Feedback-Type", "")).strip().casefold()
        if kind in {"abuse", "fraud", "virus", "other", "opt-out"}:
            return Report(
                "complaint", _original_id(message), address=_address(str(fields.get("Original-Rcpt-To", "")))
            )
    return None


def _fields(text: str) -> Message:
    return message_from_bytes(text.encode("utf-8", "replace"), policy=policy.default)


def _original_id(message: Message) -> str:
    """Return the Message-ID of our mail, as it came back whole or as headers."""
    for part in [*_parts(message, "message/rfc822"), *_parts(message, "text/rfc822-headers")]:
        payload = part.get_payload()
        inner = payload[0] if isinstance(payload, list) and payload else None
        if not isinstance(inner, Message):
            inner = _fields(_content(part))
        if found := _ID.search(str(inner.get("Message-ID", ""))):
            return found[1]
    return ""


def _content(part: Message) -> str:
    return str(part.get_content()) if isinstance(part, EmailMessage) else str(part.get_payload())


def _parts(message: Message, kind: str) -> Iterator[Message]:
    # Not into the mail that came back: what stands there was written by anybody.
    for part in message.iter_parts() if isinstance(message, EmailMessage) and message.is_multipart() else ():
        if part.get_content_type() == kind:
            yield part


def _address(told: str) -> str:
    """Return the address of a field like `rfc822; jo@example.org`."""
    return told.rpartition(";")[2].strip().strip("<>")

"""The certificate of an erasure: what was erased, what stays and why; and whether it is the one sealed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from karn.apps.people.models import AuditEntry
from karn.apps.personal.models import Erasure, Stage
from karn.apps.personal.queries.register import REASONS
from karn.platform.personal import Why, all_marks, marks_of


@dataclass(frozen=True, slots=True)
class Line:
    """What became of how many rows of one table; or what was done with files (`title` is its name then)."""

    title: Promise | str
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Certificate:
    """The certificate of one erasure. `is_sealed` says that it is what the audit log has of it."""

    erasure: Erasure
    tables: list[Line]
    files: dict[str, int]
    kept: list[tuple[Promise, list[Promise | str]]]
    is_sealed: bool


def certificate_of(reference: str) -> Certificate | None:
    """Return the certificate of an erasure, also of one that is not done, or None. Two queries."""
    erasure = Erasure.objects.select_related("asked_by").filter(reference=reference).first()
    if erasure is None:
        return None
    tables = [
        Line(marks.title, counts)
        for table, counts in erasure.told.items()
        if (marks := marks_of(table)) is not None
    ]
    return Certificate(erasure, tables, _files(erasure), _kept(erasure), _is_sealed(erasure))


def _kept(erasure: Erasure) -> list[tuple[Promise, list[Promise | str]]]:
    """Return why something stays, with the tables in which it does."""
    found: dict[Why, list[Promise | str]] = {}
    for marks in all_marks():
        if marks.ways(erasure.kind) and erasure.kind not in marks.goes:
            for why in dict.fromkeys(marks.reasons.values()):
                found.setdefault(why, []).append(marks.title)
    found[Why.LOG], found[Why.PROOF] = [], []
    return [(REASONS[why], titles) for why, titles in found.items()]


def erasures_newest_first() -> Sequence[Erasure]:
    """Return all erasures, newest first."""
    return list(Erasure.objects.select_related("asked_by"))


def unfinished() -> Sequence[Erasure]:
    """Return the erasures that are not done, the oldest first."""
    return list(Erasure.objects.exclude(stage=Stage.DONE).order_by("pk"))


def sha256_of_certificate(erasure: Erasure) -> str:
    """Return the SHA-256 of everything the certificate says."""
    told: dict[str, Any] = {
        "reference": erasure.reference,
        "kind": erasure.kind,
        "asked_at": erasure.asked_at.isoformat(),
        "done_at": erasure.done_at.isoformat() if erasure.done_at else None,
        "by": erasure.asked_by_id,
        "told": erasure.told,
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _files(erasure: Erasure) -> dict[str, int]:
    """Return what was done outside of tables of our own, by name."""
    return {
        what: count
        for name, counts in erasure.told.items()
        if marks_of(name) is None
        for what, count in counts.items()
    }


def _is_sealed(erasure: Erasure) -> bool:
    if (
        erasure.entry is None
        or erasure.stage != Stage.DONE
        or erasure.sha256 != sha256_of_certificate(erasure)
    ):
        return False
    return AuditEntry.objects.filter(number=erasure.entry, detail=sealed_words(erasure)).exists()


def sealed_words(erasure: Erasure) -> str:
    """Return what the audit log says of the certificate."""
    return f"{erasure.reference} sha256:{erasure.sha256}"

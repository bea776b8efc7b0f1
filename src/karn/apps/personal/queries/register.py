"""The register of personal data: what is kept, what for, and how long. Made from the tables' marks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karn.platform.personal import Mark, Marks, Why, all_marks

PURPOSES: Mapping[str, Promise] = {
    Why.SERVICE: _("To serve the customer and keep in touch"),
    Why.CONTRACT: _("To carry out the contract"),
    Why.LEAVING: _("To understand why customers leave"),
    Why.DOOR: _("To bring in data, and mend what was refused"),
    Why.FIGURES: _("To measure how many customers stay"),
    Why.BOOKS: _("Bookkeeping"),
    Why.LOG: _("To show who saw or changed what"),
    Why.STAFF: _("To let people who work here log in"),
    Why.PROOF: _("To prove what was agreed, told or erased, and keep it so"),
}
"""What personal data are kept for."""

REASONS: Mapping[str, Promise] = {
    Why.BOOKS: _(
        "The law asks for it: seven years (Netherlands: art. 52 AWR; Sweden: Bokföringslagen 7 kap. 2 §)."
    ),
    Why.FIGURES: _("Tells of nobody once the name is gone: days, amounts and codes for the figures."),
    Why.LOG: _("Accountability (GDPR art. 5 (2)): numbers and codes, no names."),
    Why.STAFF: _("While somebody works here; not about customers."),
    Why.PROOF: _("Keyed hashes and counts: the proof that it was done, and what keeps it so."),
}
"""Why something stays when a person is erased, and how long."""

BECOMES: Mapping[str, Promise] = {
    Mark.EMPTIED: _("Emptied"),
    Mark.CLEARED: _("Emptied; in other texts the name is taken out"),
    Mark.SCRUBBED: _("The name is taken out"),
    Mark.NUMBERED: _("A number in its place"),
}
"""What becomes of a field of a row that stays."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One table of the register: its fields by what becomes of them, and why some stay."""

    marks: Marks
    purpose: Promise
    goes: tuple[str, ...]
    becomes: list[tuple[Promise, list[str]]]
    stays: list[tuple[Promise, list[str]]]


def personal_register() -> list[Listed]:
    """Return every table that holds something about persons."""
    return [_listed(marks) for marks in all_marks() if marks.is_personal]


def tables_without() -> list[Marks]:
    """Return the tables that hold nothing about anybody."""
    return [marks for marks in all_marks() if not marks.is_personal]


def _listed(marks: Marks) -> Listed:
    becomes = [
        (words, [name for name, mark in marks.fields.items() if mark == becoming])
        for becoming, words in BECOMES.items()
    ]
    if all(kind in marks.goes for kind in ("customer", "contact") if marks.ways(kind)) and marks.goes:
        becomes = [(_("Deleted with its row"), [name for _words, names in becomes for name in names])]
    stays = [
        (REASONS[why], [name for name, reason in marks.reasons.items() if reason == why])
        for why in dict.fromkeys(marks.reasons.values())
    ]
    return Listed(
        marks=marks,
        purpose=PURPOSES[marks.why],
        goes=marks.goes,
        becomes=[(words, names) for words, names in becomes if names],
        stays=stays,
    )

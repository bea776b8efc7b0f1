"""Which signals there are, and their thresholds. The SQL and the words stand in the folders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from karn.kernel.errors import BadInput, UnknownName

FOLDER = Path(__file__).parent
STEPS = FOLDER / "steps"
MATERIAL = FOLDER / "material"
"""Per kind of rows, how many there were by a day: where there were none a signal had nothing to look at."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """A whole number that says when a signal fires: its name, what it is at first, and its bounds.

    `setting` names the company's own setting that stands in its place where nobody chose another.
    """

    name: str
    default: int
    least: int = 1
    most: int = 3650
    setting: str = ""


@dataclass(frozen=True, slots=True)
class Signal:
    """One signal: its code, whose rows are its evidence, its thresholds.

    `evidence` is the table whose ids its rows name; `material` the kind of rows it cannot fire without, where
    that is only a part of this table. `at_once` says that it is looked at as soon as
    somebody recorded something about a customer; `is_on_at_first`, that it is on in a new installation.
    """

    code: str
    evidence: str
    thresholds: tuple[Threshold, ...] = ()
    at_once: bool = False
    is_on_at_first: bool = False
    material: str = ""

    @property
    def stands_on(self) -> str:
        """The kind of rows without which it cannot fire: a file of MATERIAL."""
        return self.material or self.evidence

    @property
    def folder(self) -> Path:
        """Where its SQL, examples and card are."""
        return FOLDER / self.code

    def values(self, chosen: Mapping[str, int], settings: Mapping[str, int]) -> dict[str, int]:
        """Return every threshold's value: the chosen one, else the company's setting, else the default."""
        return {
            one.name: chosen.get(one.name, settings.get(one.setting, one.default)) for one in self.thresholds
        }

    def check(self, chosen: Mapping[str, int]) -> None:
        """Raise UnknownName or BadInput for thresholds that it does not have or that are out of bounds."""
        known = {one.name: one for one in self.thresholds}
        for name, value in chosen.items():
            if name not in known:
                raise UnknownName(f"threshold of {self.code}", name, list(known))
            if not known[name].least <= value <= known[name].most:
                raise BadInput(
                    "%(name)s is between %(least)s and %(most)s, not %(value)s.",
                    name=name,
                    least=known[name].least,
                    most=known[name].most,
                    value=value,
                )


_HINT = (Threshold("back_days", 90), Threshold("fresh_days", 30))

SIGNALS: dict[str, Signal] = {
    signal.code: signal
    for signal in (
        Signal(
            "unanswered",
            "conversations",
            (
                Threshold("workdays", 2, 0, 60, setting="answer_days"),
                Threshold("back_days", 60, 7, 365),
                Threshold("fresh_days", 30, 1, 365),
            ),
            at_once=True,
            is_on_at_first=True,
        ),
        Signal(
            "promise_overdue",
            "promises",
            (Threshold("grace_days", 0, 0, 60), Threshold("urgent_days", 14, 1, 365)),
            at_once=True,
        ),
        Signal(
            "silent",
            "conversations",
            (
                Threshold("rhythm_days", 90, 7, 730, setting="rhythm_days"),
                Threshold("fewest_days", 21, 7, 365),
                Threshold("times", 3, 2, 10),
            ),
            at_once=True,
        ),
        Signal(
            "bulk_only",
            "conversations",
            (Threshold("days", 180, 30, 730), Threshold("mails", 3, 1, 100)),
            at_once=True,
            material="bulk",
        ),
        Signal(
            "falling_use",
            "events",
            (
                Threshold("days", 28, 7, 180),
                Threshold("percent", 50, 10, 95),
                Threshold("fewest", 12, 3, 1000),
            ),
        ),
        Signal(
            "falling_orders",
            "orders",
            (
                Threshold("times", 2, 2, 10),
                Threshold("orders", 4, 3, 50),
                Threshold("fewest_days", 21, 7, 365),
            ),
        ),
        Signal(
            "open_ticket",
            "conversations",
            (
                Threshold("days", 7, 1, 90),
                Threshold("back_days", 90, 7, 365),
                Threshold("again_days", 30, 1, 180),
            ),
            at_once=True,
            material="tickets",
        ),
        Signal(
            "unhappy_answer",
            "answers",
            (Threshold("back_days", 90, 7, 365), Threshold("fresh_days", 14, 0, 90)),
            at_once=True,
        ),
        Signal(
            "payment",
            "invoices",
            (Threshold("overdue_days", 14, 1, 180), Threshold("back_days", 365, 30, 1095)),
            is_on_at_first=True,
        ),
        Signal(
            "price_rise",
            "prices",
            (
                Threshold("ahead_days", 45, 0, 365),
                Threshold("back_days", 60, 7, 365),
                Threshold("percent", 8, 1, 100),
                Threshold("steep_percent", 20, 2, 300),
            ),
            is_on_at_first=True,
        ),
        Signal(
            "high_invoice",
            "invoices",
            (
                Threshold("days", 14, 1, 90),
                Threshold("percent", 50, 10, 1000),
                Threshold("invoices", 4, 2, 50),
            ),
        ),
        Signal(
            "contract_end",
            "terms",
            (
                Threshold("ahead_days", 45, 7, 365),
                Threshold("notice_days", 30, 0, 365),
                Threshold("soon_days", 14, 0, 180),
            ),
            at_once=True,
        ),
        Signal("downgrade", "prices", (Threshold("percent", 10, 1, 90), Threshold("back_days", 90, 7, 365))),
        Signal(
            "asked_notice",
            "observations",
            (Threshold("back_days", 90, 7, 365), Threshold("fresh_days", 14, 0, 365)),
            at_once=True,
            is_on_at_first=True,
        ),
        Signal("named_competitor", "observations", _HINT, at_once=True),
        Signal("something_changed", "observations", _HINT[:1], at_once=True),
        Signal("lost_contact", "contacts", (Threshold("back_days", 90, 7, 365),), is_on_at_first=True),
        Signal("new_contact", "contacts", (Threshold("back_days", 30, 7, 365),)),
        Signal("one_contact", "contacts", (Threshold("back_days", 180, 30, 730),)),
        Signal("renamed", "changes", (Threshold("back_days", 90, 7, 365),)),
        Signal("new_manager", "changes", (Threshold("back_days", 60, 7, 365),)),
        Signal(
            "disagree",
            "judgements",
            (
                Threshold("days", 60, 7, 180),
                Threshold("percent", 25, 5, 90),
                Threshold("fewest", 12, 3, 1000),
            ),
        ),
    )
}


def signal_named(code: str) -> Signal:
    """Return the signal `code`, or raise UnknownName."""
    if code not in SIGNALS:
        raise UnknownName("signal", code, sorted(SIGNALS))
    return SIGNALS[code]

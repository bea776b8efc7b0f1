"""The sentences that show how the end of a contract was reckoned; stored as codes and days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from karn.apps.farewell.rules.receipts import day_words

SENTENCES: Final[dict[str, Promise]] = {
    "received": _("The notice was received on %(day)s."),
    "no_term": _("The contract has no fixed term."),
    "first_term": _("The first term runs up to and including %(last)s."),
    "first_term_cut": _("After the first %(months)s months a private person may leave on any day."),
    "renewed": _(
        "The first term was over on %(last)s. Since then the contract renews itself, and may be ended"
        " on any day."
    ),
    "ends_itself": _("The contract ends by itself on %(last)s: no notice is needed."),
    "term_agreed": _("By what was agreed, a term ends on %(last)s."),
    "notice_by": _("The last day to give notice for that was %(day)s."),
    "notice_by_ahead": _("Notice for that can be given up to and including %(day)s."),
    "unagreed": _("No notice was agreed."),
    "service": _("A private person may leave a service on any day."),
    "for_cause": _(
        "Notice for an important reason ends the contract at once; whether the reason holds is looked"
        " at afterwards."
    ),
    "unreminded": _(
        "No reminder was sent in time before the contract renewed itself on %(day)s: it may be ended at once."
    ),
    "unreminded_ahead": _(
        "No reminder was sent in time before the contract renews itself on %(day)s: it may still be ended"
        " by then."
    ),
    "asked_early": _("Asked for as the last day: %(last)s. That is earlier than is possible."),
    "asked_late": _("Asked for as the last day: %(last)s."),
    "asked_over": _("Asked for as the last day: %(last)s. The contract is over before that."),
    "asked_term": _("Asked for as the last day: %(last)s. The last term that is over by then counts."),
    "unknown": _("Nothing was agreed about an end or a notice: somebody will say which day it is."),
    "last_day": _("The last day of the contract is %(last)s."),
    "withdraw": _("Up to and including %(day)s it is also possible to withdraw: then there was no contract."),
}
"""What each step says. `last` is the last day with the contract, `day` is another day."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the reckoning: its code, with the days and numbers that go into its sentence."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """The step as a sentence in the language that is spoken now."""
        if self.code in _COUNTED:
            return _COUNTED[self.code](int(self.facts["number"]))
        said = {name: _shown(value) for name, value in self.facts.items()}
        return str(SENTENCES[self.code]) % said

    def stored(self) -> dict[str, Any]:
        """Return the step as JSON holds it."""
        facts = {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in self.facts.items()
        }
        return {"code": self.code, "facts": facts}


def steps_stored(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """Return the steps as JSON holds them."""
    return [step.stored() for step in steps]


def steps_from(told: Iterable[Mapping[str, Any]]) -> tuple[Step, ...]:
    """Return the steps that :func:`steps_stored` stored."""
    return tuple(Step(one["code"], {name: _day(fact) for name, fact in one["facts"].items()}) for one in told)


def _day(fact: Any) -> Any:
    return date.fromisoformat(fact) if isinstance(fact, str) else fact


def _shown(value: Any) -> str:
    return day_words(value) if isinstance(value, date) else str(value)


def _notice_days(days: int) -> str:
    said = ngettext("The notice agreed is %(number)s day.", "The notice agreed is %(number)s days.", days)
    return said % {"number": days}


def _by_law(months: int) -> str:
    said = ngettext(
        "By law it is at most %(number)s month.", "By law it is at most %(number)s months.", months
    )
    return said % {"number": months}


def _by_us(months: int) -> str:
    said = ngettext(
        "We count %(number)s month at most.", "We count %(number)s months at most.", months
    )  # fmt: skip
    return said % {"number": months}


_COUNTED: Final = {"notice_days": _notice_days, "by_law": _by_law, "by_us": _by_us}

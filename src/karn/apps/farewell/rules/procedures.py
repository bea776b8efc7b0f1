"""How leaving works here, told to everybody alike: customers on a public page, and us who answer them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from karn.apps.farewell.rules.declarations import CODE_TIME, REFUND_TIME, UNDO_TIME
from karn.apps.farewell.rules.packs import Pack

Section = tuple[str, tuple[str, ...]]
"""A heading, and the sentences under it."""


@dataclass(frozen=True, slots=True)
class Procedure:
    """The page in one language. `version` is another one as soon as anything on it is."""

    sections: tuple[Section, ...]

    @property
    def words(self) -> dict[str, list[str]]:
        """Return everything it says."""
        return {heading: list(sentences) for heading, sentences in self.sections}


def procedure_of(pack: Pack, language: str) -> Procedure:
    """Return how leaving works by a country's pack, in the language in force."""
    labels = pack.label(language)
    facts = {
        "cancel": labels.cancel, "cancel_now": labels.cancel_now, "withdraw": labels.withdraw,
        "withdraw_now": labels.withdraw_now, "days": pack.withdrawal_days, "undo": UNDO_TIME.days,
        "refund": REFUND_TIME.days, "minutes": CODE_TIME.seconds // 60,
    }  # fmt: skip
    told = (_steps(), _receipt(), _ends(pack), _safe(), _withdrawal(), _otherwise())
    return Procedure(tuple((head, tuple(line % facts for line in lines)) for head, lines in told))


def _steps() -> Section:
    return _("In two clicks"), (
        _("Press “%(cancel)s”. You come to one page."),
        _("Say who you are, which contract it is, and where the receipt goes; if you like, the last day."),
        _("Press “%(cancel_now)s”. That is all: no login, no reason, no offer in between."),
    )


def _receipt() -> Section:
    return _("The receipt"), (
        _("It comes at once, on the screen and by mail: what you declared, and when it arrived."),
        _("With the personal link from our mail it also says the last day, and how that is counted."),
        _("Otherwise the last day goes to the address we have on file."),
    )


def _ends(pack: Pack) -> Section:
    lines = [_("Without a day of your own, the contract ends as soon as is possible.")]
    rule = pack.notice
    if rule.renewed_months == 1:
        lines.append(_("A private person's contract that renewed itself ends after a month at most."))
    if rule.service_any_day:
        lines.append(_("A private person may leave a service on any day."))
    return _("When it ends"), tuple(lines)


def _safe() -> Section:
    return _("So that nobody else ends it"), (
        _("We write to the address on file. A code in that mail confirms it, for %(minutes)s minutes."),
        _("Without the code one of us looks at it. It counts from the moment it arrived, in any case."),
        _("For %(undo)s days that mail takes it back with one button."),
    )


def _withdrawal() -> Section:
    return _("Withdrawal"), (
        _("Who bought something online as a private person may withdraw within %(days)s days."),
        _("Press “%(withdraw)s”, fill in three fields, and press “%(withdraw_now)s”."),
        _("We pay the money back within %(refund)s days."),
    )


def _otherwise() -> Section:
    return _("Or another way"), (
        _("By phone, mail or letter it counts just as well, and you get the same receipt."),
    )

"""What a customer's contracts make of them on a day. Pure functions of values and dates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from karn.kernel.period import is_active_just_before


class Standing(StrEnum):
    """Where a customer stands on a day."""

    ACTIVE = "active"  # pays, and nothing says it ends
    LEAVING = "leaving"  # still pays, and the end of everything paid is known
    PAUSED = "paused"  # pays nothing now, will again
    LEFT = "left"  # paid once, pays no more
    NONE = "none"  # never paid for anything that recurs


@dataclass(frozen=True, slots=True)
class Stretch:
    """One price state, as far as standing goes: `paid` = revenue in it, `paused` = revenue on hold."""

    subscription_id: int
    starts_on: date
    ends_on: date | None
    paid: bool
    paused: bool


@dataclass(frozen=True, slots=True)
class Notice:
    """One departure: of one subscription, or of the whole customer when `subscription_id` is empty."""

    subscription_id: int | None
    notice_on: date | None
    ends_on: date | None
    undone_on: date | None
    payment_failed: bool = False

    def is_known_on(self, day: date) -> bool:
        """Say whether the notice had been received by `day`; without a date it was always known.

        Nobody gives notice by not paying: such an end is only known when it is there, and until then
        the customer can be kept.
        """
        if self.notice_on is None and self.payment_failed:
            return self.ends_on is not None and self.ends_on <= day
        return self.notice_on is None or self.notice_on <= day

    def is_in_effect_on(self, day: date) -> bool:
        """Say whether it is known by `day`, not taken back, and its end still ahead (or unknown)."""
        undone = self.undone_on is not None and self.undone_on <= day
        return self.is_known_on(day) and not undone and (self.ends_on is None or self.ends_on > day)


def is_in_force(day: date, *, starts_on: date, ends_on: date | None) -> bool:
    """Say whether [starts_on, ends_on) holds `day`: the same as active just before the next day."""
    return is_active_just_before(day + timedelta(days=1), starts_on=starts_on, ends_on=ends_on)


def standing_on(day: date, stretches: Iterable[Stretch], notices: Iterable[Notice]) -> Standing:
    """Return where a customer with these price states and departures stands on `day`.

    Leaving = pays on `day`, and each subscription that does is going: notice is in effect, or its last
    price has an end (unless the notice for that end only came after `day`).
    """
    everything, given = list(stretches), list(notices)
    begun = [stretch for stretch in everything if stretch.starts_on <= day]
    here = [s for s in begun if is_in_force(day, starts_on=s.starts_on, ends_on=s.ends_on)]
    paying = {stretch.subscription_id for stretch in here if stretch.paid}
    if paying:
        going = all(_is_going(day, number, everything, given) for number in paying)
        return Standing.LEAVING if going else Standing.ACTIVE
    if any(stretch.paused for stretch in here):
        return Standing.PAUSED
    return Standing.LEFT if any(stretch.paid for stretch in begun) else Standing.NONE


def _is_going(day: date, subscription_id: int, stretches: list[Stretch], notices: list[Notice]) -> bool:
    its = [notice for notice in notices if notice.subscription_id in (subscription_id, None)]
    if any(notice.is_in_effect_on(day) for notice in its):
        return True
    if any(not notice.is_known_on(day) for notice in its):
        return False
    return all(s.ends_on is not None for s in stretches if s.subscription_id == subscription_id)

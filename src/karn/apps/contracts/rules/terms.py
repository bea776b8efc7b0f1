"""When a contract ends next, and until when notice can be given for that day. Pure functions of dates.

Ends are exclusive, as everywhere: the first day without the contract. What the law adds is not in here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from karn.kernel.month import add_months, whole_months


@dataclass(frozen=True, slots=True)
class Terms:
    """What was agreed: since when, for how long at a time, until when at first, with how much notice."""

    starts_on: date | None
    term_months: int | None = None
    contract_ends_on: date | None = None
    notice_days: int | None = None


@dataclass(frozen=True, slots=True)
class Renewal:
    """The next end of a term: what runs on from `on` unless notice is given by `notice_by`.

    `notice_by` is None where no notice was agreed: nobody can say.
    """

    on: date
    notice_by: date | None

    def is_past_notice(self, day: date) -> bool:
        """Say whether on `day` it is too late to end it then."""
        return self.notice_by is not None and day > self.notice_by


def next_end(terms: Terms, day: date) -> date | None:
    """Return the first end of a term after `day`; None for a contract without terms, or after its only one.

    Terms are counted from the agreed end where there is one, else from the first day, keeping its day of
    the month: from 31 January on, terms of a month end on 28 or 29 February and on 31 March.
    """
    anchor = terms.contract_ends_on or terms.starts_on
    if terms.contract_ends_on is not None and terms.contract_ends_on > day:
        return terms.contract_ends_on
    if anchor is None or not terms.term_months:
        return None
    passed = max(whole_months(anchor, day), 0) // terms.term_months if day >= anchor else 0
    count = passed if terms.contract_ends_on else max(passed, 1)
    while (end := add_months(anchor, count * terms.term_months)) <= day:
        count += 1
    return end


def last_notice_day(end: date, notice_days: int | None) -> date | None:
    """Return the last day on which notice still ends the contract on `end`."""
    return None if notice_days is None else end - timedelta(days=notice_days)


def renewal_after(terms: Terms, day: date) -> Renewal | None:
    """Return the next end of a term after `day` and the last day to give notice for it."""
    end = next_end(terms, day)
    return None if end is None else Renewal(end, last_notice_day(end, terms.notice_days))


def end_after_notice(terms: Terms, notice_on: date) -> date | None:
    """Return the first day without the contract when notice is given on `notice_on`.

    The first end of a term that leaves enough notice; without terms, when the notice is over. None where
    no notice was agreed and no term ends any more.
    """
    earliest = notice_on + timedelta(days=terms.notice_days or 0)
    end = next_end(terms, earliest - timedelta(days=1))
    if end is None and terms.notice_days is not None:
        return earliest
    return end

"""When a contract ends that somebody gives notice of: by what was agreed, and by the country's law.

Pure functions of dates. Days are local days of the company: who turns an instant into a day does it before
(company.queries.local_day), so notice at half past eleven in the evening counts on that day.

Ends are exclusive, as everywhere: `End.on` is the first day without the contract, `End.last_day` the last
one with it. "Notice on the 7th ends on the 6th of the next month" is on = the 7th, last_day = the 6th. What
the law says comes from the country's pack; which contract it is for, from the caller.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from karn.apps.company.rules.holidays import next_working_day
from karn.apps.contracts.rules.terms import Terms, end_after_notice, last_notice_day, next_end
from karn.apps.farewell.rules.notice_steps import Step
from karn.apps.farewell.rules.packs import NoticeRule, Pack, pack_of
from karn.kernel.month import add_months

DAY: Final = timedelta(days=1)

SERVICE: Final = "service"
"""The kind of a contract by which work is done for somebody."""

OPEN: Final = "open"
FIXED: Final = "fixed"
RENEWING: Final = "renewing"
"""The kinds of a term: none; one that ends by itself; one that renews itself."""

LONGEST_WISH_MONTHS: Final = 120
"""Nobody is kept longer than this by a wish: a year typed wrong is no wish."""


@dataclass(frozen=True, slots=True)
class End:
    """When the contract ends, and how that was reckoned.

    `on` is the first day without it; None where nothing was agreed between businesses, so that nobody can
    say. `why` are the steps, in order, each a sentence (`step.text`). `withdraw_until` is the last day on
    which a consumer may withdraw instead; None where there is no such right, or no longer.
    """

    on: date | None
    why: tuple[Step, ...]
    withdraw_until: date | None = None

    @property
    def last_day(self) -> date | None:
        """The last day with the contract."""
        return self.on - DAY if self.on else None


@dataclass(frozen=True, slots=True)
class _Reckoned:
    """The earliest day without, whether any later day up to `until` can be had, and the steps to it."""

    on: date | None
    any_day: bool
    steps: tuple[Step, ...]
    until: date | None = None


def end_of_contract(
    terms: Terms,
    *,
    received_on: date,
    country: str,
    is_consumer: bool,
    kind: str = "",
    term_kind: str = "",
    concluded_on: date | None = None,
    concluded_online: bool = False,
    last_day_wanted: date | None = None,
    unreminded: date | None = None,
    for_cause: bool = False,
) -> End:
    """Return when a contract ends of which notice was received on a local day, with the steps to it.

    `terms` is what was agreed. `country` chooses the pack ("NL", "SE", "DE", "US-CA"; any other: the
    strictest). Only consumers have the law's help: businesses, small ones too, are held to what was agreed.
    `kind` is what it is about ("service" may matter); `term_kind` is "open", "fixed" (ends by itself),
    "renewing", or empty: as the terms read. `concluded_on` and `concluded_online` decide on withdrawal.
    `last_day_wanted` (inclusive) puts the end later, never earlier than is possible. `unreminded` is the
    first day of a renewed term for which a reminder was due and was not sent in time. `for_cause` is notice
    for an important reason.

    The end is always after the day of receipt, and later notice never ends a contract earlier.
    """
    pack = pack_of(country)
    terms = replace(terms, term_months=None, contract_ends_on=None) if term_kind == OPEN else terms
    rule = pack.notice if is_consumer else None
    if for_cause:
        found = _Reckoned(received_on + DAY, True, (Step("for_cause"),))
    elif rule and rule.service_any_day and kind == SERVICE:
        found = _Reckoned(received_on + DAY, True, (Step("service"),))
    elif rule and rule.renewed_months is not None:
        found = _by_law(terms, received_on, rule, term_kind, concluded_on)
    else:
        found = _as_agreed(terms, received_on, rule, term_kind)
    if is_consumer and unreminded and pack.reminder and pack.reminder.missed_ends_at_once:
        found = _unreminded(found, received_on, unreminded)
    steps = (Step("received", {"day": received_on}), *found.steps)
    until = _withdraw_until(pack, received_on, concluded_on if is_consumer and concluded_online else None)
    if found.on is None:
        return End(None, (*steps, Step("unknown")), until)
    on, wish = _wished(terms, found, found.on, received_on, last_day_wanted)
    told = (Step("withdraw", {"day": until}),) if until else ()
    return End(on, (*steps, *wish, Step("last_day", {"last": on - DAY}), *told), until)


def last_withdrawal_day(concluded_on: date, *, country: str) -> date | None:
    """Return the last day on which a consumer may withdraw from a contract; None where there is no right.

    The day of conclusion does not count; a period that would end on a Saturday, a Sunday or a public
    holiday ends on the next working day (Regulation 1182/71, art. 3).
    """
    days = pack_of(country).withdrawal_days
    if not days:
        return None
    return next_working_day(concluded_on + timedelta(days=days - 1), country=country)


def first_end(terms: Terms) -> date | None:
    """Return the end of the first term that was agreed; None for a contract without one."""
    if terms.contract_ends_on is not None:
        return terms.contract_ends_on
    if terms.starts_on is None or not terms.term_months:
        return None
    return add_months(terms.starts_on, terms.term_months)


def _by_law(
    terms: Terms, received_on: date, rule: NoticeRule, term_kind: str, concluded_on: date | None
) -> _Reckoned:
    """Reckon for a consumer whose law lets him go on any day once the first term is over."""
    agreed = first_end(terms)
    bound, steps = _bound(terms, agreed, rule, concluded_on)
    months = rule.renewed_months if agreed else rule.open_months
    free, of_notice = _after_notice(terms, received_on, rule, months)
    if agreed and term_kind == FIXED and received_on < agreed:
        on = min(max(bound or free, free), agreed)
        itself = (Step("ends_itself", {"last": agreed - DAY}),)
        return _Reckoned(on, True, itself if on == agreed else (*steps, *of_notice), agreed)
    if agreed is None or bound is None:
        return _Reckoned(free, True, (Step("no_term"), *of_notice))
    if agreed <= received_on:
        return _Reckoned(free, True, (Step("renewed", {"last": agreed - DAY}), *of_notice))
    return _Reckoned(max(bound, free), True, (*steps, *of_notice))


def _bound(
    terms: Terms, agreed: date | None, rule: NoticeRule, concluded_on: date | None
) -> tuple[date | None, tuple[Step, ...]]:
    """Return until when somebody is bound at most, exclusive, and the steps that say so."""
    if agreed is None:
        return None, ()
    told = Step("first_term", {"last": agreed - DAY})
    begun = max((day for day in (terms.starts_on, concluded_on) if day), default=None)
    if begun is None or rule.longest_first_term_months is None:
        return agreed, (told,)
    cut = add_months(begun, rule.longest_first_term_months)
    if cut >= agreed:
        return agreed, (told,)
    return cut, (told, Step("first_term_cut", {"months": rule.longest_first_term_months}))


def _after_notice(
    terms: Terms, received_on: date, rule: NoticeRule, months: int | None
) -> tuple[date, tuple[Step, ...]]:
    """Return the first day after the notice: the agreed one, at most so many months; and its steps."""
    most = months if months is not None else rule.unagreed_months
    by_rule = add_months(received_on, most)
    counted = Step("by_law" if rule.by_law else "by_us", {"number": most})
    if terms.notice_days is None:
        return by_rule, (Step("unagreed"), counted)
    agreed = received_on + timedelta(days=max(terms.notice_days, 1))
    said = Step("notice_days", {"number": terms.notice_days})
    return (agreed, (said,)) if agreed <= by_rule else (by_rule, (said, counted))


def _as_agreed(terms: Terms, received_on: date, rule: NoticeRule | None, term_kind: str) -> _Reckoned:
    """Reckon by what was agreed alone; a consumer gets the pack's months where nothing was."""
    agreed = first_end(terms)
    if agreed and term_kind == FIXED and received_on < agreed:
        return _Reckoned(agreed, True, (Step("ends_itself", {"last": agreed - DAY}),), agreed)
    terms = replace(terms, term_months=None) if term_kind == FIXED else terms
    on = _agreed_end(terms, received_on)
    if on is None and rule is not None:
        free, steps = _after_notice(terms, received_on, rule, None)
        return _Reckoned(free, True, (Step("no_term"), *steps))
    if on is None:
        return _Reckoned(None, True, ())
    if next_end(terms, on - DAY) != on:
        days = Step("notice_days", {"number": terms.notice_days or 0})
        return _Reckoned(on, True, (Step("no_term"), days))
    return _Reckoned(on, False, _term_steps(terms, received_on, on))


def _agreed_end(terms: Terms, received_on: date) -> date | None:
    """Return the first day without by what was agreed; never the day of receipt itself."""
    on = end_after_notice(terms, received_on)
    return end_after_notice(terms, received_on + DAY) if on == received_on else on


def _term_steps(terms: Terms, received_on: date, on: date) -> tuple[Step, ...]:
    """Say which term ends, and where an earlier one was missed, until when notice for that could be given."""
    steps: list[Step] = []
    if terms.notice_days is not None:
        steps.append(Step("notice_days", {"number": terms.notice_days}))
    missed = next_end(terms, received_on)
    by = last_notice_day(missed, terms.notice_days) if missed and missed < on else None
    if missed and by:
        steps += [Step("term_agreed", {"last": missed - DAY}), Step("notice_by", {"day": by})]
    steps.append(Step("term_agreed", {"last": on - DAY}))
    if by_then := last_notice_day(on, terms.notice_days):
        steps.append(Step("notice_by_ahead", {"day": by_then}))
    return tuple(steps)


def _unreminded(found: _Reckoned, received_on: date, renewed_on: date) -> _Reckoned:
    """Let who was not reminded leave at once, but not before the term that was agreed is over."""
    on = max(renewed_on, received_on + DAY)
    if found.on is not None and found.on <= on:
        return found
    code = "unreminded" if renewed_on <= received_on else "unreminded_ahead"
    return _Reckoned(on, True, (*found.steps, Step(code, {"day": renewed_on})))


def _withdraw_until(pack: Pack, received_on: date, concluded_on: date | None) -> date | None:
    last = last_withdrawal_day(concluded_on, country=pack.country) if concluded_on else None
    return last if last and received_on <= last else None


def _wished(
    terms: Terms, found: _Reckoned, earliest: date, received_on: date, last_day: date | None
) -> tuple[date, tuple[Step, ...]]:
    """Return the end nearest to the wish that binds nobody longer than asked, and never is too early."""
    if last_day is None or last_day == earliest - DAY:
        return earliest, ()
    if last_day < earliest:
        return earliest, (Step("asked_early", {"last": last_day}),)
    wish = min(last_day, add_months(received_on, LONGEST_WISH_MONTHS)) + DAY
    asked = {"last": wish - DAY}
    if found.until and wish > found.until:
        return found.until, (Step("asked_over", asked),)
    if found.any_day:
        return max(wish, earliest), (Step("asked_late", asked),)
    on = earliest
    while (later := next_end(terms, on)) is not None and later <= wish:
        on = later
    return on, (Step("asked_late" if on == wish else "asked_term", asked),)

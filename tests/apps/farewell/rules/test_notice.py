from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from karn.apps.company.models import Company
from karn.apps.company.queries import local_day
from karn.apps.contracts.rules.terms import Terms, end_after_notice
from karn.apps.farewell.rules.notice import FIXED, OPEN, End, end_of_contract, last_withdrawal_day
from karn.apps.farewell.rules.notice_steps import SENTENCES, Step, steps_from, steps_stored
from karn.apps.farewell.rules.packs import COUNTRIES, pack_of
from karn.kernel.month import add_months

DAY = timedelta(days=1)
YEARLY = Terms(date(2025, 3, 15), term_months=12, notice_days=30)


def ended(terms: Terms, received_on: date, country: str = "NL", **facts: Any) -> End:
    return end_of_contract(
        terms, **({"received_on": received_on, "country": country, "is_consumer": True} | facts)
    )


def codes(end: End) -> list[str]:
    return [step.code for step in end.why]


def test_dutch_notice_on_the_7th_ends_on_the_6th_of_the_next_month() -> None:
    end = ended(YEARLY, date(2026, 4, 7))
    assert (end.on, end.last_day) == (date(2026, 5, 7), date(2026, 5, 6))
    assert codes(end) == ["received", "renewed", "notice_days", "last_day"]


def test_longer_notice_than_the_law_allows_is_cut_to_a_month_and_says_so() -> None:
    end = ended(Terms(date(2020, 1, 1), notice_days=90), date(2026, 1, 31))
    assert end.on == date(2026, 2, 28)
    assert codes(end) == ["received", "no_term", "notice_days", "by_law", "last_day"]


def test_a_shorter_notice_that_was_agreed_holds() -> None:
    assert ended(Terms(date(2020, 1, 1), notice_days=7), date(2026, 4, 7)).on == date(2026, 4, 14)


@pytest.mark.parametrize(
    ("received_on", "on"),
    [
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2028, 2, 29), date(2028, 3, 29)),
        (date(2026, 12, 31), date(2027, 1, 31)),
        (date(2026, 3, 29), date(2026, 4, 29)),
    ],
)
def test_a_month_keeps_the_day_where_the_next_month_has_it(received_on: date, on: date) -> None:
    assert ended(Terms(date(2020, 1, 1)), received_on).on == on


def test_a_first_term_is_kept_and_notice_just_before_its_end_is_no_trap() -> None:
    assert ended(YEARLY, date(2025, 6, 1)).on == date(2026, 3, 15)
    assert ended(YEARLY, date(2026, 3, 10)).on == date(2026, 4, 9)


def test_a_first_term_of_two_years_binds_a_year_here_and_two_years_in_germany() -> None:
    long = Terms(date(2025, 3, 15), term_months=24, notice_days=30)
    assert ended(long, date(2025, 6, 1)).on == date(2026, 3, 15)
    assert ended(long, date(2026, 6, 1)).on == date(2026, 7, 1)
    assert ended(long, date(2025, 6, 1), "DE").on == date(2027, 3, 15)
    assert codes(ended(long, date(2026, 6, 1)))[1:3] == ["first_term", "first_term_cut"]


def test_a_term_signed_again_binds_from_then_on() -> None:
    rolled = Terms(date(2020, 1, 1), term_months=12, contract_ends_on=date(2027, 1, 1), notice_days=30)
    assert ended(rolled, date(2026, 4, 7)).on == date(2026, 5, 7)
    assert ended(rolled, date(2026, 4, 7), concluded_on=date(2026, 1, 1)).on == date(2027, 1, 1)


def test_a_term_that_ends_by_itself_needs_no_notice_and_no_wish_prolongs_it() -> None:
    end = ended(YEARLY, date(2026, 3, 10), term_kind=FIXED, last_day_wanted=date(2026, 8, 1))
    assert end.on == date(2026, 3, 15)
    assert codes(end) == ["received", "ends_itself", "asked_over", "last_day"]


def test_businesses_are_held_to_what_was_agreed_and_told_which_term_they_missed() -> None:
    end = ended(YEARLY, date(2026, 3, 10), is_consumer=False)
    assert end.on == date(2027, 3, 15)
    assert codes(end) == [
        "received", "notice_days", "term_agreed", "notice_by", "term_agreed", "notice_by_ahead", "last_day",
    ]  # fmt: skip


def test_nobody_can_say_where_businesses_agreed_nothing() -> None:
    end = ended(Terms(date(2020, 1, 1)), date(2026, 4, 7), is_consumer=False)
    assert (end.on, end.last_day, codes(end)) == (None, None, ["received", "unknown"])


def test_who_was_not_reminded_in_sweden_leaves_at_once_but_not_within_the_term() -> None:
    renewed = date(2026, 3, 15)
    assert ended(YEARLY, date(2026, 4, 7), "SE").on == date(2027, 3, 15)
    assert ended(YEARLY, date(2026, 4, 7), "SE", unreminded=renewed).on == date(2026, 4, 8)
    assert ended(YEARLY, date(2026, 3, 10), "SE", unreminded=renewed).on == renewed
    assert ended(YEARLY, date(2026, 1, 10), "SE", unreminded=renewed).on == renewed
    assert ended(YEARLY, date(2026, 4, 7), "US-CA", unreminded=renewed).on == date(2027, 3, 15)
    business = ended(YEARLY, date(2026, 4, 7), "SE", unreminded=renewed, is_consumer=False)
    assert business.on == date(2027, 3, 15)


def test_private_clients_of_a_dutch_service_and_notice_for_cause_end_at_once() -> None:
    assert ended(YEARLY, date(2025, 6, 1), kind="service").on == date(2025, 6, 2)
    assert ended(YEARLY, date(2025, 6, 1), "DE", kind="service").on == date(2026, 3, 15)
    assert ended(YEARLY, date(2025, 6, 1), "DE", for_cause=True).on == date(2025, 6, 2)


def test_a_wish_puts_the_end_later_but_never_earlier_nor_past_the_term_asked_for() -> None:
    late = ended(YEARLY, date(2026, 4, 7), last_day_wanted=date(2026, 8, 31))
    assert (late.on, codes(late)[-2]) == (date(2026, 9, 1), "asked_late")
    early = ended(YEARLY, date(2026, 4, 7), last_day_wanted=date(2026, 4, 10))
    assert (early.on, codes(early)[-2]) == (date(2026, 5, 7), "asked_early")
    of_term = ended(YEARLY, date(2025, 6, 1), "SE", last_day_wanted=date(2027, 8, 31))
    assert (of_term.on, codes(of_term)[-2]) == (date(2027, 3, 15), "asked_term")
    assert ended(YEARLY, date(2026, 4, 7), last_day_wanted=date.max).on == date(2036, 4, 8)


def test_withdrawal_is_told_while_it_is_possible_and_ends_on_a_working_day() -> None:
    # 14 days after Friday 8 May 2026 is Friday; after Saturday 2 May it is a Saturday, Monday counts.
    assert last_withdrawal_day(date(2026, 5, 8), country="NL") == date(2026, 5, 22)
    assert last_withdrawal_day(date(2026, 5, 2), country="NL") == date(2026, 5, 18)
    assert last_withdrawal_day(date(2026, 5, 2), country="US-CA") is None
    bought = {"concluded_on": date(2026, 5, 8), "concluded_online": True}
    new = Terms(date(2026, 5, 8), term_months=12)
    assert ended(new, date(2026, 5, 22), **bought).withdraw_until == date(2026, 5, 22)
    assert ended(new, date(2026, 5, 23), **bought).withdraw_until is None
    assert ended(new, date(2026, 5, 22), **bought, is_consumer=False).withdraw_until is None
    assert ended(new, date(2026, 5, 22), **(bought | {"concluded_online": False})).withdraw_until is None


@pytest.mark.parametrize(
    ("zone", "instant", "received_on"),
    [
        ("Europe/Amsterdam", datetime(2026, 3, 29, 21, 30, tzinfo=UTC), date(2026, 3, 29)),
        ("Europe/Stockholm", datetime(2026, 10, 25, 22, 30, tzinfo=UTC), date(2026, 10, 25)),
        ("America/Los_Angeles", datetime(2026, 11, 2, 7, 30, tzinfo=UTC), date(2026, 11, 1)),
    ],
)
def test_notice_at_half_past_eleven_in_the_evening_counts_on_that_day_when_clocks_change(
    zone: str, instant: datetime, received_on: date
) -> None:
    assert instant.astimezone(ZoneInfo(zone)).strftime("%H:%M") == "23:30"
    day = local_day(instant, Company(zone=zone))
    assert (day, ended(Terms(date(2020, 1, 1)), day).on) == (received_on, add_months(received_on, 1))


DAYS = st.dates(date(2019, 12, 1), date(2029, 3, 31))
SOME_TERMS = st.builds(
    Terms,
    starts_on=st.none() | DAYS,
    term_months=st.none() | st.integers(0, 36),
    contract_ends_on=st.none() | DAYS,
    notice_days=st.none() | st.integers(0, 100),
)
FACTS = st.fixed_dictionaries(
    {
        "country": st.sampled_from([*COUNTRIES, "FR", ""]),
        "is_consumer": st.booleans(),
        "kind": st.sampled_from(["", "service", "digital"]),
        "term_kind": st.sampled_from(["", "open", "fixed", "renewing"]),
        "concluded_on": st.none() | DAYS,
        "last_day_wanted": st.none() | DAYS,
        "unreminded": st.none() | DAYS,
        "for_cause": st.booleans(),
    }
)


@settings(max_examples=150)
@given(terms=SOME_TERMS, facts=FACTS, received_on=DAYS)
def test_it_ends_after_the_notice_and_never_earlier_for_later_notice(
    terms: Terms, facts: dict[str, Any], received_on: date
) -> None:
    ends = [
        end_of_contract(terms, received_on=received_on + ahead * DAY, **facts).on for ahead in (0, 1, 2, 31)
    ]
    known = [end for end in ends if end is not None]
    assert all(end > received_on for end in known)
    assert all(earlier <= later for earlier, later in pairwise(known))
    assert len(known) == len(ends) or not facts["is_consumer"]


@settings(max_examples=100)
@given(terms=SOME_TERMS, received_on=DAYS, country=st.sampled_from([*COUNTRIES, "FR"]))
def test_between_businesses_it_is_what_was_agreed(terms: Terms, received_on: date, country: str) -> None:
    on = ended(terms, received_on, country, is_consumer=False).on
    agreed = end_after_notice(terms, received_on)
    assert on == (end_after_notice(terms, received_on + DAY) if agreed == received_on else agreed)


@settings(max_examples=100)
@given(terms=SOME_TERMS, received_on=DAYS, facts=FACTS)
def test_after_the_first_term_a_dutch_consumer_is_out_within_a_month(
    terms: Terms, received_on: date, facts: dict[str, Any]
) -> None:
    facts |= {"country": "NL", "is_consumer": True, "term_kind": OPEN, "last_day_wanted": None}
    on = end_of_contract(terms, received_on=received_on, **facts).on
    assert on is not None
    assert received_on < on <= add_months(received_on, 1)


@pytest.mark.parametrize("language", ["en", "nl", "sv"])
def test_each_step_is_a_sentence_and_comes_back_from_the_store(language: str) -> None:
    facts = {"day": date(2026, 4, 7), "last": date(2026, 5, 6), "months": 12}
    steps = [Step(code, facts) for code in SENTENCES]
    steps += [Step(code, {"number": 30}) for code in ("notice_days", "by_law", "by_us")]
    assert steps_from(steps_stored(steps)) == tuple(steps)
    with override(language):
        said = [step.text for step in steps]
    assert not any("%(" in text for text in said)
    assert len(set(said)) == len(steps)


def test_the_reckoning_reads_as_sentences() -> None:
    with override("en"):
        assert [step.text for step in ended(YEARLY, date(2026, 4, 7)).why] == [
            "The notice was received on 7 April 2026.",
            (
                "The first term was over on 14 March 2026. Since then the contract renews itself, and may"
                " be ended on any day."
            ),
            "The notice agreed is 30 days.",
            "The last day of the contract is 6 May 2026.",
        ]


def test_every_pack_has_its_words_in_our_languages_and_asks_for_nothing_more_than_is_lawful() -> None:
    for country in [*COUNTRIES, "XX"]:
        pack = pack_of(country)
        assert {"en", "nl", "sv"} <= set(pack.labels)
        assert (pack.cancel.login, pack.cancel.pages, pack.cancel.offer_before) == (False, 1, False)
        assert pack.cancel.fields == ("kind", "identity", "contract", "wanted_on", "receipt")
        assert (pack.lawyer, bool(pack.sources), bool(pack.verify)) == ("", True, True)
    assert pack_of("xx").country == "EU"
    assert pack_of("de").label("de").cancel == "Verträge hier kündigen"
    assert pack_of("nl").label("de-AT").cancel == "Abonnement beëindigen"

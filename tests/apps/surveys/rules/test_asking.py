"""Who may be asked when, when the reminder is due, the middle of a term, and by which way to ask."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karn.apps.surveys.rules.asking import (
    Channel,
    Verdict,
    advice_for,
    half_term,
    is_reminder_due,
    verdict_on,
)

AT = datetime(2026, 11, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)


@given(st.integers(0, 100), st.integers(0, 100))
def test_nobody_is_asked_again_within_the_days_of_rest(ago: int, rest: int) -> None:
    verdict = verdict_on(
        address="a@example.org", objected=False, last_asked_at=AT - ago * DAY, already=False, at=AT, days=rest
    )
    assert verdict == (Verdict.COOLING if ago < rest else Verdict.ASK)


def test_who_has_no_address_or_objected_is_not_asked() -> None:
    def verdict(address: str = "a@example.org", *, objected: bool = False, already: bool = False) -> Verdict:
        return verdict_on(
            address=address, objected=objected, last_asked_at=None, already=already, at=AT, days=30
        )

    assert [verdict(), verdict(""), verdict(objected=True), verdict(already=True)] == [
        Verdict.ASK, Verdict.NO_ADDRESS, Verdict.OBJECTED, Verdict.DONE,
    ]  # fmt: skip


def test_one_reminder_is_due_while_the_link_opens() -> None:
    def due(days: int, *, reminded: bool = False, answered: bool = False) -> bool:
        return is_reminder_due(
            asked_at=AT,
            reminded=reminded,
            answered=answered,
            expires_at=AT + 60 * DAY,
            at=AT + days * DAY,
            days=7,
        )

    assert [due(6), due(7), due(59), due(60)] == [False, True, True, False]
    assert [due(7, reminded=True), due(7, answered=True)] == [False, False]


@given(st.dates(max_value=date(2200, 1, 1)), st.integers(1, 3000))
def test_the_middle_of_a_term_lies_within_it(starts_on: date, days: int) -> None:
    middle = half_term(starts_on, starts_on + days * DAY)
    assert starts_on <= middle < starts_on + days * DAY
    with pytest.raises(ValueError, match="ends after"):
        half_term(starts_on, starts_on)


def test_frank_questions_never_go_by_telephone_and_few_people_are_asked_in_person() -> None:
    def advice(**told: int | bool) -> tuple[Channel, tuple[str, ...]]:
        facts = {"frank": False, "people": 48, "key_clients": 0, "with_address": 48} | told
        found = advice_for(**facts)  # type: ignore[arg-type]
        return found.channel, found.reasons

    assert advice() == (Channel.MAIL, ("many",))
    assert advice(key_clients=6) == (Channel.MAIL, ("many", "key_clients_apart"))
    assert advice(people=6, with_address=6) == (Channel.TALK, ("few",))
    assert advice(people=6, key_clients=6, with_address=6) == (Channel.TALK, ("key_clients",))
    assert advice(frank=True, people=6, key_clients=6, with_address=6) == (
        Channel.MAIL, ("not_by_phone", "key_clients_after"),
    )  # fmt: skip
    assert advice(with_address=3) == (Channel.PAGE, ("no_addresses",))

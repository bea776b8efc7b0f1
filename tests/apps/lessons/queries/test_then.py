"""What we knew then: what became known later is marked as that; signals look with what was known then."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from karn.apps.care.actions.expectations import Expected, change_expectation, make_expectations
from karn.apps.care.actions.promises import Promised, make_promise, settle_promise
from karn.apps.care.models.expectations import Expectation
from karn.apps.care.models.promises import Promise
from karn.apps.conversations.models import Conversation
from karn.apps.customers.actions.contacts import change_contact
from karn.apps.lessons.queries.then import EVE, days_to_look_at, known_then

pytestmark = pytest.mark.django_db
NOTICE = date(2026, 6, 12)
BEFORE, LATER = datetime(2026, 5, 1, 9, tzinfo=UTC), datetime(2026, 6, 14, 9, tzinfo=UTC)


def lines(gone: Any) -> dict[str, list[tuple[str, date | None]]]:
    """Return each line of the day before notice with the day on which it became known, if that was later."""
    eve = next(then for then in known_then(gone.client, NOTICE) if then.code == EVE)
    return {name: [(line.text, line.late_on) for line in its] for name, its in eve.lines.items()}


def lived(gone: Any) -> None:
    """Let something be known of the client before notice."""
    price = gone.world.price(gone.world.subscription(gone.client, plan="Care"), mrr=300)
    price.ends_on, price.ends_known_at = date(2026, 8, 1), LATER
    price.save()
    told: dict[str, Any] = {"customer": gone.client, "by": gone.eva, "at": BEFORE, "on": BEFORE.date()}
    make_expectations(expected=[Expected("A call each week", contact=gone.jo)], **told)
    make_promise(promised=Promised("A new shop", date(2026, 5, 20), contact=gone.jo), **told)
    gone.world.said(gone.client, BEFORE, subject="Where is our shop?", known_at=BEFORE)


def test_the_days_are_the_first_month_a_year_before_and_the_day_before(gone: Any) -> None:
    assert list(days_to_look_at(gone.client, NOTICE).values()) == [
        date(2024, 3, 29),
        date(2025, 6, 12),
        date(2026, 6, 11),
    ]
    gone.client.joined_on = date(2026, 6, 1)
    assert days_to_look_at(gone.client, NOTICE) == {EVE: date(2026, 6, 11)}


def test_what_people_changed_after_the_day_is_shown_as_it_was(gone: Any) -> None:
    lived(gone)
    before = lines(gone)
    assert before["expectations"] == [("A call each week", None)]
    assert before["promises"] == [("A new shop", None)]
    expectation = Expectation.objects.get()
    change_expectation(expectation=expectation, expected=Expected("A call each month"), by=gone.eva, at=LATER)
    settle_promise(promise=Promise.objects.get(), outcome="broken", by=gone.eva, on=LATER.date(), at=LATER)
    change_contact(
        contact=gone.jo.pk, facts={"name": "Jo Jansen", "ends_on": date(2026, 6, 2)}, by=gone.eva, at=LATER
    )
    assert lines(gone) == before


def test_what_was_written_down_after_the_day_is_marked_as_known_only_later(gone: Any) -> None:
    lived(gone)
    before = lines(gone)
    gone.world.said(
        gone.client, BEFORE + timedelta(days=3), subject="They grumbled", known_at=LATER, source="karn"
    )
    told: dict[str, Any] = {"customer": gone.client, "by": gone.eva, "at": LATER}
    made = make_promise(promised=Promised("Less", None), on=LATER.date(), **told)
    made.promised_on = BEFORE.date()
    made.save()
    make_expectations(expected=[Expected("They wanted respect")], on=LATER.date(), **told)
    after = lines(gone)
    late = [text for its in after.values() for text, known in its if known == LATER.date()]
    assert sorted(late) == ["Less", "They grumbled"]
    unmarked = {name: [line for line in its if line[1] is None] for name, its in after.items()}
    assert unmarked == before


def test_signals_look_with_what_was_known_at_the_end_of_that_day(gone: Any) -> None:
    gone.world.switch_on("unanswered", "promise_overdue")
    lived(gone)
    Conversation.objects.update(direction="in", source="karn")
    found = [text for text, _late in lines(gone)["signals"]]
    assert [text[:27] for text in found] == ["A promise was due on 20 May", "Mail of 1 May unanswered fo"]
    settle_promise(promise=Promise.objects.get(), outcome="kept", by=gone.eva, on=LATER.date(), at=LATER)
    Conversation.objects.update(answered_at=LATER)
    assert [text for text, _late in lines(gone)["signals"]] == found

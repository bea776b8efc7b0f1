"""Near misses are proposed, looked at or passed over; what a competitor lacked becomes expectations."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from karn.apps.care.actions.start_ups import begin_start_up, say_where_from
from karn.apps.care.models.expectations import Expectation
from karn.apps.lessons.actions import post_mortems
from karn.apps.lessons.actions.look_tasks import care_for_looks
from karn.apps.lessons.actions.near_misses import expect_from, pass_over, take_up
from karn.apps.lessons.models import PostMortem
from karn.apps.lessons.models.post_mortems import Side
from karn.apps.lessons.queries.near_misses import near_misses
from karn.apps.threats.models import Case
from karn.kernel.errors import BadInput

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 15, 9, tzinfo=UTC)
ON = date(2026, 6, 15)


def case(gone: Any, name: str, **told: Any) -> Case:
    customer = gone.world.customer(name, owner=gone.eva, is_key=True)
    about = {"strength": 2, "opened_on": ON, "due_on": ON, "changed_at": AT, "closed_on": ON}
    return Case.objects.create(
        **{**about, "customer": customer, "state": "closed", "outcome": "client_stays", **told}
    )


def named(gone: Any) -> list[str]:
    return [near.customer.name for near in near_misses(gone.eva, on=ON)]


def test_a_notice_taken_back_and_a_threat_that_was_near_are_proposed(gone: Any) -> None:
    gone.noticed(undone_on=ON - timedelta(days=1))
    case(gone, "Acted the same day", strength=3)
    case(gone, "Asked about notice", signs=[{"rule": "asked_notice", "since": "2026-06-01", "facts": {}}])
    case(gone, "A small sign")
    case(gone, "Left", strength=3, outcome="leaves")
    case(gone, "Long ago", strength=3, closed_on=ON - timedelta(days=91))
    assert named(gone) == ["Asked about notice", "Acted the same day", "Bakker"]
    assert near_misses(gone.fay, on=ON) == []


def test_a_near_miss_is_looked_at_or_passed_over_with_a_reason_and_not_proposed_again(gone: Any) -> None:
    case(gone, "First", strength=3)
    case(gone, "Second", strength=3)
    second, first = near_misses(gone.eva, on=ON)
    taken = take_up(near=first, by=gone.eva, on=ON, at=AT)
    assert (taken.cause, taken.due_on, taken.case) == ("near_miss", date(2026, 8, 15), first.case)
    with pytest.raises(BadInput, match="Say why nobody looks back"):
        pass_over(near=second, why=" ", by=gone.eva, on=ON, at=AT)
    assert (
        pass_over(near=second, why="A mistake of ours in the list", by=gone.eva, on=ON, at=AT).closed_at == AT
    )
    assert named(gone) == []


def test_who_came_from_a_competitor_is_asked_and_what_they_say_becomes_expectations(gone: Any) -> None:
    begun = begin_start_up(customer=gone.client, occasion="new", by=gone.eva, on=ON, at=AT)
    say_where_from(start_up=begun, came_from="Other agency", by=gone.eva, at=AT)
    assert [care_for_looks(on=ON, at=AT) for _ in range(2)] == [1, 0]
    look = PostMortem.objects.get()
    assert (look.cause, look.competitor, look.due_on) == ("taken_over", "Other agency", date(2026, 7, 15))
    # The account manager asks it: it is not our own work that is looked at.
    post_mortems.choose_auditor(look=look, auditor=gone.eva, by=gone.eva, at=AT)
    words = {
        "relations": "A call within a day",
        "expertise": "They knew nothing of webshops",
        "start": "Fine",
    }
    voice = post_mortems.store_voice(
        look=look, voice=post_mortems.Voice(Side.CLIENT, ON, contact=gone.jo), words=words, by=gone.eva, at=AT
    )
    texts = {"relations": "A call within a day", "expertise": "Somebody who knows webshops", "start": ""}
    expect_from(voice=voice, texts=texts, by=gone.eva, at=AT)
    found = Expectation.objects.order_by("text").values_list("text", "voice", "contact__name", "confirmed_on")
    assert list(found) == [
        ("A call within a day", "client", "Jo Smit", ON),
        ("Somebody who knows webshops", "client", "Jo Smit", None),
    ]
    with pytest.raises(BadInput, match="made of this already"):
        expect_from(voice=voice, texts=texts, by=gone.eva, at=AT)

"""Two clients become one: of what is planned one stays, and both are there again when it is undone."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from karn.apps.care.actions.reviews import plan_review, remove_review, restore_review
from karn.apps.care.actions.value import begin_recap, remove_recap, restore_recap
from karn.apps.care.models.reviews import OPEN_REVIEW, Cause, Review
from karn.apps.care.models.value import OPEN_RECAP, Recap
from karn.apps.customers.actions.merges import merge_customers, undo_merge
from karn.apps.people.models import Role
from karn.apps.tasks.models import OPEN, Task
from karn.kernel.errors import BadInput

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def chief(world: Any) -> Any:
    world.company(zone="UTC", trade="agency")
    return world.person(role=Role.MANAGER)


def planned(customer: Any, by: Any, at: datetime) -> None:
    plan_review(customer=customer, cause=Cause.HAND, due_on=AT.date(), by=by, at=at)
    begin_recap(customer=customer, by=by, at=at)


def holders() -> set[tuple[str, int]]:
    of_reviews = Review.objects.filter(OPEN_REVIEW).values_list("customer", flat=True)
    of_recaps = Recap.objects.filter(OPEN_RECAP).values_list("customer", flat=True)
    return {("review", one) for one in of_reviews} | {("recap", one) for one in of_recaps}


@pytest.mark.parametrize("elder", ["kept", "lost"])
def test_after_a_merge_the_elder_of_two_open_ones_stays_and_its_undo_brings_both_back(
    world: Any, chief: Any, elder: str
) -> None:
    kept, lost = (world.customer(name, owner=chief, is_key=True) for name in ("Kept", "Lost"))
    for one in (kept, lost):
        is_elder = one is (kept if elder == "kept" else lost)
        planned(one, chief, AT if is_elder else AT + timedelta(hours=1))
    first = Review.objects.filter(OPEN_REVIEW).order_by("made_at")[0].pk
    before = holders()
    tasks = Task.objects.filter(OPEN).count()
    merge = merge_customers(kept=kept.pk, lost=lost.pk, by=chief, at=AT)
    assert Review.objects.get(OPEN_REVIEW, customer=kept).pk == first
    assert Recap.objects.filter(OPEN_RECAP, customer=kept).count() == 1
    assert Task.objects.filter(OPEN).count() == tasks // 2
    undo_merge(merge=merge.pk, by=chief, at=AT)
    assert holders() == before
    assert Task.objects.filter(OPEN).count() == tasks


def test_one_alone_moves_along_and_back(world: Any, chief: Any) -> None:
    kept, lost = world.customer("Kept", owner=chief), world.customer("Lost", owner=chief)
    planned(lost, chief, AT)
    merge = merge_customers(kept=kept.pk, lost=lost.pk, by=chief, at=AT)
    assert holders() == {("review", kept.pk), ("recap", kept.pk)}
    undo_merge(merge=merge.pk, by=chief, at=AT)
    assert holders() == {("review", lost.pk), ("recap", lost.pk)}


def test_what_was_thrown_away_does_not_come_back_beside_another_that_is_open(world: Any, chief: Any) -> None:
    client = world.customer("Bakker", owner=chief)
    planned(client, chief, AT)
    review, recap = Review.objects.get(), Recap.objects.get()
    remove_review(review=review, by=chief, at=AT)
    remove_recap(recap=recap, by=chief, at=AT)
    planned(client, chief, AT)
    with pytest.raises(BadInput, match="Another review"):
        restore_review(review=review, by=chief, at=AT)
    with pytest.raises(BadInput, match="Another recap"):
        restore_recap(recap=recap, by=chief, at=AT)

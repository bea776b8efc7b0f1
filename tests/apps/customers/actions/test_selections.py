"""One thing done with many customers: seen before, done once, taken back."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from karn.apps.customers.actions.attributes import keep_attribute
from karn.apps.customers.actions.customers import change_customer
from karn.apps.customers.actions.selections import (
    change_together,
    choose_customers,
    undo_together,
    wanted_with,
)
from karn.apps.customers.models import Customer, Selection
from karn.apps.customers.queries.changes import changes_of
from karn.apps.customers.queries.selections import preview
from karn.apps.desk.models import Listing
from karn.apps.people.models import AuditEntry, Person, Role, Team
from karn.kernel.errors import BadInput

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = AT + timedelta(minutes=5)


@pytest.fixture
def manager(world) -> Person:
    return world.person(name="Manager", role=Role.MANAGER)


@pytest.fixture
def anna(world) -> Person:
    return world.person(name="Anna", role=Role.ACCOUNT_MANAGER)


def done(numbers: list[int], by: Person, at: datetime = AT, **asked: str) -> Selection:
    chosen = choose_customers(numbers=numbers, by=by, at=at, deed=asked["deed"])
    return change_together(selection=chosen.pk, wanted=wanted_with(by=by, **asked), by=by, at=at)


def owners() -> dict[str, str | None]:
    return dict(Customer.objects.values_list("name", "owner__name"))


def test_all_get_the_owner_and_have_back_who_they_had(world, manager, anna) -> None:
    bo = world.person(name="Bo")
    made = [world.customer("A", owner=anna), world.customer("B", owner=bo), world.customer("C")]
    change = done([one.pk for one in made], manager, deed="owner", value=str(bo.pk))
    assert (owners(), change.changed) == ({"A": "Bo", "B": "Bo", "C": "Bo"}, [made[0].pk, made[2].pk])
    undone = undo_together(selection=change.pk, by=manager, at=LATER)
    assert (owners(), undone.back, undone.stay) == ({"A": "Anna", "B": "Bo", "C": None}, 2, 0)
    told = [(one.how, one.by, [(f.before, f.after) for f in one.fields]) for one in changes_of(made[0])]
    assert [one for one in told if one[1]] == [
        ("undo", "Manager", [("Bo", "Anna")]),
        (change.how, "Manager", [("Anna", "Bo")]),
    ]
    entries = AuditEntry.objects.order_by("number").values_list("deed", "detail")
    assert list(entries) == [
        ("changed_together", f"owner 2 > person:{bo.pk}"),
        ("together_undone", "owner 2"),
    ]


def test_a_team_and_an_attribute_are_set_and_taken_back(world, manager) -> None:
    administrator = world.person(role=Role.ADMINISTRATOR)
    kind = keep_attribute(name="Sector", type="choice", choices=["Bouw", "Zorg"], by=administrator, at=AT)
    team = Team.objects.create(name="North")
    one = world.customer("A", attributes={"Sector": "Zorg", "tier": "gold"})
    other = world.customer("B")
    numbers = [one.pk, other.pk]
    first = done(numbers, manager, deed="attribute", value="bouw", attribute=str(kind.pk))
    second = done(numbers, manager, at=LATER, deed="team", value=str(team.pk))
    stored = Customer.objects.order_by("name").values_list("attributes", "team__name")
    assert list(stored) == [({"tier": "gold", "Sector": "Bouw"}, "North"), ({"Sector": "Bouw"}, "North")]
    undo_together(selection=first.pk, by=manager, at=LATER)
    undo_together(selection=second.pk, by=manager, at=LATER)
    stored = Customer.objects.order_by("name").values_list("attributes", "team")
    assert list(stored) == [({"Sector": "Zorg", "tier": "gold"}, None), ({}, None)]


def test_the_mark_of_key_clients_is_set_and_taken_back(world, manager) -> None:
    one, other = world.customer("A", is_key=True), world.customer("B")
    change = done([one.pk, other.pk], manager, deed="key", value="yes")
    assert (change.changed, set(Customer.objects.values_list("is_key", flat=True))) == ([other.pk], {True})
    undo_together(selection=change.pk, by=manager, at=LATER)
    assert list(Customer.objects.order_by("name").values_list("is_key", flat=True)) == [True, False]


def test_the_bin_hides_all_at_once_and_gives_them_back(world, manager) -> None:
    numbers = [world.customer(name).pk for name in "ABC"]
    change = done(numbers, manager, deed="bin")
    assert (Customer.objects.count(), Listing.objects.count()) == (0, 0)
    back = done(numbers[:2], manager, at=LATER, deed="restore")
    assert (set(owners()), Listing.objects.count()) == ({"A", "B"}, 2)
    assert undo_together(selection=back.pk, by=manager, at=LATER).back == 2
    undone = undo_together(selection=change.pk, by=manager, at=LATER)
    assert (undone.back, undone.stay, Customer.objects.count()) == (3, 0, 3)


def test_who_was_changed_meanwhile_is_left_out_and_named(world, manager, anna) -> None:
    one, other = world.customer("A"), world.customer("B")
    chosen = choose_customers(numbers=[one.pk, other.pk], by=manager, at=AT)
    change_customer(customer=other.pk, facts={"phone": "1"}, by=manager, at=AT)
    wanted = wanted_with(deed="owner", value=str(anna.pk), by=manager)
    seen = preview(chosen, wanted, person=manager)
    assert ([(line.name, line.before, line.after) for line in seen.lines], seen.changed) == (
        [("A", "", "Anna")],
        ["B"],
    )
    change = change_together(selection=chosen.pk, wanted=wanted, by=manager, at=LATER)
    assert (owners(), change.left_out) == ({"A": "Anna", "B": None}, 1)


def test_what_was_changed_again_since_stays(world, manager, anna) -> None:
    bo = world.person(name="Bo")
    one, other = world.customer("A"), world.customer("B")
    change = done([one.pk, other.pk], manager, deed="owner", value=str(anna.pk))
    change_customer(customer=other.pk, facts={"owner": bo}, by=manager, at=LATER)
    change_customer(customer=one.pk, facts={"phone": "1"}, by=manager, at=LATER)
    undone = undo_together(selection=change.pk, by=manager, at=LATER)
    assert (owners(), undone.back, undone.stay) == ({"A": None, "B": "Bo"}, 1, 1)


def test_asked_again_it_changes_nothing_and_answers_the_same(world, manager, anna) -> None:
    one = world.customer("A")
    change = done([one.pk], manager, deed="owner", value=str(anna.pk))
    change_customer(customer=one.pk, facts={"owner": manager}, by=manager, at=LATER)
    wanted = wanted_with(deed="owner", value=str(anna.pk), by=manager)
    again = change_together(selection=change.pk, wanted=wanted, by=manager, at=LATER)
    assert (again.changed, owners()) == ([one.pk], {"A": "Manager"})
    undo_together(selection=change.pk, by=manager, at=LATER)
    with pytest.raises(BadInput):
        undo_together(selection=change.pk, by=manager, at=LATER)


def test_ids_of_others_customers_are_left_out_and_their_selection_is_not_found(world, manager, anna) -> None:
    own, foreign = world.customer("A", owner=anna), world.customer("B", owner=manager)
    chosen = choose_customers(numbers=[foreign.pk, own.pk], by=anna, at=AT)
    assert [number for number, _ in chosen.customers] == [own.pk]
    with pytest.raises(BadInput):
        choose_customers(numbers=[foreign.pk], by=anna, at=AT)
    wanted = wanted_with(deed="bin", by=manager)
    with pytest.raises(Selection.DoesNotExist):
        change_together(selection=chosen.pk, wanted=wanted, by=manager, at=AT)


def test_who_may_not_hand_over_gives_nobody_away(world, anna) -> None:
    with pytest.raises(BadInput):
        wanted_with(deed="owner", value=str(anna.pk), by=anna)
    analyst = world.person(role=Role.ANALYST)
    with pytest.raises(BadInput):
        wanted_with(deed="bin", by=analyst)


class Laws(TestCase):
    """Whatever is chosen and changed, undo gives every untouched customer what it had."""

    @settings(max_examples=15)
    @given(had=st.lists(st.sampled_from([None, 0, 1]), min_size=1, max_size=8), to=st.sampled_from([0, 1]))
    def test_undo_takes_back_exactly_what_was_done(self, had: list[int | None], to: int) -> None:
        Customer.everything.all().delete()
        Person.objects.all().delete()
        people = [Person.objects.create(email=f"{n}@x.nl", name=str(n)) for n in range(2)]
        manager = Person.objects.create(email="m@x.nl", name="M", role=Role.MANAGER)
        fact = {"source": "t", "known_at": AT, "joined_on": date(2026, 1, 1)}
        for number, owner in enumerate(had):
            Customer.objects.create(
                name=str(number),
                source_id=str(number),
                owner=None if owner is None else people[owner],
                **fact,
            )
        before = list(Customer.objects.order_by("pk").values_list("pk", "owner"))
        numbers = [number for number, _ in before]
        if all(owner == people[to].pk for _, owner in before):
            return
        change = done(numbers, manager, deed="owner", value=str(people[to].pk))
        assert set(Customer.objects.values_list("owner", flat=True)) == {people[to].pk}
        undo_together(selection=change.pk, by=manager, at=LATER)
        assert list(Customer.objects.order_by("pk").values_list("pk", "owner")) == before

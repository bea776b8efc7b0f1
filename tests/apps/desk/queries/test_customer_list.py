from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from karn.apps.contracts.rules import Standing
from karn.apps.customers.models import Customer
from karn.apps.desk.queries import customer_list
from karn.apps.desk.queries.customer_list import Wish, all_rows, customer_page, tidy
from karn.apps.threats.models import Signal

ON = date(2026, 3, 20)
pytestmark = pytest.mark.django_db


@pytest.fixture
def person(world):
    return world.person()


@pytest.fixture
def names(person):
    def _names(**wish):
        return [row.name for row in customer_page(Wish(**wish), person=person, on=ON).rows]

    return _names


def alert(customer):
    days = {"since": ON, "first_seen_on": ON, "last_seen_on": ON, "known_at": "2026-03-20T00:00Z"}
    facts = {"name": "Ann", "day": "2026-03-01", "nobody_left": True}
    Signal.objects.create(customer=customer, rule="lost_contact", strength=3, facts=facts, **days)


def test_names_are_sorted_whatever_their_case(world, names):
    for name in ("de Vries", "Bakker", "Zon"):
        world.paying(name)
    assert names() == ["Bakker", "de Vries", "Zon"]
    assert names(sort="-name") == ["Zon", "de Vries", "Bakker"]


def test_sorting_by_money_puts_those_without_at_the_cheap_end(world, names):
    world.paying("Ten", mrr=10)
    world.customer("None")
    world.paying("Fifty", mrr=50)
    assert names(sort="-mrr") == ["Fifty", "Ten", "None"]
    assert names(sort="mrr") == ["None", "Ten", "Fifty"]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("bak", ["Bakker"]),
        ("info@slager", ["Slager"]),
        ("c-77", ["Ånge"]),
        ("marit", ["Slager"]),
        ("ånge", ["Ånge"]),
        ("sla marit", ["Slager"]),
        ("bak marit", []),
        ("%", []),
    ],
)
def test_a_search_looks_in_names_addresses_ids_and_contacts(world, names, search, found):
    world.paying("Bakker")
    slager = world.paying("Slager", email="info@slager.example")
    world.contact(slager, "Marit de Boer")
    world.paying("Ånge", source_id="c-77")
    assert names(search=search) == found


def test_states_are_told_apart(world, names, person):
    world.paying("Fine")
    alert(world.paying("Risky"))
    gone, going, paused = world.customer("Gone"), world.customer("Going"), world.customer("Paused")
    world.price(world.subscription(gone), ends_on=ON)
    world.price(world.subscription(going), ends_on=ON + timedelta(days=5))
    world.price(world.subscription(paused), state="paused")
    world.customer("Prospect")
    assert names(state="active") == ["Fine", "Going", "Risky"]
    assert names(state="risk") == ["Risky"]
    assert names(state="leaving") == ["Going"]
    assert names(state="left") == ["Gone"]
    rows = customer_page(Wish(), person=person, on=ON).rows
    assert [(row.name, row.standing, row.reasons) for row in rows] == [
        ("Fine", Standing.ACTIVE, 0),
        ("Going", Standing.LEAVING, 0),
        ("Gone", Standing.LEFT, 0),
        ("Paused", Standing.PAUSED, 0),
        ("Prospect", Standing.NONE, 0),
        ("Risky", Standing.ACTIVE, 1),
    ]


def test_owner_and_plan_narrow_the_list(world, names, person):
    world.paying("Mine", owner=person)
    nobody = world.customer("Nobody's")
    world.price(world.subscription(nobody, plan="Plus"))
    assert names(owner=str(person.pk)) == ["Mine"]
    assert names(owner="none") == ["Nobody's"]
    assert names(plan="Plus") == ["Nobody's"]


def walk(person, size, monkeypatch, meanwhile=lambda: None, **wish):
    """Return the names on each page, forward, then back again from the last."""
    monkeypatch.setattr(customer_list, "PAGE", size)
    forward, back = [], []
    page = customer_page(Wish(**wish), person=person, on=ON)
    forward.append([row.name for row in page.rows])
    while page.later:
        meanwhile()
        page = customer_page(Wish(**wish, place=page.later), person=person, on=ON)
        forward.append([row.name for row in page.rows])
    while page.earlier:
        page = customer_page(Wish(**wish, place=page.earlier), person=person, on=ON)
        back.append([row.name for row in page.rows])
    return forward, back


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    listed=st.lists(st.tuples(st.sampled_from(("a", "A", "b", "é")), st.integers(0, 3)), max_size=7),
    size=st.integers(1, 3),
    sort=st.sampled_from(("name", "-name", "mrr", "-mrr")),
)
def test_pages_forth_and_back_show_everybody_once(world, listed, size, sort):
    Customer.objects.all().delete()
    person = world.person()
    for number, (letter, mrr) in enumerate(listed):
        world.paying(f"{letter} {number % 2}", mrr=mrr)
    with pytest.MonkeyPatch.context() as patch:
        forward, back = walk(person, size, patch, sort=sort)
        everybody = [row.name for row in all_rows(Wish(sort=sort), person=person, on=ON)]
    assert [name for page in forward for name in page] == everybody
    assert len(everybody) == len(listed)
    assert list(reversed(back)) == forward[:-1]


def test_customers_added_meanwhile_shift_nobody(world, person, monkeypatch):
    for name in ("B", "D", "F", "H"):
        world.paying(name)
    forward, _ = walk(person, 2, monkeypatch, meanwhile=lambda: world.paying("A"))
    assert forward == [["B", "D"], ["F", "H"]]


def test_counting_stops_at_a_bound(world, person, monkeypatch):
    monkeypatch.setattr(customer_list, "COUNTED", 2)
    for name in ("B", "D", "F"):
        world.paying(name)
    page = customer_page(Wish(), person=person, on=ON)
    assert (page.count, page.more) == (2, True)


def test_a_file_of_more_than_one_batch_has_everybody_once(world, person, monkeypatch):
    monkeypatch.setattr(customer_list, "_BATCH", 2)
    for name in ("B", "D", "F", "H"):
        world.paying(name)
    assert [row.name for row in all_rows(Wish(), person=person, on=ON)] == ["B", "D", "F", "H"]


@pytest.mark.parametrize("customers", [1, 3])
def test_a_page_takes_five_queries(world, person, django_assert_num_queries, customers):
    for number in range(customers):
        alert(world.paying(f"C{number}", owner=person))
    with django_assert_num_queries(5):
        customer_page(Wish(), person=person, on=ON)


def test_unknown_sorts_are_left_out():
    assert tidy(Wish(sort="pk", search="  x ")) == Wish(search="x")

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from karn.apps.contracts.rules import Standing
from karn.apps.customers.models import Customer
from karn.apps.desk.actions import keep_listings
from karn.apps.desk.models import Listing, ListingsMade
from karn.apps.desk.queries import customer_list, matching
from karn.apps.desk.queries.customer_list import Page, all_rows, customer_page
from karn.apps.desk.queries.matching import Wish, tidy
from karn.apps.threats.models import Signal

ON = date(2026, 3, 20)
pytestmark = pytest.mark.django_db


@pytest.fixture
def person(world):
    return world.person()


def listed(person, **wish) -> Page:
    """Return a page of a list that knows of every row there is, whoever wrote it."""
    ListingsMade.objects.all().delete()
    keep_listings(on=ON)
    return customer_page(Wish(**wish), person=person, on=ON)


@pytest.fixture
def names(person):
    def _names(**wish):
        return [row.name for row in listed(person, **wish).rows]

    return _names


def alert(customer, strength=3):
    days = {"since": ON, "first_seen_on": ON, "last_seen_on": ON, "known_at": "2026-03-20T00:00Z"}
    facts = {"name": "Ann", "day": "2026-03-01", "nobody_left": True}
    Signal.objects.create(customer=customer, rule="lost_contact", strength=strength, facts=facts, **days)


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
    alert(world.paying("Signed"), strength=1)
    gone, going, paused = world.customer("Gone"), world.customer("Going"), world.customer("Paused")
    world.price(world.subscription(gone), ends_on=ON)
    world.price(world.subscription(going), ends_on=ON + timedelta(days=5))
    world.price(world.subscription(paused), state="paused")
    world.customer("Prospect")
    assert names(state="active") == ["Fine", "Going", "Risky", "Signed"]
    assert names(state="risk") == ["Risky"]
    assert names(state="sign") == ["Signed"]
    assert names(state="paused") == ["Paused"]
    assert names(state="none") == ["Prospect"]
    assert names(state="leaving") == ["Going"]
    assert names(state="left") == ["Gone"]
    rows = listed(person).rows
    assert [(row.name, row.standing, row.reasons) for row in rows] == [
        ("Fine", Standing.ACTIVE, 0),
        ("Going", Standing.LEAVING, 0),
        ("Gone", Standing.LEFT, 0),
        ("Paused", Standing.PAUSED, 0),
        ("Prospect", Standing.NONE, 0),
        ("Risky", Standing.ACTIVE, 1),
        ("Signed", Standing.ACTIVE, 1),
    ]


def test_sorting_by_risk_puts_the_most_urgent_first_then_who_pays_most(world, person, monkeypatch):
    for name, mrr, strength in (("A", 1, 2), ("B", 90, 0), ("C", 5, 2), ("D", 2, 3), ("E", 7, 1)):
        customer = world.paying(name, mrr=mrr)
        if strength:
            alert(customer, strength)
    forward, back = walk(person, 2, monkeypatch, sort="-risk")
    assert (forward, back) == ([["D", "C"], ["A", "E"], ["B"]], [["A", "E"], ["D", "C"]])
    risky = listed(person, state="risk", sort="-risk").rows
    assert [row.name for row in risky] == ["D", "C"]


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
    page = listed(person, **wish)
    forward.append([row.name for row in page.rows])
    while page.later:
        meanwhile()
        page = listed(person, **wish, place=page.later)
        forward.append([row.name for row in page.rows])
    while page.earlier:
        page = listed(person, **wish, place=page.earlier)
        back.append([row.name for row in page.rows])
    return forward, back


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    made=st.lists(st.tuples(st.sampled_from(("a", "A", "b", "é")), st.integers(0, 3)), max_size=7),
    size=st.integers(1, 3),
    sort=st.sampled_from(("name", "-name", "mrr", "-mrr", "-risk")),
)
def test_pages_forth_and_back_show_everybody_once(world, made, size, sort):
    Customer.objects.all().delete()
    person = world.person()
    for number, (letter, mrr) in enumerate(made):
        world.paying(f"{letter} {number % 2}", mrr=mrr)
    with pytest.MonkeyPatch.context() as patch:
        forward, back = walk(person, size, patch, sort=sort)
        everybody = [row.name for row in all_rows(Wish(sort=sort), person=person, on=ON)]
    assert [name for page in forward for name in page] == everybody
    assert len(everybody) == len(made)
    assert list(reversed(back)) == forward[:-1]


def test_customers_added_meanwhile_shift_nobody(world, person, monkeypatch):
    for name in ("B", "D", "F", "H"):
        world.paying(name)
    forward, _ = walk(person, 2, monkeypatch, meanwhile=lambda: world.paying("A"))
    assert forward == [["B", "D"], ["F", "H"]]


@pytest.mark.parametrize("few", [1, 3, 1000])
@pytest.mark.parametrize("sort", ["name", "-mrr"])
def test_many_are_counted_and_narrowed_as_few_are(world, person, monkeypatch, few, sort):
    monkeypatch.setattr(matching, "FEW", few)
    for name in ("F", "D", "B"):
        world.paying(name, owner=person)
    alert(world.paying("Risky", owner=person))
    page = listed(person, sort=sort, state="active", owner=str(person.pk))
    assert (page.count, page.more) == (4, False)
    assert {row.name for row in page.rows} == {"B", "D", "F", "Risky"}
    assert [row.name for row in listed(person, sort=sort, state="risk").rows] == ["Risky"]


def test_what_a_search_finds_is_counted_up_to_a_bound(world, person, monkeypatch):
    monkeypatch.setattr(matching, "FEW", 2)
    for name in ("B1", "B2", "B3"):
        world.price(world.subscription(world.customer(name), plan="Plus"))
    for wish in ({"search": "b"}, {"plan": "Plus"}):
        page = listed(person, **wish)
        assert (page.count, page.more, len(page.rows)) == (2, True, 3)


@pytest.mark.parametrize("sort", ["name", "mrr"])
def test_behind_the_last_customer_the_list_begins_again(world, person, monkeypatch, sort):
    monkeypatch.setattr(customer_list, "PAGE", 1)
    world.paying("B", mrr=10)
    last = world.paying("D", mrr=20)
    later = listed(person, sort=sort).later
    last.delete()
    assert [row.name for row in listed(person, sort=sort, place=later).rows] == ["B"]


def test_listings_are_made_once_for_a_day_and_its_data(world):
    world.paying("B")
    assert (keep_listings(on=ON), keep_listings(on=ON)) == (1, 0)


def test_only_listings_that_changed_are_written(world):
    world.paying("B")
    gone = world.customer("Gone")
    world.price(world.subscription(gone), ends_on=ON)
    assert keep_listings(on=ON - timedelta(days=1)) == 2
    assert keep_listings(on=ON) == 1
    assert list(Listing.objects.filter(standing="left").values_list("customer", flat=True)) == [gone.pk]


def test_a_file_of_more_than_one_batch_has_everybody_once(world, person, monkeypatch):
    monkeypatch.setattr(customer_list, "_BATCH", 2)
    for name in ("B", "D", "F", "H"):
        world.paying(name)
    assert [row.name for row in all_rows(Wish(), person=person, on=ON)] == ["B", "D", "F", "H"]


@pytest.mark.parametrize("customers", [1, 3])
def test_a_page_takes_three_queries(world, person, django_assert_num_queries, customers):
    for number in range(customers):
        alert(world.paying(f"C{number}", owner=person))
    keep_listings(on=ON)
    with django_assert_num_queries(3):
        customer_page(Wish(), person=person, on=ON)


def test_unknown_sorts_are_left_out():
    assert tidy(Wish(sort="pk", search="  x ")) == Wish(search="x")

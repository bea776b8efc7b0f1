"""The pages of wishes: noted with one tap, put together, built, and told."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from karn.apps.care.actions.wishes import note_need, put_to_wish
from karn.apps.care.models.wishes import Need, Wish
from karn.apps.company.models import Company
from karn.apps.people.models import Role
from karn.apps.tasks.actions import finish_task
from karn.apps.tasks.models import OPEN, Task
from karn.platform.sheets import read_csv

pytestmark = pytest.mark.django_db


@pytest.fixture
def eva(world: Any) -> Any:
    world.company()
    return world.person(name="Eva", role=Role.ACCOUNT_MANAGER)


@pytest.fixture
def page(client: Client, eva: Any) -> Client:
    client.force_login(eva)
    return client


def test_a_need_is_noted_on_the_customers_page_put_to_a_wish_built_and_told(
    page: Client, eva: Any, world: Any
) -> None:
    customer = world.customer("Bakker", owner=eva)
    home = f"/customers/{customer.pk}/"
    shown = page.post(home + "needs/", {"words": "Book online", "next": home}, follow=True)
    assert (shown.redirect_chain[0][0], shown.text.count("Book online")) == (home, 1)
    need = Need.objects.get()
    assert "Book online" in page.get("/wishes/").text
    assert "Tick what belongs" in page.post("/wishes/put/", {"title": "Booking"}, follow=True).text
    page.post("/wishes/put/", {"need": [need.pk], "title": "Booking"})
    wish = Wish.objects.get()
    address = f"/wishes/{wish.pk}/"
    given = {"title": "Booking", "state": "built", "was": "{}"}
    assert page.post(address + "change/", given | {"seen": "x"}).status_code == 409
    page.post(address + "change/", given | {"seen": wish.version})
    assert "1 asked and was not told yet" in page.get(address).text
    page.post(address + "tell/")
    assert Task.objects.filter(OPEN, origin="care.tell").count() == 1
    page.post(address + "offer/")
    assert "told to 0, taken up by 0" in page.get("/wishes/").text
    assert "Booking" in page.get(home + "wishes/").text
    page.post(f"/needs/{need.pk}/remove/")
    assert "Book online" not in page.get(home).text


def taken_back(page: Client, at: str = "/wishes/put/", **given: Any) -> None:
    shown = page.post(at, given, follow=True)
    address = re.search(r'class="karn-undo" method="post" action="([^"]+)"', shown.text)
    assert address is not None
    page.post(unescape(address.group(1)))


def test_putting_needs_to_a_wish_is_undone_and_a_wish_made_for_them_is_gone(
    page: Client, eva: Any, world: Any
) -> None:
    customer = world.customer("Bakker", owner=eva)
    one, other = (note_need(customer=customer, words=words, by=eva, at=timezone.now()) for words in "AB")
    taken_back(page, need=[one.pk, other.pk], title="Booking")
    assert list(Need.objects.values_list("wish", flat=True)) == [None, None]
    assert not Wish.objects.filter(removed_at__isnull=True).exists()
    wish, put = put_to_wish(wish=None, title="App", needs=[one.pk], by=eva, at=timezone.now())
    taken_back(page, need=[other.pk], wish=wish.pk)
    assert (put, list(Need.objects.order_by("pk").values_list("wish", flat=True))) == (
        [one.pk], [wish.pk, None]
    )  # fmt: skip
    assert Wish.objects.filter(removed_at__isnull=True).get() == wish


def test_who_asked_and_was_told_counts_among_those_told_what_is_new(
    page: Client, eva: Any, world: Any
) -> None:
    need = note_need(customer=world.customer(owner=eva), words="Book", by=eva, at=timezone.now())
    put_to_wish(wish=None, title="Booking", needs=[need.pk], by=eva, at=timezone.now())
    Wish.objects.update(state="built")
    address = f"/wishes/{Wish.objects.get().pk}/"
    page.post(address + "tell/")
    finish_task(task=Task.objects.get(OPEN, origin="care.tell"), by=eva, at=timezone.now())
    shown = page.get(address).text
    assert "Nobody you may see still waits to be told." in shown
    assert "Offer it to the others, too" in shown
    page.post(address + "offer/")
    assert "Offer it to the others, too" not in page.get(address).text
    assert "told to 1, taken up by 0" in page.get("/wishes/").text


def test_telling_who_asked_is_undone_and_pressed_twice_makes_no_second_task(
    page: Client, eva: Any, world: Any
) -> None:
    need = note_need(customer=world.customer("Bakker", owner=eva), words="A", by=eva, at=timezone.now())
    wish, _ = put_to_wish(wish=None, title="Booking", needs=[need.pk], by=eva, at=timezone.now())
    tell = f"/wishes/{wish.pk}/tell/"
    assert "not built yet" in page.post(tell, follow=True).text
    Wish.objects.update(state="built")
    taken_back(page, tell)
    assert "1 task taken back." in page.get(f"/wishes/{wish.pk}/").text
    assert Task.objects.filter(OPEN, origin="care.tell").count() == 0
    page.post(tell)
    assert "has a task already" in page.post(tell, follow=True).text
    assert Task.objects.filter(OPEN, origin="care.tell").count() == 1


def test_a_wish_counts_and_names_whom_one_looks_after_and_whoever_sees_all_all(
    page: Client, eva: Any, world: Any
) -> None:
    mine, other = world.customer("Minepearl", owner=eva), world.customer("Otherpearl")
    told = {"by": eva, "at": timezone.now()}
    needs = [note_need(customer=one, words=f"{one.name} wants it", **told) for one in (mine, other)]
    ada = world.person(role=Role.ADMINISTRATOR)
    put_to_wish(wish=None, title="App", needs=[one.pk for one in needs], by=ada, at=timezone.now())
    wish = Wish.objects.get()
    for address in ("/wishes/", f"/wishes/{wish.pk}/", f"/wishes/{wish.pk}/mail/"):
        assert "Otherpearl" not in page.get(address).text
    assert "Minepearl" in page.get(f"/wishes/{wish.pk}/").text
    told = list(read_csv(page.get(f"/wishes/{wish.pk}/needs.csv", {"lang": "en"}).getvalue()))
    assert [row[0] for row in told] == ["Customer", "Minepearl"]
    assert '<td class="number">1</td>' in page.get("/wishes/").text
    everybody = Client()
    everybody.force_login(ada)
    assert '<td class="number">2</td>' in everybody.get("/wishes/").text
    page.post("/wishes/put/", {"need": [needs[1].pk], "title": "Stolen"})
    assert Need.objects.get(customer=other).wish == wish


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_takes_as_many_queries_however_many_wishes(
    page: Client, eva: Any, world: Any, many: int, django_assert_num_queries: Any
) -> None:
    for number in range(many):
        need = note_need(customer=world.customer(owner=eva), words="x", by=eva, at=timezone.now())
        put_to_wish(wish=None, title=f"W{number}", needs=[need.pk], by=eva, at=timezone.now())
        note_need(customer=world.customer(owner=eva), words="y", by=eva, at=timezone.now())
    with django_assert_num_queries(10):
        page.get("/wishes/")


def test_without_the_station_there_are_no_wishes(page: Client, eva: Any, world: Any) -> None:
    customer = world.customer("Bakker", owner=eva)
    Company.objects.update(stations=["contracts"])
    assert page.get("/wishes/").status_code == 404
    assert "needs/" not in page.get(f"/customers/{customer.pk}/").text

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.urls import reverse

from karn.apps.customers.models import Customer, DuplicateSearch, Likeness
from karn.apps.customers.queries.duplicates import search_lock
from karn.apps.people.models import Person
from karn.platform.locks import hold

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def manager(client: Any) -> Person:
    person = Person.objects.create(email="eva@example.org", name="Eva", role="administrator")
    client.force_login(person)
    return person


@pytest.fixture(name="pair")
def pair_fixture(world: Any, client: Any) -> tuple[Customer, Customer]:
    both = world.customer("Acme BV", email="info@acme.nl"), world.customer("ACME", email="info@acme.nl")
    assert client.post(reverse("look_for_duplicates")).status_code == 302
    return both


@pytest.mark.usefixtures("pair")
def test_the_queue_shows_both_and_why(client: Any) -> None:
    page = client.get(reverse("duplicates")).content.decode()
    assert all(words in page for words in ("Acme BV", "ACME", "the same e-mail address"))


def test_the_customer_s_page_says_so(client: Any, pair: tuple[Customer, Customer]) -> None:
    kept, lost = pair
    page = client.get(reverse("customer", args=[kept.pk])).content.decode()
    assert f'href="{reverse("pair", args=[kept.pk, lost.pk])}">May be the same as ACME' in page


@pytest.mark.usefixtures("pair")
def test_a_pair_that_is_not_the_same_does_not_come_back(client: Any) -> None:
    number = Likeness.objects.get().pk
    assert client.post(reverse("decide_pair", args=[number]), {"verdict": "different"}).status_code == 302
    client.post(reverse("look_for_duplicates"))
    assert "No pairs here" in client.get(reverse("duplicates")).content.decode()


@pytest.mark.usefixtures("pair")
def test_a_pair_put_off_waits_elsewhere(client: Any) -> None:
    number = Likeness.objects.get().pk
    client.post(reverse("decide_pair", args=[number]), {"verdict": "later"})
    assert "No pairs here" in client.get(reverse("duplicates")).content.decode()
    assert "Acme BV" in client.get(reverse("duplicates"), {"put": "off"}).content.decode()


def verdicts() -> list[str]:
    return list(Likeness.objects.order_by("pk").values_list("verdict", flat=True))


def test_ticked_pairs_are_decided_together_and_that_is_taken_back(client: Any, world: Any) -> None:
    for number in range(3):
        for name in ("Acme BV", "ACME"):
            world.customer(f"{name} {number}", email=f"info@acme{number}.nl")
    client.post(reverse("look_for_duplicates"))
    first, second, third = Likeness.objects.order_by("pk")
    page = client.get(reverse("duplicates")).text
    assert page.count('form="many"') == 3
    ticked = {"pair": [first.pk, second.pk, "x", 10**9], "verdict": "different"}
    told = client.post(reverse("decide_pairs"), ticked, follow=True).text
    assert "2 pairs: not the same." in told
    assert verdicts() == ["different", "different", "open"]
    back = re.search(r'action="(/customers/duplicates/undo/[^"]+)"', told)
    assert back is not None
    assert "2 pairs are back in the list." in client.post(back[1], follow=True).text
    assert verdicts() == ["open", "open", "open"]
    told = client.post(reverse("decide_pair", args=[third.pk]), {"verdict": "later"}, follow=True).text
    assert "/customers/duplicates/undo/" in told
    for wrong in ({"pair": [], "verdict": "later"}, {"pair": [first.pk], "verdict": "x"}):
        client.post(reverse("decide_pairs"), wrong)
    assert verdicts() == ["open", "open", "later"]


@pytest.mark.usefixtures("pair")
def test_an_odd_verdict_changes_nothing(client: Any) -> None:
    number = Likeness.objects.get().pk
    assert client.post(reverse("decide_pair", args=[number]), {"verdict": "x"}).status_code == 302
    assert Likeness.objects.get().verdict == "open"
    assert client.post(reverse("decide_pair", args=[10**9]), {"verdict": "later"}).status_code == 404


def test_two_are_merged_from_the_preview_and_taken_apart_again(
    client: Any, pair: tuple[Customer, Customer], world: Any
) -> None:
    kept, lost = pair
    world.customer("Other")
    preview = client.get(reverse("pair", args=[kept.pk, lost.pk]))
    assert "Acme BV" in preview.content.decode()
    response = client.post(reverse("merge", args=[kept.pk, lost.pk]), follow=True)
    assert "ACME is now part of Acme BV." in response.content.decode()
    assert client.get(reverse("customer", args=[lost.pk])).url == reverse("customer", args=[kept.pk])
    changes = client.get(reverse("customer_changes", args=[kept.pk])).content.decode()
    address = changes.split('action="/merges/')[1].split('"')[0]
    assert client.post(f"/merges/{address}").status_code == 302
    assert Customer.objects.count() == 3
    assert client.get(reverse("customer", args=[lost.pk])).status_code == 200


def test_keys_that_merge_by_themselves_are_an_administrator_s_choice(client: Any) -> None:
    assert (
        client.post(
            reverse("merging_rules"), {"key": ["email"], "seen": DuplicateSearch().version}
        ).status_code
        == 302
    )
    assert client.post(reverse("merging_rules"), {"key": []}).status_code == 302  # has seen nothing
    assert DuplicateSearch.objects.get().automatic == ["email"]
    client.post(reverse("merging_rules"), {"key": ["name"], "seen": DuplicateSearch.objects.get().version})
    assert DuplicateSearch.objects.get().automatic == ["email"]
    client.force_login(Person.objects.create(email="bo@example.org", name="Bo", role="manager"))
    assert client.post(reverse("merging_rules"), {}).status_code == 403
    assert DuplicateSearch.objects.get().automatic == ["email"]


@pytest.mark.parametrize("customers", [1, 3])
def test_the_queue_takes_the_same_queries_whatever_its_length(
    client: Any, world: Any, django_assert_num_queries: Any, customers: int
) -> None:
    for number in range(customers):
        for name in ("Acme", "ACME bv"):
            world.customer(f"{name} {number}", email=f"a{number}@acme{number}.nl")
    client.post(reverse("look_for_duplicates"))
    client.get(reverse("duplicates"))
    with django_assert_num_queries(9):
        page = client.get(reverse("duplicates"))
    assert len(page.context["pairs"]) == customers


def test_another_one_is_looked_for_by_hand_and_both_are_seen_side_by_side(world: Any, client: Any) -> None:
    one = world.customer("Bakkerij Jansen", city="Utrecht")
    alike, other = world.customer("Bakkerij Jansen", city="Utrecht"), world.customer("Visser", email="v@v.nl")
    address = reverse("merge_with", args=[one.pk])
    assert f'href="{address}">Merge with…' in client.get(reverse("customer", args=[one.pk])).text
    offered = client.get(address).text
    assert reverse("pair", args=[one.pk, alike.pk]) in offered
    found = client.get(address, {"q": "v@v.nl"}, headers={"HX-Request": "true"}).text
    assert reverse("pair", args=[one.pk, other.pk]) in found
    assert "<html" not in found
    assert "Nobody matches" in client.get(address, {"q": "Quux"}).text
    itself = client.get(address, {"q": "jansen"}).text
    assert reverse("pair", args=[one.pk, one.pk]) not in itself
    assert "Visser" in client.get(reverse("pair", args=[one.pk, other.pk])).text


def test_a_search_that_runs_is_shown_with_how_far_it_is_and_an_interrupted_one_is_said(client: Any) -> None:
    begun = datetime(2026, 3, 1, 12, tzinfo=UTC)
    DuplicateSearch.objects.create(pk=1, begun_at=begun, progress=42)
    assert "The last search was interrupted" in client.get(reverse("duplicates")).text
    with hold(search_lock(), otherwise=""):
        page = client.get(reverse("duplicates")).text
        part = client.get(reverse("duplicates_progress")).text
    assert ('value="42"' in page, "interrupted" in page, 'value="42"' in part) == (True, False, True)
    assert client.get(reverse("duplicates_progress"))["HX-Refresh"] == "true"

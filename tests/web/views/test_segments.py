"""Segments through the pages: made, counted, changed, thrown away, and whom one sees."""

import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from karn.apps.contracts.models import PriceState, Subscription
from karn.apps.customers.models import Customer
from karn.apps.people.models import AuditEntry, Person, Role, Team
from karn.apps.segments.models import SavedView, Segment

pytestmark = pytest.mark.django_db
DUTCH = {"m.0": "all", "f.0-0": "customers.country", "o.0-0": "is", "v.0-0": "NL"}


@pytest.fixture(autouse=True)
def keeper(world: Any, client: Any) -> Person:
    world.company()
    person: Person = world.person(role=Role.MANAGER)
    client.force_login(person)
    return person


def made(client: Any, **told: str) -> Segment:
    response = client.post(reverse("new_segment"), DUTCH | {"name": "Dutch", "do": "save"} | told)
    assert response.status_code == 302, response.text
    return Segment.objects.latest("pk")


def test_a_segment_is_made_without_scripts_one_button_at_a_time(client: Any, world: Any) -> None:
    world.customer("Bakker", country="NL")
    world.customer("Åkesson", country="SE", city="Lund")
    new = reverse("new_segment")
    page = client.post(new, {"m.0": "any", "new.0": "customers.country", "do": "row:0"}).text
    assert 'name="f.0-0" value="customers.country"' in page
    page = client.post(new, DUTCH | {"m.0": "any", "do": "group:0"}).text
    assert 'name="m.0-1"' in page
    told = DUTCH | {"m.0": "any", "m.0-1": "all", "new.0-1": "customers.city"}
    assert 'name="f.0-1-0" value="customers.city"' in client.post(new, told | {"do": "row:0-1"}).text
    told |= {"f.0-1-0": "customers.city", "o.0-1-0": "starts_with", "v.0-1-0": "lu", "name": "Both"}
    assert "2 of 2 customers" in client.post(new, told | {"do": "look"}).text
    assert 'name="f.0-1-0"' not in client.post(new, told | {"do": "drop:0-1-0"}).text
    saved = client.post(new, told | {"do": "save", "shared": "on"}, follow=True).text
    assert ("Country is NL" in saved, "City starts with “lu”" in saved, "2 of 2 customers" in saved) == (
        True,
    ) * 3


def test_what_is_incomplete_is_said_beside_the_row(client: Any) -> None:
    told = {"m.0": "all", "f.0-0": "customers.city", "o.0-0": "is", "v.0-0": "", "name": "X", "do": "save"}
    response = client.post(reverse("new_segment"), told)
    assert (response.status_code, Segment.objects.count()) == (400, 0)
    assert re.search('<div class="karn-error[^>]*>Say what “City” is compared with.', response.text)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (DUTCH | {"name": " "}, "Give the segment a name."),
        ({"m.0": "all", "name": "X"}, "A group needs at least one condition."),
        (DUTCH | {"name": "X", "o.0-0": "regex"}, "Some conditions are not complete yet."),
        (DUTCH | {"name": "X", "f.0-0": "pk) OR 1=1 --"}, "Some conditions are not complete yet."),
        (DUTCH | {"name": "X", "v.0-0": "N\x00L"}, "Some conditions are not complete yet."),
    ],
)
def test_what_cannot_be_kept_is_refused_and_shown_again(client: Any, told: dict[str, str], said: str) -> None:
    response = client.post(reverse("new_segment"), told | {"do": "save"})
    assert (response.status_code, said in response.text, Segment.objects.count()) == (400, True, 0)


def test_numbers_may_have_a_decimal_comma_and_text_any_sign(client: Any, world: Any) -> None:
    world.customer("100 % 'Plus' <b>", acquisition_cost="12.50")
    told = {
        "m.0": "all", "f.0-0": "customers.acquisition_cost", "o.0-0": "at_least", "v.0-0": "12,5",
        "f.0-1": "customers.name", "o.0-1": "one_of", "l.0-1": "100 % 'plus' <B>\r\nother",
    }  # fmt: skip
    made(client, **told, name="Odd")
    page = client.get(reverse("segment", args=[Segment.objects.get().pk])).text
    assert "1 of 1 customer" in page
    assert "is one of: “100 % &#x27;plus&#x27; &lt;B&gt;”, “other”" in page


def test_an_account_manager_counts_own_customers_alone(client: Any, world: Any) -> None:
    segment = made(client, shared="on")
    mine = world.person(role=Role.ACCOUNT_MANAGER)
    world.customer("Own", country="NL", owner=mine)
    world.customer("Foreign", country="NL")
    client.force_login(mine)
    page = client.get(reverse("segment", args=[segment.pk])).text
    assert ("1 of 1 customer" in page, "Foreign" in page) == (True, False)
    assert "1 customer<" in client.get(reverse("segment_count", args=[segment.pk])).text
    assert "1 of 1 customer" in client.post(reverse("count_draft"), DUTCH).text


def test_somebody_elses_own_segment_is_not_there_and_a_shared_one_can_only_be_read(
    client: Any, world: Any
) -> None:
    own, shared = made(client), made(client, shared="on", name="Shared")
    client.force_login(world.person(role=Role.SERVICE))
    assert client.get(reverse("segment", args=[own.pk])).status_code == 404
    page = client.get(reverse("segment", args=[shared.pk])).text
    assert ("Show the list" in page, reverse("edit_segment", args=[shared.pk]) in page) == (True, False)
    for name in ("edit_segment", "remove_segment"):
        told = DUTCH | {"name": "Mine", "do": "save"}
        assert client.post(reverse(name, args=[shared.pk]), told).status_code == 302
    shared.refresh_from_db()
    assert (shared.name, shared.deleted_at) == ("Shared", None)
    client.force_login(world.person(role=Role.ANALYST))
    assert client.get(reverse("segment", args=[shared.pk])).status_code == 200
    assert client.get(reverse("new_segment")).status_code == 403


def seen() -> dict[str, str]:
    return {"seen": Segment.objects.get().version}


def test_another_manager_may_change_a_shared_segment_and_not_take_it(
    client: Any, world: Any, keeper: Person
) -> None:
    segment = made(client, shared="on")
    client.force_login(world.person(role=Role.MANAGER))
    edit = reverse("edit_segment", args=[segment.pk])
    assert (
        client.post(edit, DUTCH | {"name": "Better", "shared": "on", "do": "save"} | seen()).status_code
        == 302
    )
    refused = client.post(edit, DUTCH | {"name": "Mine", "do": "save"} | seen())
    assert "Only who made a segment can take it back" in refused.text
    segment.refresh_from_db()
    assert (segment.name, segment.owner) == ("Better", keeper)


def test_two_who_change_at_once_meet_and_see_both(client: Any, keeper: Person) -> None:
    segment = made(client)
    edit = reverse("edit_segment", args=[segment.pk])
    before = {"seen": segment.version, "do": "save"}
    client.post(edit, DUTCH | before | {"name": "First", "v.0-0": "BE"})
    late = client.post(edit, DUTCH | before | {"name": "Second", "v.0-0": "SE"})
    both = {one.name: (one.theirs, one.mine) for one in late.context["met"]["conflicts"]}
    assert late.status_code == 409
    assert both["name"] == ("First", "Second")
    assert [("BE" in words, "SE" in words) for words in both["definition"]] == [(True, False), (False, True)]
    segment.refresh_from_db()
    assert segment.name == "First"
    again = DUTCH | before | {"name": "Second", "seen": segment.version, "take-definition": "theirs"}
    assert client.post(edit, again).status_code == 302
    newest, *_older, made_first = client.get(reverse("segment_changes", args=[segment.pk])).context["changes"]
    assert [(one.name, one.before, one.after) for one in newest.fields] == [("name", "First", "Second")]
    assert (made_first.made, newest.by) == (True, keeper.name)


def test_a_segment_says_what_it_is_kept_for(client: Any) -> None:
    segment = made(client)
    assert segment.purpose == "service"
    edit = reverse("edit_segment", args=[segment.pk])
    told = DUTCH | {"name": "Dutch", "do": "save", "purpose": "approach"} | seen()
    assert client.post(edit, told | {"purpose": "sport"}).status_code == 400
    assert client.post(edit, told).status_code == 302
    assert "To approach them" in client.get(reverse("segment", args=[segment.pk])).text


def test_a_change_that_has_seen_nothing_changes_nothing(client: Any) -> None:
    segment = made(client)
    edit = reverse("edit_segment", args=[segment.pk])
    assert client.post(edit, DUTCH | {"name": "Blind", "do": "save"}).status_code == 409
    segment.refresh_from_db()
    assert segment.name == "Dutch"


def test_what_is_removed_comes_back_and_all_of_it_is_written_down(client: Any) -> None:
    segment = made(client)
    page = client.post(reverse("remove_segment", args=[segment.pk]), follow=True).text
    assert ("Dutch is removed." in page, "No segments yet" in page) == (True, True)
    assert client.get(reverse("segment", args=[segment.pk])).status_code == 404
    client.post(reverse("restore_segment", args=[segment.pk]))
    assert client.get(reverse("segment", args=[segment.pk])).status_code == 200
    deeds = (
        AuditEntry.objects.filter(kind="segments.segment").order_by("number").values_list("deed", flat=True)
    )
    assert list(deeds) == ["segment_made", "segment_removed", "segment_restored"]


def test_an_empty_list_offers_examples_that_make_one(client: Any, world: Any) -> None:
    customer = world.customer("New")
    paid = Subscription.objects.create(**world.fact(), customer=customer, currency="EUR")
    PriceState.objects.create(
        subscription=paid, starts_on=timezone.localdate(), mrr=5, amount=5, known_at="2026-01-01T00:00Z"
    )
    page = client.get(reverse("segments")).text
    examples = re.findall(r'action="(/segments/examples/[a-z]+/)"', page)
    assert len(examples) == 4
    pages = [client.post(address, follow=True).text for address in examples]
    assert ["1 of 1 customer" in page for page in pages] == [False, False, False, True]


@pytest.mark.parametrize("segments", [1, 3])
def test_the_list_takes_the_same_queries_whatever_its_length(
    client: Any, django_assert_num_queries: Any, segments: int
) -> None:
    for number in range(segments):
        made(client, name=f"S{number}")
    with django_assert_num_queries(4):
        page = client.get(reverse("segments")).text
    assert page.count('hx-trigger="load"') == segments


def test_a_segment_whose_attribute_is_gone_says_so(client: Any) -> None:
    segment = made(client)
    segment.definition["root"]["parts"][0]["field"] = "customers.attribute:Sector"
    segment.save()
    page = client.get(reverse("segment", args=[segment.pk])).text
    assert "There is no “Sector” to choose customers by (any more)." in page
    assert client.get(reverse("customers"), {"segment": segment.pk}).status_code == 200
    assert client.get(reverse("edit_segment", args=[segment.pk])).status_code == 200


def names(client: Any, **asked: Any) -> list[str]:
    return re.findall(r'<a href="/customers/\d+/">([^<]+)</a>', client.get(reverse("customers"), asked).text)


def test_the_list_and_its_file_hold_a_segment_and_none_where_it_asks_in_vain(client: Any, world: Any) -> None:
    world.customer("Bakker", country="NL")
    world.customer("Åkesson", country="SE")
    segment = made(client)
    assert names(client, segment=segment.pk) == ["Bakker"]
    file = client.get(reverse("customers_csv"), {"segment": segment.pk, "lang": "en"}).getvalue().decode()
    assert ("Bakker" in file, "Åkesson" in file) == (True, False)
    segment.definition["root"]["parts"][0]["field"] = "customers.attribute:Sector"
    segment.save()
    for number in (segment.pk, segment.pk + 1, "x", "²", "9" * 30):
        page = client.get(reverse("customers"), {"segment": number}).text
        assert ("Nobody matches" in page, 'role="alert"' in page) == (True, True)
        assert names(client, segment=number) == []


def test_the_list_narrows_to_ones_own_and_to_ones_team(client: Any, world: Any, keeper: Person) -> None:
    keeper.team = Team.objects.create(name="North")
    keeper.save()
    world.customer("Mine", owner=keeper)
    world.customer("Ours", owner=world.person(team=keeper.team))
    world.customer("Named", team=keeper.team)
    world.customer("Other", owner=world.person())
    wanted = {
        "me": ["Mine"],
        "team": ["Mine", "Named", "Ours"],
        f"team-{keeper.team.pk}": ["Mine", "Named", "Ours"],
    }
    assert {code: names(client, owner=code) for code in wanted} == wanted
    assert names(client, owner="none") == ["Named"]
    world.said(Customer.objects.get(name="Mine"), timezone.now(), direction="in", source="karn", subject="Q1")
    world.said(
        Customer.objects.get(name="Other"), timezone.now(), direction="in", source="karn", subject="Q2"
    )
    page = client.get(reverse("unanswered"), {"owner": "team"}).text
    assert ("Q1" in page, "Q2" in page) == (True, False)


def saved(client: Any, **told: str) -> str:
    response = client.post(reverse("save_view", args=["customers"]), told)
    return str(response.url)


def test_a_view_is_kept_shown_as_a_tab_and_can_be_what_the_list_opens_with(client: Any) -> None:
    address = saved(client, name="Risky", state="risk", sort="-risk", place="x", evil="1")
    assert address == "/customers/?state=risk&sort=-risk"
    page = client.get(address).text
    view = SavedView.objects.get()
    assert re.search(r'aria-current="true"[^>]*>Risky</a>', page)
    client.post(reverse("first_view", args=["customers"]), {"view": view.pk})
    assert client.get(reverse("customers")).url == address
    assert client.get(reverse("customers"), {"view": "all"}).status_code == 200
    assert saved(client, name="Risky", state="left") == "/customers/?state=left"
    assert SavedView.objects.get().asked == {"state": "left"}
    client.post(reverse("remove_view", args=[view.pk]))
    assert client.get(reverse("customers")).status_code == 200
    client.post(reverse("restore_view", args=[view.pk]))
    assert client.get(reverse("customers")).url == "/customers/?state=left"


def test_a_shared_view_is_everybodys_and_an_own_one_is_not(client: Any, world: Any) -> None:
    saved(client, name="Ours", state="left", shared="on")
    saved(client, name="Mine", state="risk")
    client.force_login(world.person(role=Role.ANALYST))
    page = client.get(reverse("customers")).text
    assert (">Ours</a>" in page, ">Mine</a>" in page) == (True, False)
    assert client.post(reverse("remove_view", args=[SavedView.objects.first().pk])).status_code == 404
    saved(client, name="Analysis", state="left", shared="on")
    assert not SavedView.objects.filter(name="Analysis").exists()


def test_what_other_peoples_customers_say_is_not_offered(client: Any, world: Any) -> None:
    eva, other = world.person(role=Role.ACCOUNT_MANAGER), world.person()
    world.customer("Own", owner=eva, acquisition_source="A friend", country="NL")
    world.customer("Foreign", owner=other, acquisition_source="The fair of Växjö", country="SE")
    client.force_login(eva)
    source, country = "customers.acquisition_source", "customers.country"
    told = {"m.0": "all", "f.0-0": source, "o.0-0": "is", "f.0-1": country, "o.0-1": "is"}
    page = client.post(reverse("new_segment"), told).text
    assert [word in page for word in ("A friend", ">NL<", "Växjö", ">SE<")] == [True, True, False, False]


def test_a_number_of_thousands_of_digits_is_nobodys(client: Any, world: Any) -> None:
    client.force_login(world.person(role=Role.ADMINISTRATOR))
    long = "1" * 5000
    assert client.get(reverse("new_segment"), {"from": long}).status_code == 200
    assert client.get(reverse("attributes"), {"change": long}).status_code == 200
    assert client.get(reverse("new_conversation"), {"customer": long}).status_code == 404
    assert client.post(reverse("choose_many"), {"customer": long}).status_code == 302


def test_a_condition_just_added_counts_what_it_shows(client: Any, world: Any) -> None:
    for number in range(3):
        world.customer(f"C{number}", is_key=number == 0)
    new = reverse("new_segment")
    shown = client.post(new, {"m.0": "all", "new.0": "customers.key", "do": "row:0"}).text
    assert ('<option value="yes" selected>' in shown, "1 of 3 customers" in shown) == (True, True)

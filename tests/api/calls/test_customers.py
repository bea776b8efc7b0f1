"""Customers through the API: the list page by page, one, new ones, changes."""

from datetime import UTC, datetime
from typing import Any

import pytest

from karn.apps.customers.actions.customers import change_customer
from karn.apps.customers.models import AttributeKind, Customer
from karn.apps.people.models import AuditEntry, Role

pytestmark = pytest.mark.django_db


def test_paging_through_the_list_meets_everybody_once_whatever_comes_meanwhile(
    world: Any, manager: Any
) -> None:
    names = [f"C{number:03}" for number in range(0, 240, 2)]
    for name in names:
        world.customer(name)
    met, path = [], "/customers?sort=-name"
    while path:
        page = manager.get(path).json()
        met += [one["name"] for one in page["items"]]
        world.customer(f"{met[-1]} late")  # stands before those met already
        path = f"/customers?sort=-name&cursor={page['next']}" if page["next"] else ""
    assert met == names[::-1]
    exported = AuditEntry.objects.filter(deed="customers_exported").values_list("detail", flat=True)
    assert sorted(exported) == sorted(f"{count} token:{manager.token.pk}" for count in (50, 50, 20))


def test_a_cursor_holds_for_the_same_question_alone_and_none_can_be_made_up(world: Any, manager: Any) -> None:
    for number in range(51):
        world.customer(f"C{number}")
    cursor = manager.get("/customers").json()["next"]
    answers = [manager.get(f"/customers?{asked}") for asked in (
        f"sort=mrr&cursor={cursor}", f"q=C&cursor={cursor}", f"cursor={cursor[:-1]}", "cursor=made-up",
    )]  # fmt: skip
    told = {(one.status_code, one.json()["fields"][0]["field"]) for one in answers}
    assert told == {(422, "query.cursor")}


def test_a_cursor_behind_which_nobody_stands_any_more_ends_the_list(world: Any, manager: Any) -> None:
    made = [world.customer(f"C{number:02}") for number in range(51)]
    cursor = manager.get("/customers").json()["next"]
    made[-1].delete()
    page = manager.get(f"/customers?cursor={cursor}").json()
    assert (page["items"], page["next"]) == ([], None)


def test_the_list_is_narrowed_and_sorted_as_on_the_page(world: Any, manager: Any) -> None:
    bo = world.person(Role.ACCOUNT_MANAGER, "Bo")
    paying, _other = world.full("Bakker", bo), world.customer("Smit")
    for asked in ("q=bakk", "state=active", f"owner={bo.pk}", "plan=Bakker plan", "sort=-mrr&state=active"):
        items = manager.get(f"/customers?{asked}").json()["items"]
        assert [(one["id"], one["mrr"], one["standing"]) for one in items] == [(paying.pk, "50", "leaving")]


def test_a_segment_there_is_not_holds_nobody_and_only_key_clients_are_asked_for(
    world: Any, manager: Any
) -> None:
    key = world.customer("Bakker", is_key=True)
    world.customer("Smit")
    assert manager.get("/customers?segment=987654").json()["items"] == []
    assert [one["id"] for one in manager.get("/customers?key=yes").json()["items"]] == [key.pk]


def test_a_new_customer_is_there_with_its_facts_and_in_the_log(manager: Any) -> None:
    AttributeKind.objects.create(name="sector")
    sent = {
        "name": " Bakker ", "email": "INFO@bakker.example", "country": "nl", "joined_on": "2026-01-31",
        "acquisition_cost": "100.50", "owner": manager.token.person_id, "attributes": {"sector": "food"},
    }  # fmt: skip
    made = manager.post("/customers", sent)
    told = made.json()
    assert made.status_code == 201
    assert {name: told[name] for name in sent} == sent | {
        "name": "Bakker", "email": "info@bakker.example", "country": "NL", "acquisition_cost": "100.5",
    }  # fmt: skip
    assert manager.get(f"/customers/{told['id']}").json() == told
    entries = AuditEntry.objects.filter(kind="customers.customer", object=str(told["id"]))
    by_token = f"token:{manager.token.pk}"
    assert list(entries.order_by("number").values_list("deed", "detail")) == [
        ("customer_added", by_token), ("customer_seen", by_token),
    ]  # fmt: skip


def test_who_may_not_hand_over_becomes_the_owner_of_who_is_added(world: Any) -> None:
    bo = world.person(Role.ACCOUNT_MANAGER, "Bo")
    told = world.caller(bo).post("/customers", {"name": "Bakker"}).json()
    assert told["owner"] == bo.pk


def test_a_change_leaves_alone_what_it_does_not_name(world: Any, manager: Any) -> None:
    customer = world.full("Bakker", None)
    before = manager.get(f"/customers/{customer.pk}").json()
    changed = manager.patch(
        f"/customers/{customer.pk}", {"version": before["version"], "city": "Breda"}
    ).json()
    assert changed == before | {"city": "Breda", "version": changed["version"]}
    assert changed["version"] != before["version"]
    again = manager.patch(
        f"/customers/{customer.pk}", {"version": changed["version"], "city": "Breda"}
    ).json()
    assert again == changed


def test_a_change_of_what_somebody_changed_meanwhile_is_a_409_with_both_values(
    world: Any, manager: Any
) -> None:
    AttributeKind.objects.create(name="sector")
    customer = world.full("Bakker", None)
    seen = manager.get(f"/customers/{customer.pk}").json()["version"]
    facts = {"city": "Delft", "phone": "1", "attributes": {"sector": "food"}}
    stored = change_customer(
        customer=customer.pk, facts=facts, by=manager.token.person, at=datetime(2026, 4, 1, tzinfo=UTC)
    )
    asked = {"city": "Breda", "phone": "1", "attributes": {"sector": "drink"}}
    answer = manager.patch(f"/customers/{customer.pk}", {"version": seen, **asked})
    told = answer.json()
    assert (answer.status_code, told["code"], told["version"]) == (409, "changed_meanwhile", stored.version)
    assert told["differences"] == [
        {"field": "city", "stored": "Delft", "asked": "Breda"},
        {"field": "attributes", "stored": {"sector": "food"}, "asked": {"sector": "drink"}},
    ]
    assert Customer.objects.get().city == "Delft"
    assert (
        manager.patch(f"/customers/{customer.pk}", {"version": told["version"], **asked}).status_code == 200
    )


@pytest.mark.parametrize(
    ("sent", "code", "fields"),
    [
        ({}, "invalid", ["name"]),
        ({"name": "B", "nmae": "C"}, "invalid", ["nmae"]),
        ({"name": "B", "kind": "dog", "prospect": "yes"}, "invalid", ["kind", "prospect"]),
        ({"name": "B\x00"}, "invalid", ["name"]),
        ({"name": "B", "joined_on": "31-01-2026"}, "invalid", ["joined_on"]),
        ({"name": "B", "joined_on": 20260131}, "invalid", ["joined_on"]),
        ({"name": "B", "acquisition_cost": 100.5}, "invalid", ["acquisition_cost"]),
        ({"name": "B", "attributes": {"nowhere": "x"}}, "refused", ["attributes.nowhere"]),
        ({"name": "B", "owner": 987654}, "refused", ["owner"]),
        ({"name": "B", "email": "no address"}, "refused", []),
    ],
)
def test_what_does_not_fit_is_refused_field_by_field_and_nothing_is_made(
    manager: Any, sent: dict[str, Any], code: str, fields: list[str]
) -> None:
    answer = manager.post("/customers", sent)
    told = answer.json()
    assert (answer.status_code, told["code"], [one["field"] for one in told["fields"]]) == (422, code, fields)
    assert not Customer.objects.exists()

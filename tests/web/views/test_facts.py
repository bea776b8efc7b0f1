import json
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from karn.apps.company.rules.trades import PRESETS
from karn.apps.contracts.models import PriceState, Subscription
from karn.apps.customers.models import AttributeKind, Contact, Customer
from karn.apps.people.models import Person

pytestmark = pytest.mark.django_db


def somebody(role: str = "manager", name: str = "Eva") -> Person:
    return Person.objects.create(email=f"{name}@example.org".lower(), name=name, role=role)


@pytest.fixture
def person() -> Person:
    return somebody()


@pytest.fixture
def post(client: Any, person: Person) -> Any:
    client.force_login(person)
    return lambda page, /, *args, **told: client.post(reverse(page, args=args), told)


@pytest.fixture
def get(client: Any, person: Person) -> Any:
    client.force_login(person)
    return lambda page, /, *args, **told: client.get(reverse(page, args=args), told)


def paying(world: Any) -> Customer:
    customer: Customer = world.customer("Bakker")
    subscription = Subscription.objects.create(customer=customer, currency="EUR", **world.fact())
    PriceState.objects.create(
        subscription=subscription, starts_on=date(2025, 1, 1), mrr=50, amount=50, known_at=customer.known_at
    )
    return customer


def told_by(form: Any) -> dict[str, str]:
    """Return what a browser would send of a form nobody touched."""
    return {**form.texts, "seen": form.seen, "was": form.was}


def test_a_customer_made_by_hand_gets_a_page(post: Any, get: Any) -> None:
    response = post(
        "new_customer", name="Acme", kind="company", country="SE", registration_number="556036-0793"
    )
    made = Customer.objects.get()
    assert (response.status_code, response.url) == (302, reverse("customer", args=[made.pk]))
    page = get("customer", made.pk).content.decode()
    assert "5560360793" in page
    assert "Acme is stored." in page


@pytest.mark.parametrize(("trade", "kind"), [("agency", "company"), ("practice", "person")])
def test_a_new_customer_is_a_person_where_nobody_has_contacts(
    get: Any, world: Any, trade: str, kind: str
) -> None:
    world.company(trade=trade, stations=list(PRESETS[trade].stations))
    assert get("new_customer").context["form"]["kind"].value() == kind


def test_errors_stand_beside_their_fields(post: Any) -> None:
    response = post(
        "new_customer",
        name="",
        kind="company",
        email="no",
        country="NL",
        registration_number="12",
        domain="x",
    )
    assert response.status_code == 400
    assert set(response.context["form"].errors) == {"name", "email", "registration_number", "domain"}
    assert not Customer.objects.exists()


def test_a_form_sent_back_untouched_changes_nothing(post: Any, get: Any, world: Any) -> None:
    AttributeKind.objects.create(name="member", type="yes_no")
    customer = world.customer(
        "Bakker", attributes={"member": "yes", "sector": "bouw"}, country="NL", language="nl", prospect=True,
        acquisition_cost="5.00",
    )  # fmt: skip
    form = get("edit_customer", customer.pk).context["form"]
    assert post("edit_customer", customer.pk, **told_by(form)).status_code == 302
    after = Customer.objects.get()
    assert (after.known_at, after.attributes) == (customer.known_at, customer.attributes)
    assert after.history.count() == 1


def test_two_who_edit_at_once_see_both_values_and_choose(post: Any, get: Any, world: Any) -> None:
    customer = world.customer("Bakker", city="Delft", phone="1")
    read = told_by(get("edit_customer", customer.pk).context["form"])
    assert (
        post("edit_customer", customer.pk, **{**read, "city": "Gouda", "email": "a@b.nl"}).status_code == 302
    )
    response = post("edit_customer", customer.pk, **{**read, "city": "Breda", "phone": "2"})
    assert response.status_code == 409
    seen = {one.name: (one.theirs, one.mine, one.take) for one in response.context["form"].conflicts}
    assert seen == {
        "city": ("Gouda", "Breda", "mine"),
        "phone": ("1", "2", "mine"),
        "email": ("a@b.nl", "–", "theirs"),
    }
    page = response.content.decode()
    assert all(value in page for value in ("Gouda", "Breda", "a@b.nl"))
    form = response.context["form"]
    again = {**read, "city": "Breda", "phone": "2", "seen": form.seen, "was": form.was}
    choices = {"take-city": "theirs", "take-email": "theirs", "take-phone": "mine"}
    assert post("edit_customer", customer.pk, **again, **choices).status_code == 302
    after = Customer.objects.get()
    assert (after.city, after.phone, after.email) == ("Gouda", "2", "a@b.nl")


@pytest.mark.parametrize("was", ["", "[", "[1]", json.dumps({"city": 3}), "\x00"])
def test_an_odd_memory_of_what_was_read_still_shows_both(post: Any, get: Any, world: Any, was: str) -> None:
    customer = world.customer("Bakker", city="Delft")
    read = told_by(get("edit_customer", customer.pk).context["form"])
    response = post("edit_customer", customer.pk, **{**read, "seen": "?", "city": "Breda", "was": was})
    assert response.status_code == 409
    assert Customer.objects.get().city == "Delft"


def test_somebody_who_may_not_hand_over_gives_no_other_account_manager(client: Any, world: Any) -> None:
    keeper, other = somebody("account_manager", "Ina"), somebody("account_manager", "Bo")
    customer = world.customer("Bakker", owner=keeper)
    client.force_login(keeper)
    address = reverse("edit_customer", args=[customer.pk])
    form = client.get(address).context["form"]
    assert "owner" not in form.fields
    assert client.post(address, {**told_by(form), "owner": str(other.pk), "city": "Gouda"}).status_code == 302
    after = Customer.objects.get()
    assert (after.owner, after.city) == (keeper, "Gouda")


def test_foreign_customers_cannot_be_reached(client: Any, world: Any) -> None:
    customer = world.customer("Geheim BV")
    contact = world.contact(customer, "Geheim")
    client.force_login(somebody("account_manager", "Ina"))
    addresses = [
        ("edit_customer", customer.pk), ("remove_customer", customer.pk), ("restore_customer", customer.pk),
        ("customer_source_id", customer.pk), ("customer_changes", customer.pk), ("new_contact", customer.pk),
        ("edit_contact", contact.pk), ("contact_left", contact.pk),
    ]  # fmt: skip
    for name, number in addresses:
        for ask in (client.get, client.post):
            response = ask(reverse(name, args=[number]))
            assert response.status_code in {404, 405}
            assert b"Geheim" not in response.content
    assert Customer.objects.get().deleted_at is None
    assert Contact.objects.get().ends_on is None


def test_who_only_reads_gets_no_form(client: Any, world: Any) -> None:
    customer = world.customer("Bakker")
    client.force_login(somebody("analyst", "Ann"))
    for name, args in (
        ("new_customer", []),
        ("edit_customer", [customer.pk]),
        ("customer_bin", []),
        ("duplicates", []),
    ):
        assert client.get(reverse(name, args=args)).status_code == 403
    assert client.get(reverse("customer_changes", args=[customer.pk])).status_code == 200
    assert "Change<" not in client.get(reverse("customer", args=[customer.pk])).content.decode()


def test_the_bin_gives_back_what_was_thrown_away(post: Any, get: Any, world: Any) -> None:
    customer = paying(world)
    get("customers")
    assert post("remove_customer", customer.pk).status_code == 302
    page = get("customers", state="active").content.decode()
    assert f"/customers/{customer.pk}/restore/" in page  # the undo of the message
    assert "Nobody matches" in page
    assert get("customer", customer.pk).status_code == 404
    assert "Bakker" in get("customer_bin").content.decode()
    assert post("restore_customer", customer.pk).status_code == 302
    assert [row.name for row in get("customers", state="active").context["page"].rows] == ["Bakker"]
    assert "The bin is empty" in get("customer_bin").content.decode()


def test_a_new_customer_stands_in_the_list_at_once(post: Any, get: Any, world: Any) -> None:
    paying(world)
    get("customers")
    post("new_customer", name="Acme", kind="company")
    for asked in ({"sort": "mrr"}, {"state": "none"}, {}):
        assert "Acme" in [row.name for row in get("customers", **asked).context["page"].rows]


def test_a_number_in_another_program_is_noted(post: Any, get: Any, world: Any) -> None:
    customer = world.customer("Bakker")
    assert post("customer_source_id", customer.pk, source="crm", source_id="7").status_code == 302
    assert "crm · 7" in get("customer", customer.pk).content.decode()
    assert post("customer_source_id", customer.pk, source="", source_id="").status_code == 302
    assert Customer.everything.count() == 2


def test_attributes_have_fields_of_their_kind(post: Any, get: Any, world: Any) -> None:
    kind = AttributeKind.objects.create(name="tier", type="choice", choices=["Gold", "Silver"])
    day = AttributeKind.objects.create(name="visited", type="date")
    customer = world.customer("Bakker", attributes={"sector": "bouw"})
    read = told_by(get("edit_customer", customer.pk).context["form"])
    bad = post("edit_customer", customer.pk, **{**read, f"attribute-{day.pk}": "soon"})
    assert (bad.status_code, list(bad.context["form"].errors)) == (400, [f"attribute-{day.pk}"])
    post(
        "edit_customer",
        customer.pk,
        **{**read, f"attribute-{kind.pk}": "Gold", f"attribute-{day.pk}": "2026-03-01"},
    )
    assert Customer.objects.get().attributes == {"sector": "bouw", "tier": "Gold", "visited": "2026-03-01"}
    page = get("customer", customer.pk).content.decode()
    assert "1 March 2026" in page
    assert "bouw" in page


@pytest.mark.parametrize("language", ["en", "nl", "sv"])
def test_every_page_is_there_in_every_language(get: Any, world: Any, person: Person, language: str) -> None:
    person.language = language
    person.save()
    customer, contact = world.customer("Bakker"), world.contact(world.customer("Smit"))
    for name, args in (
        ("new_customer", []), ("edit_customer", [customer.pk]), ("customer_changes", [customer.pk]),
        ("customer_bin", []), ("new_contact", [customer.pk]), ("edit_contact", [contact.pk]),
        ("duplicates", []), ("pair", [customer.pk, contact.customer_id]),
    ):  # fmt: skip
        assert get(name, *args).status_code == 200

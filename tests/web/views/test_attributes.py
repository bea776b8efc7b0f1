from typing import Any

import pytest
from django.urls import reverse

from karn.apps.customers.models import AttributeKind, Customer
from karn.apps.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client: Any) -> Any:
    client.force_login(Person.objects.create(email="eva@example.org", name="Eva", role="administrator"))
    return client


TIER = {
    "name": "tier",
    "type": "choice",
    "choices": "Gold\nSilver\n\nGold",
    "purpose": "contract",
    "source": "crm",
}


def test_an_attribute_is_declared_and_shown(page: Any) -> None:
    assert page.post(reverse("attributes"), TIER).status_code == 302
    kind = AttributeKind.objects.get()
    assert (kind.name, kind.type, kind.choices, kind.purpose, kind.source) == (
        "tier", "choice", ["Gold", "Silver"], "contract", "crm",
    )  # fmt: skip
    shown = page.get(reverse("attributes")).content.decode()
    assert "Gold, Silver" in shown
    assert "To carry out the contract" in shown


def test_one_of_the_same_name_is_changed(page: Any) -> None:
    page.post(reverse("attributes"), TIER)
    seen = AttributeKind.objects.get().version
    page.post(reverse("attributes"), {**TIER, "type": "text", "seen": seen})
    assert list(AttributeKind.objects.values_list("type", "choices")) == [("text", [])]


def test_one_of_the_same_name_unseen_is_shown_beside_what_was_asked(page: Any) -> None:
    page.post(reverse("attributes"), TIER)
    answer = page.post(reverse("attributes"), {**TIER, "purpose": "law"})
    both = [(one.name, one.theirs, one.mine) for one in answer.context["form"].conflicts]
    assert (answer.status_code, both) == (
        409, [("purpose", "To carry out the contract", "Because the law asks for it")],
    )  # fmt: skip
    kind = AttributeKind.objects.get()
    page.post(reverse("attributes"), {**TIER, "purpose": "law", "seen": kind.version})
    made, changed = reversed(page.get(reverse("attribute_changes", args=[kind.pk])).context["changes"])
    assert (made.made, changed.by, changed.fields[0].after) == (True, "Eva", "Because the law asks for it")


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"name": ""}, "name"),
        ({"choices": "Gold"}, "choices"),
        ({"type": "colour"}, "type"),
        ({"purpose": ""}, "purpose"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(page: Any, told: dict[str, str], field: str) -> None:
    response = page.post(reverse("attributes"), {**TIER, **told})
    assert (response.status_code, list(response.context["form"].errors)) == (400, [field])
    assert not AttributeKind.objects.exists()


def test_leaving_one_out_keeps_what_customers_have(page: Any, world: Any) -> None:
    world.customer(attributes={"tier": "Gold"})
    page.post(reverse("attributes"), TIER)
    number = AttributeKind.objects.get().pk
    assert (
        page.get(reverse("attributes"), {"change": number}).context["form"].initial["choices"]
        == "Gold\nSilver"
    )
    assert page.post(reverse("remove_attribute", args=[number])).status_code == 302
    assert not AttributeKind.objects.exists()
    assert Customer.objects.get().attributes == {"tier": "Gold"}
    assert "tier" in page.get(reverse("customer_bin")).text
    assert page.post(reverse("restore_attribute", args=[number])).status_code == 302
    assert AttributeKind.objects.get().choices == ["Gold", "Silver"]


def test_one_in_the_bin_is_declared_anew_under_its_number(page: Any) -> None:
    page.post(reverse("attributes"), TIER)
    number = AttributeKind.objects.get().pk
    page.post(reverse("remove_attribute", args=[number]))
    assert page.post(reverse("attributes"), {**TIER, "type": "text"}).status_code == 302
    assert [(kind.pk, kind.type) for kind in AttributeKind.objects.all()] == [(number, "text")]


@pytest.mark.parametrize("asked", [{"change": "x"}, {"change": "²"}, {"change": "9" * 30}, {"name": "\x00"}])
def test_odd_questions_get_a_page(page: Any, asked: dict[str, str]) -> None:
    assert page.get(reverse("attributes"), asked).status_code == 200


def test_only_administrators_declare(client: Any) -> None:
    client.force_login(Person.objects.create(email="bo@example.org", name="Bo", role="manager"))
    assert client.post(reverse("attributes"), TIER).status_code == 403
    assert not AttributeKind.objects.exists()

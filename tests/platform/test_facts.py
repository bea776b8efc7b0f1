"""Facts say where they came from and when they were known."""

from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from karn.apps.customers.models import Contact, Customer
from karn.platform.facts import Fact

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
FACTS = [model for model in apps.get_models() if issubclass(model, Fact)]


def fact(source: str, source_id: str) -> dict[str, object]:
    return {"source": source, "source_id": source_id, "known_at": NOON}


def test_what_companies_import_are_facts() -> None:
    assert {model._meta.model_name for model in FACTS} >= {
        "customer",
        "contact",
        "subscription",
        "invoice",
        "payment",
        "order",
        "departure",
        "conversation",
    }


@pytest.mark.parametrize("model", FACTS, ids=lambda model: model._meta.label)
def test_every_kind_of_fact_has_one_row_per_id_of_its_source(model: type[models.Model]) -> None:
    unique = [
        (constraint.name, constraint.fields)
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and "source_id" in constraint.fields
    ]
    assert unique == [
        (f"{model._meta.app_label}_{model._meta.model_name}_source_id", ("source", "source_id"))
    ]


@pytest.mark.django_db
def test_an_id_is_taken_once_per_source_and_kind() -> None:
    customer = Customer.objects.create(name="Bakker", **fact("shop", "1"))
    Customer.objects.create(name="Bakker", **fact("books", "1"))
    Contact.objects.create(customer=customer, name="Jo", **fact("shop", "1"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Customer.objects.create(name="Somebody else", **fact("shop", "1"))
    assert Customer.objects.count() == 2

"""What the engine gets to see of customers."""

from datetime import UTC, datetime
from typing import Any

import pytest

from karn.apps.customers.models import Customer
from karn.apps.measures.exporters.customers import CUSTOMERS
from karn.apps.people.models import Person

pytestmark = pytest.mark.django_db

KNOWN = datetime(2026, 1, 1, tzinfo=UTC)


def make_customer(name: str, **more: Any) -> Customer:
    return Customer.objects.create(name=name, source="test", source_id=name, known_at=KNOWN, **more)


def exported() -> list[dict[str, Any]]:
    return [row for batch in CUSTOMERS.batches() for row in batch.to_pylist()]


def test_a_customer_is_handed_over_with_the_name_of_its_owner() -> None:
    owner = Person.objects.create(email="ada@example.org", name="Ada")
    customer = make_customer("Bakkerij Jansen", city="Utrecht", country="NL", owner=owner)
    assert exported() == [
        {
            "customer_id": str(customer.pk),
            "name": "Bakkerij Jansen",
            "kind": "company",
            "city": "Utrecht",
            "country": "NL",
            "acquisition_source": None,
            "owner": "Ada",
        }
    ]


def test_further_columns_of_ones_own_files_become_attributes() -> None:
    make_customer("a", attributes={"sector": "bouw", "size": 3})
    make_customer("b", attributes={"sector": ""})
    assert [(row["sector"], row["size"]) for row in exported()] == [("bouw", "3"), (None, None)]


def test_an_attribute_named_like_a_column_gets_a_number() -> None:
    make_customer("a", attributes={"Name": "other", "Sector": "x", "sector": "y"})
    (row,) = exported()
    assert (row["name"], row["Name_2"], row["Sector"], row["sector_2"]) == ("a", "other", "x", "y")


def test_no_customers_still_tell_their_columns() -> None:
    (batch,) = CUSTOMERS.batches()
    assert batch.schema.names[:2] == ["customer_id", "name"]

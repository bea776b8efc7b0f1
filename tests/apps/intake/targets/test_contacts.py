from datetime import date
from typing import Any

from karn.apps.customers.models import Contact

HEAD = "contact_id,customer_id,name,champion,starts_on,ends_on\n"


def test_a_contact_of_a_known_customer_is_stored(import_text: Any, counts: Any) -> None:
    import_text("customers", "customer_id\nC1\n")
    run = import_text("contacts", HEAD + "P1,C1,Jo,yes,2024-01-01,2025-01-01\n")
    contact = Contact.objects.get()
    assert counts(run) == (1, 0, 0, 0, 0)
    assert (contact.customer.source_id, contact.name, contact.champion) == ("C1", "Jo", True)
    assert (contact.starts_on, contact.ends_on) == (date(2024, 1, 1), date(2025, 1, 1))


def test_a_contact_of_an_unknown_customer_is_refused(import_text: Any, counts: Any, refusals: Any) -> None:
    import_text("customers", "customer_id\nC1\n")
    run = import_text("contacts", HEAD + "P1,C1,Jo,,,\nP2,C9,Bo,,,\n")
    assert counts(run) == (1, 0, 0, 0, 1)
    assert refusals(run) == [(3, "customer_id", "C9", "unknown_customer")]


def test_an_end_before_the_start_is_refused(import_text: Any, refusals: Any) -> None:
    import_text("customers", "customer_id\nC1\n")
    run = import_text("contacts", HEAD + "P1,C1,Jo,,2025-01-02,2025-01-01\n")
    assert refusals(run) == [(2, "ends_on", "2025-01-01", "ends_before_start")]

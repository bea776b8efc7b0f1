from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from karn.apps.customers.models import Customer
from karn.apps.intake.models import RefusedRow

HEADING = "x') FROM customers_customer --"
HEAD = "customer_id,name,kind,email,country,language,joined_on,owner,sector\n"


def test_each_field_is_stored_and_other_columns_become_attributes(
    import_text: Any, counts: Any, world: Any
) -> None:
    anna = world.person(email="anna@example.nl")
    run = import_text(
        "customers", HEAD + "C1,Jansen,person,j@example.nl,Nederland,nl,2024-03-01,Anna@example.nl,bouw\n"
    )
    customer = Customer.objects.get()
    assert counts(run) == (1, 0, 0, 0, 0)
    assert (customer.source, customer.source_id, customer.name, customer.kind) == (
        "files",
        "C1",
        "Jansen",
        "person",
    )
    assert (customer.email, customer.country, customer.language) == ("j@example.nl", "NL", "nl")
    assert (customer.joined_on, customer.owner) == (date(2024, 3, 1), anna)
    assert customer.attributes == {"sector": "bouw"}


def test_an_account_manager_nobody_knows_is_left_out_and_counted(import_text: Any, counts: Any) -> None:
    run = import_text("customers", HEAD + "C1,Jansen,,,,,,nobody@example.nl,\n")
    assert Customer.objects.get().owner is None
    assert (counts(run), run.notes) == ((1, 0, 0, 0, 0), {"owners_unknown": 1})


def test_a_repeated_file_changes_nothing(import_text: Any, counts: Any) -> None:
    text = HEAD + "C1,Jansen,person,j@example.nl,NL,nl,2024-03-01,,bouw\nC2,Smit,,,,,,,\n"
    import_text("customers", text)
    before = list(Customer.objects.values())
    assert counts(import_text("customers", text)) == (0, 0, 2, 0, 0)
    assert list(Customer.objects.values()) == before


def test_a_changed_cell_changes_its_row_alone(import_text: Any, counts: Any) -> None:
    import_text("customers", "customer_id,name\nC1,Jansen\nC2,Smit\n")
    assert counts(import_text("customers", "customer_id,name\nC1,Jansen BV\nC2,Smit\n")) == (0, 1, 1, 0, 0)
    assert list(Customer.objects.order_by("source_id").values_list("name", flat=True)) == [
        "Jansen BV",
        "Smit",
    ]


def test_a_file_without_a_column_leaves_that_field_alone(import_text: Any) -> None:
    import_text("customers", "customer_id,name,email\nC1,Jansen,j@example.nl\n")
    import_text("customers", "customer_id,name\nC1,Jansen BV\n")
    assert Customer.objects.values_list("name", "email").get() == ("Jansen BV", "j@example.nl")


def test_attributes_of_another_file_are_added(import_text: Any, counts: Any) -> None:
    import_text("customers", "customer_id,sector\nC1,bouw\n")
    run = import_text("customers", "customer_id,size\nC1,2-9\n")
    assert Customer.objects.get().attributes == {"sector": "bouw", "size": "2-9"}
    assert counts(run) == (0, 1, 0, 0, 0)


def test_the_same_id_of_another_source_is_another_customer(import_text: Any, counts: Any) -> None:
    import_text("customers", "customer_id,name\n1,Jansen\n")
    run = import_text("customers", "customer_id,name\n1,Olsson\n", source="webshop")
    assert counts(run) == (1, 0, 0, 0, 0)
    assert Customer.objects.count() == 2


def test_a_customer_without_a_name_is_called_by_its_number(import_text: Any) -> None:
    import_text("customers", "customer_id,city\nC1,Breda\n")
    assert Customer.objects.get().name == "C1"


@pytest.mark.parametrize(
    ("heading", "cell", "code"),
    [
        ("country", "Atlantis", "not_a_country"),
        ("language", "klingon", "too_long"),
    ],
)
def test_a_cell_that_does_not_fit_refuses_its_row(
    import_text: Any, counts: Any, refusals: Any, heading: str, cell: str, code: str
) -> None:
    run = import_text("customers", f"customer_id,{heading}\nC1,{cell}\nC2,\n")
    assert counts(run) == (1, 0, 0, 0, 1)
    assert refusals(run) == [(2, heading, cell, code)]


def test_a_dutch_export_is_understood(import_text: Any, counts: Any) -> None:
    text = "Klantnummer;Naam;Soort;E-mailadres;Klant sinds\n1001;Bakker;bedrijf;b@example.nl;31-12-2024\n"
    assert counts(import_text("customers", text)) == (1, 0, 0, 0, 0)
    customer = Customer.objects.get()
    assert (customer.name, customer.kind, customer.joined_on) == ("Bakker", "company", date(2024, 12, 31))


def test_a_swedish_export_is_understood(import_text: Any) -> None:
    import_text("customers", "Kundnummer;Namn;Typ;Ort;Kund sedan\n7;Åkesson;privatperson;Malmö;2024-12-31\n")
    customer = Customer.objects.get()
    assert (customer.name, customer.kind, customer.city) == ("Åkesson", "person", "Malmö")


def test_markup_and_statements_in_cells_and_headings_are_only_text(import_text: Any) -> None:
    evil = "Robert'); DROP TABLE customers_customer;--"
    import_text("customers", f'customer_id,name,"{HEADING}"\nC1,"{evil}",<script>\n')
    customer = Customer.objects.get()
    assert customer.name == evil
    assert customer.attributes == {HEADING: "<script>"}


def test_an_address_that_is_none_is_left_out_and_listed(import_text: Any, counts: Any) -> None:
    run = import_text("customers", "customer_id,email\nC1,nope\nC2,a@b.nl\nC3,n/a\n")
    assert counts(run) == (3, 0, 0, 0, 0)
    assert run.notes == {"emails_left_out": 1}
    assert list(Customer.objects.order_by("source_id").values_list("email", flat=True)) == ["", "a@b.nl", ""]
    assert list(run.refused_rows.values_list("line", "column", "value", "code", "kept")) == [
        (2, "email", "nope", "not_an_email", True)
    ]


def test_an_address_in_a_refused_row_is_refused_with_it(import_text: Any, counts: Any) -> None:
    run = import_text("customers", "customer_id,email,country\nC1,nope,Atlantis\n")
    assert counts(run) == (0, 0, 0, 0, 1)
    assert (run.notes, run.refused_rows.filter(kept=True).count()) == ({}, 0)


def test_an_owner_who_is_no_address_is_only_not_known(import_text: Any, counts: Any) -> None:
    run = import_text("customers", "customer_id,owner\nC1,Jan\nC2,-\n")
    assert (counts(run), run.notes) == ((2, 0, 0, 0, 0), {"owners_unknown": 1})


FULL = "customer_id,name,country,website,kvk,address,zip,acquisition cost\n"


def test_what_is_typed_by_hand_is_read_from_files_as_well(import_text: Any, counts: Any) -> None:
    text = FULL + "C1,Acme,NL,https://www.Acme.nl/over,1234 5678,Kade 1,1011 AA,120.5049\n"
    text += "C2,Kärna,SE,karna.se,556016-0680,Gatan 2,111 22,\n"
    run = import_text("customers", text)
    facts = ("domain", "registration_number", "street", "postcode", "acquisition_cost")
    assert list(Customer.objects.order_by("source_id").values_list(*facts)) == [
        ("acme.nl", "12345678", "Kade 1", "1011 AA", Decimal("120.50")),
        ("karna.se", "5560160680", "Gatan 2", "111 22", None),
    ]
    assert counts(run) == (2, 0, 0, 0, 0)
    assert counts(import_text("customers", text)) == (0, 0, 2, 0, 0)


def test_what_can_be_no_number_website_or_cost_is_left_out_and_said_and_the_row_is_stored(
    import_text: Any, counts: Any
) -> None:
    text = FULL + "C1,Acme,NL,no site,1234567,,,-5\nC2,Kärna,SE,,556016-0681,,,\nC3,Free,,,5560160681,,,\n"
    run = import_text("customers", text)
    assert counts(run) == (3, 0, 0, 0, 0)
    facts = Customer.objects.values_list("domain", "registration_number", "acquisition_cost")
    assert set(facts) == {("", "", None)}
    told = RefusedRow.objects.filter(run=run).order_by("line", "column").values_list("line", "column", "code")
    assert list(told) == [
        (2, "acquisition cost", "below_zero"),
        (2, "kvk", "not_a_registration"),
        (2, "website", "not_a_website"),
        (3, "kvk", "not_a_registration"),
        (4, "kvk", "not_a_registration"),
    ]

"""The import pages, as somebody with a browser sees them."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from karn.apps.customers.models import Customer
from karn.apps.intake.actions.checks import choice_of
from karn.apps.intake.models import Run
from karn.apps.people.actions import create_person
from karn.apps.people.models import Role
from karn.platform.locks import hold
from karn.platform.sheets import SEMICOLONS, read_csv

pytestmark = pytest.mark.django_db
GOOD = "Klantnummer;Naam;Land\n1;Jansen;NL\n2;<b>Smit</b>;SE\n"
BAD = "customer_id,name,country\n1,Jansen,NL\n2,=1+1,Atlantis\n"


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(create_person(email="s@example.nl", name="Sam", password=None, role=Role.MANAGER))
    return client


def upload(client: Client, text: str | bytes, target: str = "customers", source: str = "files") -> Run:
    content = text if isinstance(text, bytes) else text.encode()
    sent = {"target": target, "source": source, "file": SimpleUploadedFile("klanten.csv", content)}
    response = client.post("/imports/new/", sent)
    run = Run.objects.latest("id")
    assert (response.status_code, response.headers["Location"]) == (302, f"/imports/{run.pk}/")
    return run


def chosen(**fields: str) -> dict[str, str]:
    return {f"map-{name}": heading for name, heading in fields.items()}


DUTCH = chosen(customer_id="Klantnummer", name="Naam", country="Land")
ENGLISH = chosen(customer_id="customer_id", name="name", country="country")


def test_nobody_gets_in_without_logging_in(client: Client) -> None:
    for address in ("/imports/", "/imports/new/", "/imports/1/", "/imports/1/refused.csv"):
        assert client.get(address).headers["Location"].startswith("/login/")


def test_without_runs_one_button_says_how_to_begin(staff: Client) -> None:
    page = staff.get("/imports/").text
    assert page.count('href="/imports/new/"') == 1


def test_a_file_is_mapped_checked_and_imported(staff: Client) -> None:
    run = upload(staff, GOOD)
    page = staff.get(f"/imports/{run.pk}/").text
    assert '<option value="Klantnummer" selected>' in page
    assert "&lt;b&gt;Smit&lt;/b&gt;" in page
    checked = staff.post(f"/imports/{run.pk}/check/", DUTCH).text
    assert "nothing is stored yet" in checked
    assert Customer.objects.count() == 0
    assert staff.post(f"/imports/{run.pk}/load/", DUTCH).status_code == 302
    assert list(Customer.objects.order_by("source_id").values_list("name", flat=True)) == [
        "Jansen",
        "<b>Smit</b>",
    ]
    assert "All rows are stored." in staff.get(f"/imports/{run.pk}/").text
    assert "klanten.csv" in staff.get("/imports/").text


def test_htmx_gets_only_what_the_check_found(staff: Client) -> None:
    run = upload(staff, GOOD)
    answer = staff.post(f"/imports/{run.pk}/check/", DUTCH, headers={"HX-Request": "true"}).text
    assert "<html" not in answer
    assert "Rows in the file" in answer


def test_refused_rows_are_shown_with_reasons_and_can_be_downloaded(staff: Client) -> None:
    run = upload(staff, BAD)
    staff.post(f"/imports/{run.pk}/load/", ENGLISH)
    page = staff.get(f"/imports/{run.pk}/").text
    assert "One row was refused; the others are stored." in page
    assert "Atlantis" in page
    assert '<td data-label="Reason">not a country</td>' in page
    response = staff.get(f"/imports/{run.pk}/refused.csv")
    assert list(read_csv(b"".join(response.streaming_content))) == [
        ["Karn: line", "Karn: column", "Karn: value", "Karn: reason", "customer_id", "name", "country"],
        ["3", "country", "Atlantis", "not a country", "2", "=1+1", "Atlantis"],
    ]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04xl/", b"only one heading\n"])
def test_an_unusable_file_says_why_and_stores_nothing(staff: Client, content: bytes) -> None:
    if content:
        run = upload(staff, content)
        page = staff.get(f"/imports/{run.pk}/")
        assert page.status_code == 200
        assert run.state == "failed" or "needed" in page.text
    else:
        sent = {"target": "customers", "file": SimpleUploadedFile("leeg.csv", b"")}
        assert staff.post("/imports/new/", sent).status_code in {302, 400}
    assert Customer.objects.count() == 0


def test_a_missing_field_is_named_and_nothing_is_stored(staff: Client) -> None:
    run = upload(staff, GOOD)
    response = staff.post(f"/imports/{run.pk}/load/", chosen(name="Naam"))
    assert response.status_code == 400
    assert "Say which column holds: customer’s number." in response.text
    assert Run.objects.get().state == "uploaded"


def test_ambiguous_dates_ask_for_their_order(staff: Client) -> None:
    run = upload(staff, "customer_id,joined_on\n1,02-03-2024\n2,04-05-2024\n")
    assert "can be read in two ways" in staff.get(f"/imports/{run.pk}/").text
    fields = chosen(customer_id="customer_id", joined_on="joined_on")
    assert staff.post(f"/imports/{run.pk}/check/", fields).status_code == 400
    assert staff.post(f"/imports/{run.pk}/load/", fields | {"date_order": "dmy"}).status_code == 302
    assert [str(day) for day in Customer.objects.values_list("joined_on", flat=True)] == [
        "2024-03-02",
        "2024-05-04",
    ]


def test_a_confirmed_mapping_is_remembered_for_the_next_file(staff: Client) -> None:
    text = "Naam;Anders;Code\nJansen;x;1\n"
    first = upload(staff, text)
    staff.post(f"/imports/{first.pk}/load/", chosen(customer_id="Code", name="Anders"))
    page = staff.get(f"/imports/{upload(staff, text.replace('Jansen', 'Smit')).pk}/").text
    assert "understood as last time" in page
    assert '<option value="Anders" selected>' in page


def test_a_snapshot_asks_for_its_day(staff: Client) -> None:
    run = upload(staff, "customer_id,tenure,left\n1,3,no\n", target="snapshot")
    fields = chosen(customer_id="customer_id", tenure="tenure", left="left")
    assert 'type="date"' in staff.get(f"/imports/{run.pk}/").text
    assert staff.post(f"/imports/{run.pk}/load/", fields).status_code == 400
    assert staff.post(f"/imports/{run.pk}/load/", fields | {"on": "2026-10-01"}).status_code == 302


def test_an_interrupted_import_offers_to_go_on_and_a_running_one_shows_how_far(staff: Client) -> None:
    run = upload(staff, GOOD)
    Run.objects.filter(pk=run.pk).update(
        state="loading", mapping={"customer_id": "Klantnummer"}, valid_rows=2
    )
    assert "interrupted" in staff.get(f"/imports/{run.pk}/").text
    with hold(run.folder / "lock", otherwise=""):
        assert "hx-trigger" in staff.get(f"/imports/{run.pk}/").text
        assert "0 of 2 rows" in staff.get(f"/imports/{run.pk}/progress/").text
    assert staff.get(f"/imports/{run.pk}/progress/").headers["HX-Refresh"] == "true"
    staff.post(f"/imports/{run.pk}/load/", {"continue": "1"})
    assert Customer.objects.count() == 2


def test_a_discarded_file_is_gone(staff: Client) -> None:
    run = upload(staff, GOOD)
    folder: Path = run.folder
    assert folder.exists()
    assert staff.post(f"/imports/{run.pk}/discard/").status_code == 302
    assert (folder.exists(), Run.objects.count()) == (False, 0)


def test_markup_in_a_file_name_or_heading_stays_text(staff: Client) -> None:
    sent = {
        "target": "customers",
        "file": SimpleUploadedFile("<script>x.csv", b"customer_id,<script>alert(1)\n1,2\n"),
    }
    staff.post("/imports/new/", sent)
    run = Run.objects.get()
    assert "<script>x" not in staff.get(f"/imports/{run.pk}/").text
    assert "<script>alert" not in staff.get(f"/imports/{run.pk}/").text


def test_runs_come_in_pages(staff: Client) -> None:
    Run.objects.bulk_create(
        Run(
            target="customers", source="files", file_name=f"f{n}.csv", state="done", created_at=timezone.now()
        )
        for n in range(51)
    )
    first = staff.get("/imports/").text
    assert first.count("f50.csv") == 1
    assert ">f0.csv<" not in first
    oldest = Run.objects.order_by("id")[1].pk
    assert f"?before={oldest}" in first
    assert ">f0.csv<" in staff.get(f"/imports/?before={oldest}").text


def test_checking_comes_first_and_importing_after_it(staff: Client) -> None:
    run = upload(staff, GOOD)
    page = staff.get(f"/imports/{run.pk}/").text
    assert f"/imports/{run.pk}/load/" not in page
    checked = staff.post(f"/imports/{run.pk}/check/", DUTCH).text
    assert f'formaction="/imports/{run.pk}/load/"' in checked
    assert "nothing is stored yet" in staff.get(f"/imports/{run.pk}/").text


def test_what_is_chosen_differently_is_checked_again_before_it_is_stored(staff: Client) -> None:
    run = upload(staff, GOOD)
    staff.post(f"/imports/{run.pk}/check/", DUTCH)
    choice = choice_of(Run.objects.get())
    other = chosen(customer_id="Klantnummer", name="Land")
    page = staff.post(f"/imports/{run.pk}/load/", other | {"checked": choice}).text
    assert "Something was chosen differently since the check." in page
    assert Customer.objects.count() == 0
    assert staff.post(f"/imports/{run.pk}/load/", other | {"checked": choice_of(Run.objects.get())}).url
    assert Customer.objects.count() == 2


def test_the_last_used_source_is_proposed_and_a_wrong_one_is_warned_of(staff: Client) -> None:
    assert 'value="files"' in staff.get("/imports/new/").text
    staff.post(f"/imports/{upload(staff, GOOD, source='billing').pk}/load/", DUTCH)
    page = staff.get("/imports/new/").text
    assert 'name="source" value="billing"' in page
    assert '<option value="billing">' in page
    orders = "order_id,customer_id,ordered_on,amount\nO1,1,2026-01-01,5\nO2,2,2026-01-01,5\n"
    fields = chosen(order_id="order_id", customer_id="customer_id", ordered_on="ordered_on", amount="amount")
    run = upload(staff, orders, target="orders", source="files")
    checked = staff.post(f"/imports/{run.pk}/check/", fields).text
    assert (
        "2 of 2 rows are about customers who are known from the source “billing”, not from “files”."
        in checked
    )
    assert "Use the source “billing”" in checked
    again = staff.post(f"/imports/{run.pk}/check/", fields | {"source": "billing"}).text
    assert "known from the source" not in again
    staff.post(f"/imports/{run.pk}/load/", fields)
    assert Customer.objects.count() == 2


def test_a_mended_file_of_refused_rows_comes_in(staff: Client) -> None:
    text = (
        "klant;naam;e-mail;land;Eigen kolom\n"
        '1;=1+1;a@b.nl;Atlantis;"+31 6,=7"\n2;Smit;nope;NL;x\n3;De Wit;c@d.nl;NL;y\n'
    )
    run = upload(staff, text)
    fields = chosen(customer_id="klant", name="naam", email="e-mail", country="land")
    staff.post(f"/imports/{run.pk}/load/", fields)
    assert list(Customer.objects.order_by("source_id").values_list("source_id", "email")) == [
        ("2", ""),
        ("3", "c@d.nl"),
    ]
    page = staff.get(f"/imports/{run.pk}/").text
    assert "Values left out; their rows are stored" in page
    staff.post("/preferences/language/", {"language": "nl"})
    refused = b"".join(staff.get(f"/imports/{run.pk}/refused.csv").streaming_content)
    assert refused.decode("utf-8-sig").startswith("Karn: regel;Karn: kolom;Karn: waarde;Karn: reden;klant;")
    rows = list(read_csv(refused, SEMICOLONS))
    assert rows[0][:4] == ["Karn: regel", "Karn: kolom", "Karn: waarde", "Karn: reden"]
    assert [row[4:] for row in rows[1:]] == [
        ["1", "=1+1", "a@b.nl", "Atlantis", "+31 6,=7"],
        ["2", "Smit", "nope", "NL", "x"],
    ]
    mended = upload(staff, refused.replace(b"Atlantis", b"SE").replace(b"nope", b"s@t.se"))
    assert "Karn:" not in staff.get(f"/imports/{mended.pk}/").text
    staff.post(f"/imports/{mended.pk}/load/", fields)
    done = Run.objects.get(pk=mended.pk)
    assert (done.accepted, done.updated, done.refused) == (1, 1, 0)
    first = Customer.objects.get(source_id="1")
    assert (first.name, first.country, first.attributes) == ("=1+1", "SE", {"Eigen kolom": "+31 6,=7"})
    assert Customer.objects.get(source_id="2").email == "s@t.se"


def test_a_refresh_is_asked_for_until_it_is_made(staff: Client) -> None:
    run = upload(staff, GOOD)
    staff.post(f"/imports/{run.pk}/load/", DUTCH)
    asks = "The figures are of before: refresh them to count these rows."
    assert asks in staff.get(f"/imports/{run.pk}/").text
    staff.post("/refresh/")
    assert asks not in staff.get(f"/imports/{run.pk}/").text
    more = upload(staff, GOOD + "3;De Wit;NL\n")
    staff.post(f"/imports/{more.pk}/load/", DUTCH)
    told = staff.get("/").text
    assert "One row came in after these figures were made." in told
    assert told.count('action="/refresh/"') == 1
    staff.post("/refresh/")
    assert "came in after" not in staff.get("/").text


def test_what_a_check_finds_is_said_of_what_is_still_to_come(staff: Client) -> None:
    text = "customer_id,name,email,owner\n1,Jansen,nope,who@example.nl\n"
    run = upload(staff, text)
    fields = chosen(customer_id="customer_id", name="name", email="email", owner="owner")
    page = staff.post(f"/imports/{run.pk}/check/", fields).text
    for said in (
        "1 e-mail address that is none: its row will be stored without",
        "1 row whose account manager does not log in here: will be stored without",
        "Values that will be left out; their rows will be stored",
    ):
        assert said in page
    assert "is stored without" not in page
    staff.post(f"/imports/{run.pk}/load/", fields)
    assert "1 e-mail address that is none: its row is stored without" in staff.get(f"/imports/{run.pk}/").text


def test_a_repeated_file_asks_for_no_refresh(staff: Client) -> None:
    for _ in range(2):
        run = upload(staff, GOOD)
        staff.post(f"/imports/{run.pk}/load/", DUTCH)
    page = staff.get(f"/imports/{run.pk}/").text
    assert "Nothing in this file was new." in page
    assert "Refresh the figures" not in page


def test_errors_and_labels_are_said_in_the_readers_language(staff: Client) -> None:
    staff.post("/preferences/language/", {"language": "nl"})
    run = upload(staff, b"%PDF-1.7")
    assert (
        "klanten.csv is een pdf: exporteer de gegevens zelf, als CSV."
        in staff.get(f"/imports/{run.pk}/").text
    )
    run = upload(staff, GOOD)
    response = staff.post(f"/imports/{run.pk}/check/", chosen(name="Naam"))
    assert "Zeg in welke kolom dit staat: klantnummer." in response.text


def test_only_who_brought_a_file_in_or_an_administrator_discards_it(staff: Client) -> None:
    run = upload(staff, GOOD)
    colleague, administrator = Client(), Client()
    colleague.force_login(create_person(email="c@x.nl", name="C", password=None, role=Role.MANAGER))
    administrator.force_login(create_person(email="a@x.nl", name="A", password=None, role=Role.ADMINISTRATOR))
    address = f"/imports/{run.pk}/discard/"
    assert address not in colleague.get("/imports/").text + colleague.get(f"/imports/{run.pk}/").text
    assert colleague.post(address).status_code == 403
    assert (Run.objects.count(), run.folder.exists()) == (1, True)
    assert address in administrator.get("/imports/").text
    assert administrator.post(address).status_code == 302
    assert Run.objects.count() == 0


def test_a_failed_run_is_cleared_from_the_list(staff: Client) -> None:
    run = upload(staff, b"%PDF-1.7")
    assert f'action="/imports/{run.pk}/discard/"' in staff.get("/imports/").text
    assert staff.post(f"/imports/{run.pk}/discard/").url == "/imports/"
    assert Run.objects.count() == 0


def test_a_file_without_dates_and_numbers_shows_no_card_for_them(staff: Client) -> None:
    assert "Dates and numbers" not in staff.get(f"/imports/{upload(staff, GOOD).pk}/").text


def test_a_running_check_says_how_far_it_is(staff: Client) -> None:
    run = upload(staff, GOOD)
    Run.objects.filter(pk=run.pk).update(valid_rows=2, weighed_rows=1)
    with hold(run.folder / "lock", otherwise=""):
        assert "1 of 2 rows are compared" in staff.get(f"/imports/{run.pk}/").text
        response = staff.post(f"/imports/{run.pk}/check/", DUTCH)
        assert "being checked or stored already" in response.text
    assert staff.get(f"/imports/{run.pk}/progress/").headers["HX-Refresh"] == "true"


def test_the_page_lists_the_columns_of_each_kind(staff: Client) -> None:
    page = staff.get("/imports/new/").text
    assert page.count("<code>customer_id</code>") == 10
    assert "Not needed where there is a column with the monthly amount." in page


@pytest.mark.parametrize("runs", [1, 3])
def test_the_list_of_imports_takes_the_same_queries_whatever_its_length(
    staff: Client, django_assert_num_queries: Any, runs: int
) -> None:
    for number in range(runs):
        run = upload(staff, f"Klantnummer;Naam;Land\n{number};Jansen;NL\n")
        staff.post(f"/imports/{run.pk}/load/", DUTCH)
    with django_assert_num_queries(4):
        page = staff.get("/imports/").text
    assert page.count("klanten.csv") == runs

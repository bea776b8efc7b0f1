import io
from base64 import urlsafe_b64encode
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.urls import reverse

from karn.apps.company.models import Company
from karn.apps.contracts.models import PriceState, Subscription
from karn.apps.customers.models import Customer
from karn.apps.customers.queries import customers_visible_to
from karn.apps.fit.models import Check
from karn.apps.people.models import Person
from karn.platform.sheets import read_csv

pytestmark = pytest.mark.django_db
KNOWN = datetime(2026, 1, 1, tzinfo=UTC)
# On PostgreSQL a writer of the audit log first asks for its turn.
LOCK = 1 if connection.vendor == "postgresql" else 0


def make(name, number, **values):
    fact = {"source": "test", "source_id": f"C-{number}", "known_at": KNOWN}
    customer = Customer.objects.create(name=name, joined_on=date(2025, 1, 1), **fact, **values)
    subscription = Subscription.objects.create(customer=customer, currency="EUR", plan="Basis", **fact)
    PriceState.objects.create(
        subscription=subscription, starts_on=date(2025, 1, 1), mrr=50, amount=50, known_at=KNOWN
    )
    return customer


@pytest.fixture
def person():
    return Person.objects.create(email="eva@example.org", name="Eva")


@pytest.fixture
def page(client, person):
    client.force_login(person)

    def _page(name, *args, **asked):
        return client.get(reverse(name, args=args), asked)

    return _page


def test_nobody_sees_customers_without_logging_in(client):
    customer = make("Geheim BV", 1)
    for address in (reverse("customers"), reverse("customers_csv"), reverse("customer", args=[customer.pk])):
        response = client.get(address)
        assert response.status_code == 302
        assert b"Geheim" not in response.content


def test_somebody_who_may_no_longer_log_in_sees_no_customer(person):
    make("Geheim BV", 1)
    person.is_active = False
    assert list(customers_visible_to(person)) == []
    assert list(customers_visible_to(AnonymousUser())) == []


@pytest.mark.parametrize("customers", [1, 3])
def test_the_list_takes_the_same_queries_whatever_its_length(
    page, django_assert_num_queries, customers, person
):
    for number in range(customers):
        make(f"C{number}", number, owner=person)
    page("customers")  # the listings are made with the first look
    with django_assert_num_queries(15):  # one of them: who meets the criteria
        response = page("customers")
    assert response.content.decode().count("At risk") == 1  # the filter, and nobody in the list


@pytest.mark.parametrize("customers", [1, 3])
def test_the_file_of_all_customers_takes_the_same_queries_whatever_its_length(
    page, django_assert_num_queries, customers
):
    for number in range(customers):
        make(f"C{number}", number)
    page("customers")  # the listings are made with the first look
    with django_assert_num_queries(14 + LOCK):  # two of them: who meets the criteria
        rows = list(read_csv(page("customers_csv", lang="en").getvalue()))
    assert len(rows) == 1 + customers


def test_the_empty_list_says_what_to_do(page):
    assert "No customers yet" in page("customers").content.decode()


def test_who_looks_after_nobody_yet_is_told_so(client):
    make("Bakker", 1)
    client.force_login(Person.objects.create(email="bo@example.org", name="Bo", role="account_manager"))
    assert "No customers in your care yet" in client.get(reverse("customers")).content.decode()


def test_a_search_without_a_match_offers_all(page):
    make("Bakker", 1)
    assert "Nobody matches" in page("customers", q="zzz").content.decode()


def test_names_from_files_are_shown_as_text(page):
    customer = make("<script>alert(1)</script>", 1, attributes={"<b>": "<i>"})
    for response in (page("customers"), page("customer", customer.pk)):
        assert "<script>alert" not in response.content.decode()
        assert "&lt;script&gt;alert(1)" in response.content.decode()


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "\x00"},
        {"place": "!"},
        {"place": "WzEsMiwzXQ"},
        {"sort": "pk;drop"},
        {"owner": "999999999999999999999999"},
        {"owner": "²"},
        {"state": "x"},
        {"q": "%_'\\"},
        {"plan": "'"},
    ],
)
def test_odd_questions_get_a_page(page, asked):
    make("Bakker", 1)
    assert page("customers", **asked).status_code == 200


def test_the_file_has_every_customer_who_matches(page):
    make("=cmd()", 1)
    make("Other", 2)
    content = b"".join(page("customers_csv", q="cmd").streaming_content)
    rows = list(read_csv(content))
    assert rows[0][:4] == ["Id", "Name", "E-mail", "MRR"]
    assert [row[:6] for row in rows[1:]] == [["C-1", "=cmd()", "", "50", "EUR", "2025-01-01"]]
    assert b"'=cmd()" in content


def test_the_file_says_who_meets_the_criteria(page):
    right, unchecked = make("Bakker", 1), make("Other", 2)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    Check.objects.create(customer=right, fit="right", on=at.date(), at=at, occasion="check")
    told = page("customers_csv", lang="en").getvalue()
    assert [row[-1] for row in read_csv(told)] == ["Right client?", "Right", "Unchecked"]
    assert unchecked.name in told.decode()


def test_the_excel_file_says_the_same_and_runs_nothing(page):
    make("=cmd()", 1)
    sheet = openpyxl.load_workbook(io.BytesIO(page("customers_xlsx").getvalue())).active
    assert [cell.value for cell in sheet[2]][:5] == ["C-1", "=cmd()", None, 50, "EUR"]
    assert sheet["B2"].data_type == "s"


def test_a_customer_there_is_not_is_not_found(page):
    assert [page("customer", number).status_code for number in (4711, 2**70)] == [404, 404]


def token(text):
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "after", ["!", token("x"), token("2026-01-01|a|b"), token("0001-01-01T00:00:00+14:00|a|1"), "é"]
)
def test_odd_places_on_the_timeline_begin_at_the_newest(page, after):
    assert page("customer", make("Bakker", 1).pk, after=after, kind="odd").status_code == 200


@pytest.mark.parametrize(
    "place", ["[9999999999999999999999, 1, 0]", '["a", 9999999999999999999999, 1]', "1", "{}"]
)
@pytest.mark.parametrize("sort", ["name", "mrr"])
def test_odd_places_in_the_list_begin_at_the_start(page, place, sort):
    make("Bakker", 1)
    assert "Bakker" in page("customers", place=token(place), sort=sort).content.decode()


def test_a_customer_s_page_takes_the_same_queries_whatever_is_known(page, django_assert_num_queries):
    customer = make("Bakker", 1)
    with django_assert_num_queries(25 + LOCK):
        page("customer", customer.pk)
    for number in range(3):
        fact = {"source": "more", "source_id": f"S-{number}", "known_at": KNOWN}
        subscription = Subscription.objects.create(customer=customer, currency="EUR", plan="Extra", **fact)
        for day in (date(2025, 1, 1), date(2025, 2, 1)):
            PriceState.objects.create(
                subscription=subscription, starts_on=day, mrr=50, amount=50, known_at=KNOWN,
                ends_on=day + timedelta(days=31) if day.month == 1 else None,
            )  # fmt: skip
    with django_assert_num_queries(25 + LOCK):
        response = page("customer", customer.pk)
    assert "€200.00" in response.content.decode()


def test_before_the_rules_looked_the_page_does_not_say_all_is_well(page):
    content = page("customer", make("Bakker", 1).pk).content.decode()
    assert "Nothing points to leaving" not in content
    assert "Nobody has looked yet" in content


def test_the_list_says_who_meets_the_criteria_where_the_company_has_some(page, person):
    Company.objects.create(name="Noord", stations=["criteria"])
    right, wrong, _new = (make(name, number, owner=person) for number, name in enumerate("ABC"))
    for customer, fit in ((right, "right"), (wrong, "not_right")):
        Check.objects.create(customer=customer, fit=fit, on="2026-01-05", at=KNOWN, answers="")
    shown = page("customers").content.decode()
    words = ("Right", "Not right", "Unchecked")
    assert [shown.count(f">{said}</span></td>") for said in words] == [1, 1, 1]
    Company.objects.update(stations=[])
    assert "Unchecked</span></td>" not in page("customers").content.decode()


def test_only_the_page_of_a_prospect_leads_to_the_check_before_signing(page, world):
    world.company()
    numbers = [make("Bakker", number, prospect=number == 1).pk for number in (1, 2)]
    assert ["Check before signing" in page("customer", one).text for one in numbers] == [True, False]


def test_a_customer_without_contacts_says_so(page, world):
    customer = make("Bakker", 1)
    told = ["We know nobody there." in page("customer", customer.pk).text]
    world.contact(customer)
    told.append("We know nobody there." in page("customer", customer.pk).text)
    assert told == [True, False]

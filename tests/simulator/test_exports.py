import csv
import hashlib
import json
import os
import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal

import pytest

from karn.simulator.exports import BROKEN_MOMENTS, write_exports
from karn.simulator.simulation import simulate

UNTIL = date(2026, 11, 22)
FILES = [
    "customers.csv", "contacts.csv", "subscriptions.csv", "payments.csv", "conversations.csv", "orders.csv",
    "departures.csv", "hours.csv", "people.csv", "company.json", "notes.csv", "README.txt", "truth/truth.csv",
    "truth/states.csv",
]  # fmt: skip
HEADINGS = {
    "customers": "customer_id,name,kind,email,phone,city,country,language,joined_on,owner,"
    "acquisition_source,sector,size",
    "contacts": "contact_id,customer_id,name,email,phone,role,champion,starts_on,ends_on",
    "subscriptions": "subscription_id,customer_id,plan,starts_on,ends_on,amount,interval,quantity,"
    "discount_percent,currency,status,resumes_on,term_months,notice_days,contract_ends_on,end_kind",
    "payments": "payment_id,invoice_id,customer_id,subscription_id,invoiced_on,due_on,amount,currency,"
    "status,paid_on,failed_on",
    "conversations": "conversation_id,customer_id,contact_id,channel,direction,happened_at,answered_at,"
    "handled_by,subject,bulk",
    "departures": "departure_id,customer_id,subscription_id,notice_on,contract_ends_on,access_ends_on,kind,"
    "reason,destination,asked_by,comment",
    "people": "email,name,role",
}


def rows_of(path, delimiter=","):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


@pytest.fixture(scope="session")
def service_files(service, tmp_path_factory):
    folder = tmp_path_factory.mktemp("service")
    write_exports(service, folder)
    return folder


@pytest.fixture(scope="session")
def agency_files(agency, tmp_path_factory):
    folder = tmp_path_factory.mktemp("agency")
    write_exports(agency, folder)
    return folder


def digests(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_every_file_is_written_and_named(agency, tmp_path):
    paths = write_exports(agency, tmp_path / "new" / "folder")
    assert [str(path.relative_to(tmp_path / "new" / "folder")) for path in paths] == FILES
    assert all(path.is_file() for path in paths)


def test_a_company_without_orders_has_no_orders_file(service_files):
    assert not (service_files / "orders.csv").exists()


@pytest.mark.parametrize("name", HEADINGS)
def test_the_english_headings_are_the_field_names(service_files, name):
    with (service_files / f"{name}.csv").open(encoding="utf-8") as file:
        assert file.readline().strip() == HEADINGS[name]


def test_the_agency_writes_dutch_customers_and_payments(agency_files, agency):
    customers = rows_of(agency_files / "customers.csv", ";")
    payments = rows_of(agency_files / "payments.csv", ";")
    first, payment = agency.books.customers[0], agency.books.payments[0]
    assert customers[0]["klantnummer"] == first.customer_id
    assert customers[0]["klant sinds"] == first.joined_on.strftime("%d-%m-%Y")
    assert payments[0]["bedrag"] == f"{payment.amount // 100},{payment.amount % 100:02d}"
    assert payments[0]["factuurdatum"] == payment.invoiced_on.strftime("%d-%m-%Y")
    assert len(payments) == len(agency.books.payments)


def test_amounts_and_days_read_back_as_they_were(service_files, service):
    written = rows_of(service_files / "subscriptions.csv")
    for line, row in zip(written, service.books.subscriptions, strict=True):
        assert Decimal(line["amount"]) * 100 == row.amount
        assert date.fromisoformat(line["starts_on"]) == row.starts_on
        assert line["ends_on"] == (row.ends_on.isoformat() if row.ends_on else "")


def test_moments_have_the_zone_of_summer_and_winter(service_files, service):
    for line, row in zip(
        rows_of(service_files / "conversations.csv"), service.books.conversations, strict=False
    ):
        moment = datetime.fromisoformat(line["happened_at"])
        assert moment.replace(tzinfo=None) == row.happened_at
        assert moment.utcoffset().total_seconds() / 3600 == (
            2 if 4 <= moment.month <= 9 else 1
        ) or moment.month in {3, 10}


def test_exactly_three_conversations_cannot_be_read(service_files, service, agency_files):
    written = rows_of(service_files / "conversations.csv")
    assert len(written) == len(service.books.conversations) + 3
    assert tuple(line["happened_at"] for line in written[-3:]) == BROKEN_MOMENTS
    assert len({line["conversation_id"] for line in written}) == len(written)
    for line in rows_of(agency_files / "conversations.csv"):
        datetime.fromisoformat(line["happened_at"])
    assert "impossible date" in (service_files / "README.txt").read_text(encoding="utf-8")
    assert "impossible date" not in (agency_files / "README.txt").read_text(encoding="utf-8")


def test_the_truth_lies_beside_the_exports(service_files, service):
    truths = rows_of(service_files / "truth" / "truth.csv")
    departures = {line["departure_id"]: line for line in rows_of(service_files / "departures.csv")}
    assert len(truths) == len(departures) == len(service.books.truths)
    assert {line["hidden"] for line in truths} == {"yes", "no"}
    for line in truths:
        assert departures[line["departure_id"]]["customer_id"] == line["customer_id"]
        assert departures[line["departure_id"]]["reason"] == line["stated_reason"]
    assert len(rows_of(service_files / "truth" / "states.csv")) == len(service.books.states)


def test_the_company_says_what_it_is(agency_files):
    assert json.loads((agency_files / "company.json").read_text(encoding="utf-8")) == {
        "name": "Bureau Zandlicht",
        "trade": "agency",
        "zone": "Europe/Amsterdam",
        "currency": "EUR",
        "language": "nl",
        "gross_margin": "0.55",
        "winning_cost": "4500.00",
        "answer_days": 2,
        "rhythm_days": 45,
    }


def write_elsewhere(folder, company, customers):
    """Simulate in a new process, whose sets and dictionaries of text are ordered by another seed."""
    code = (
        "import sys; from datetime import date; from pathlib import Path;"
        "from karn.simulator.exports import write_exports; from karn.simulator.simulation import simulate;"
        "made = simulate(sys.argv[1], until=date(2026, 11, 22), customers=int(sys.argv[2]));"
        "write_exports(made, Path(sys.argv[3]))"
    )
    arguments = [sys.executable, "-c", code, company, str(customers), str(folder)]
    subprocess.run(arguments, check=True, env=os.environ | {"PYTHONHASHSEED": "1"})


def test_another_process_writes_the_same_agency(agency_files, tmp_path):
    write_elsewhere(tmp_path, "agency", 48)
    assert digests(tmp_path) == digests(agency_files)


def test_another_process_writes_the_same_subscription_service(tmp_path):
    write_exports(simulate("subscription", until=UNTIL, customers=40), tmp_path / "here")
    write_elsewhere(tmp_path / "there", "subscription", 40)
    assert digests(tmp_path / "there") == digests(tmp_path / "here")


def test_writing_twice_replaces_the_files(agency, tmp_path):
    write_exports(agency, tmp_path)
    before = digests(tmp_path)
    write_exports(agency, tmp_path)
    assert digests(tmp_path) == before

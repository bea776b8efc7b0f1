"""Every list can be taken along: as CSV and for Excel, the rows of the page, nobody else's, and harmless."""

import io
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import openpyxl
import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import reverse
from model_bakery import baker

from karn.apps.care.models import Problem
from karn.apps.contracts.models import (
    Cost,
    Edit,
    HourRate,
    Invoice,
    Order,
    Plan,
    PriceState,
    Product,
    Subscription,
)
from karn.apps.customers.models import AttributeKind, Customer, Likeness, Selection
from karn.apps.customers.queries.selections import version_of
from karn.apps.intake.models import Run
from karn.apps.people.actions.audit import record
from karn.apps.people.actions.tokens import create_token
from karn.apps.people.models import AuditEntry, Cover, HandOver, Role
from karn.apps.people.rules import Event
from karn.apps.personal.models import Erasure
from karn.apps.segments.models import Segment
from karn.apps.surveys.models import Response, Survey, Version
from karn.apps.surveys.rules.questions import as_json
from karn.apps.surveys.rules.ready import ready_form
from karn.apps.tasks.models import Task
from karn.platform.sheets import read_csv
from karn.web.listings import all_listings, listing_named
from karn.web.words.audit import LISTS

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
TODAY = NOW.date()
BAD = "=cmd|'/c calc'!A1"
OWN, FOREIGN = "Ownpearl", "Xanthippe77"

SHOWN: dict[str, str] = {
    "audit": "/audit/",
    "attributes": "/settings/attributes/",
    "chosen": "/customers/many/{chosen}/?deed=bin",
    "contacts": "/customers/{own}/",
    "contract_changes": "/customers/{own}/contracts/changes/",
    "customer_contracts": "/customers/{own}/",
    "customer_costs": "/customers/{own}/",
    "customer_invoices": "/customers/{own}/",
    "customer_orders": "/customers/{own}/",
    "covers": "/people/",
    "customer_bin": "/customers/bin/",
    "customer_changes": "/customers/{own}/changes/",
    "customers": "/customers/",
    "duplicates": "/customers/duplicates/",
    "erasures": "/personal/",
    "hand_overs": "/people/",
    "hour_rates": "/margins/rates/",
    "imports": "/imports/",
    "margins": "/margins/",
    "people": "/people/",
    "personal": "/personal/",
    "problems": "/problems/",
    "products": "/products/",
    "renewals": "/renewals/",
    "rhythm": "/rhythm/?show=all",
    "search": "/search/?q=pearl",
    "segments": "/segments/",
    "survey_answers": "/surveys/{own}/",
    "tasks": "/tasks/",
    "timeline": "/customers/{own}/",
    "tokens": "/tokens/",
    "unanswered": "/conversations/unanswered/",
}
"""On which page each list stands. A new one without its line fails."""

ELSEWHERE = {
    "farewells",
    "returned",
    "win_back",
    "win_back_asked",
    "win_back_not",
    "improvements",
    "why",
    "why_departures",
    "cases",
    "looking_back",
    "lessons",
    "lesson_answers",
    "customer_value",
    "expectations",
    "failed_payments",
    "fit",
    "fit_checks",
    "fit_customers",
    "hushed_signals",
    "journal",
    "normal",
    "runs",
    "signals",
    "signal_rule",
    "learning_goals",
    "lights",
    "mails",
    "notices",
    "promises",
    "recaps",
    "renewal_reminders",
    "reviews",
    "start_ups",
    "surveys",
    "thin_clients",
    "ticks",
    "ties",
    "wish_needs",
    "wishes",
}
"""Lists that are tried with their pages, in tests of their own."""

ABOUT_NOBODY = {"audit", "attributes", "erasures", "hour_rates", "imports", "personal", "timeline", "tokens"}
"""Lists that name no customer, no contact and no colleague with a formula for a name."""


class Filled:
    """A company in which every list has rows: of the account manager's own customer, and of a foreign one."""

    def __init__(self, world: Any) -> None:
        world.company(zone="UTC")
        self.chief = world.person(name="Anna", role=Role.ADMINISTRATOR)
        self.manager = world.person(name=f"{BAD} Bo", role=Role.ACCOUNT_MANAGER)
        other = world.person(name="Cas", role=Role.ACCOUNT_MANAGER)
        self.numbers = {"own": self._customer(world, f"{BAD} {OWN}", self.manager)}
        self.numbers["foreign"] = self._customer(world, FOREIGN, other)
        self._ask_both()
        Task.objects.create(text=f"{BAD} task", owner=self.chief, made_at=NOW, changed_at=NOW)
        AttributeKind.objects.create(name="sector", type="text", purpose="service")
        HourRate.objects.create(role="", rate=50)
        gold = Product.objects.create(name="Gold", known_at=NOW)
        Plan.objects.create(product=gold, name=f"{BAD} plan", known_at=NOW)
        Run.objects.create(target="customers", source="files", file_name="klanten.csv", created_at=NOW)
        cover = {"starts_on": TODAY - timedelta(days=1), "ends_on": TODAY + timedelta(days=5)}
        baker.make(Cover, away=self.manager, covering=self.chief, **cover)
        baker.make(HandOver, giver=self.manager, taker=other, customers=[1], at=NOW, undone_at=None)
        Erasure.objects.create(
            reference="2026-ABCDEFGH", kind="contact", number=1, customer=1, asked_at=NOW, asked_by=self.chief
        )
        for person in (self.chief, self.manager):
            create_token(
                person=person, name="cash", scopes=["customers:read"], expires_at=None, by=person, at=NOW
            )
        record(by=self.chief, deed=Event.LOGGED_IN, about=self.chief, at=NOW)

    def _customer(self, world: Any, name: str, owner: Any) -> int:
        one = world.customer(name, owner=owner, email="a@b.example", phone="1")
        world.contact(one, f"{name} contact", role="Chief")
        world.said(one, NOW - timedelta(days=3), direction="in", source="karn", subject=f"{name} asks")
        plan = {"plan": f"{name} plan", "starts_on": date(TODAY.year - 2, 1, 1), "mrr": 50, "amount": 50}
        paid = Subscription.objects.create(
            **world.fact(), customer=one, currency="EUR", term_months=1, notice_days=7
        )
        PriceState.objects.create(subscription=paid, known_at=NOW, **plan)
        Cost.objects.create(
            **world.fact(), customer=one, amount=5, currency="EUR", cost_on=TODAY, what=f"{name} cost"
        )
        bought = {"customer": one, "amount": 5, "currency": "EUR", "source": "test", "known_at": NOW}
        Invoice.objects.create(**bought, source_id=f"{name} bill", invoiced_on=TODAY, due_on=TODAY)
        Order.objects.create(**bought, source_id=f"{name} order", ordered_on=TODAY)
        Edit.objects.create(
            customer=one, deed="cost_added", at=NOW, by=owner,
            rows=[{"model": "cost", "id": 1, "before": None, "after": {"what": f"{name} cost"}}],
        )  # fmt: skip
        one.history.create(**_state(one, name=f"{name} before"), history_date=NOW, history_type="+")
        one.history.create(**_state(one), history_date=NOW, history_type="~")
        twin = world.customer(f"{name} twin", owner=owner)
        Task.objects.create(customer=one, text=f"{name} task", owner=owner, made_at=NOW, changed_at=NOW)
        about = {"raised_on": TODAY, "made_at": NOW, "changed_at": NOW, "card": "a" * 24}
        Problem.objects.create(customer=one, text=f"{name} problem", owner=owner, **about)
        Likeness.objects.create(first=one, second=twin, score=90, reasons=["name"], found_at=NOW)
        world.customer(f"{name} gone", owner=owner, deleted_at=NOW)
        condition = {"field": "customers.name", "operator": "not_empty", "values": []}
        definition = {"version": 1, "root": {"match": "all", "parts": [condition]}}
        named = {"name": f"{name} segment", "owner": owner, "shared": owner == getattr(self, "manager", None)}
        Segment.objects.create(**named, made_at=NOW, known_at=NOW, definition=definition)
        return int(one.pk)

    def _ask_both(self) -> None:
        """Let both customers answer a survey that has the own one's number."""
        about = {"made_at": NOW, "changed_at": NOW}
        survey = Survey.objects.create(pk=self.numbers["own"], name="Survey", ready="nps", **about)
        version = Version.objects.create(survey=survey, form=as_json(ready_form("nps")), made_at=NOW)
        for side, words in (("own", OWN), ("foreign", FOREIGN)):
            Response.objects.create(
                survey=survey, version=version, customer_id=self.numbers[side], language="en", said_at=NOW,
                changed_at=NOW, answers={"recommend": 8}, texts={"better": f"{words} wish"},
            )  # fmt: skip

    def choose(self, by: Any) -> int:
        """Let somebody choose the own customer."""
        own = Customer.objects.get(pk=self.numbers["own"])
        versions = [[own.pk, version_of(own.known_at)]]
        return int(Selection.objects.create(by=by, chosen_at=NOW, customers=versions).pk)


def _state(row: Any, **changed: Any) -> dict[str, Any]:
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return values | changed


@pytest.fixture
def filled(world: Any) -> Filled:
    return Filled(world)


def login(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def files_of(client: Client, name: str, filled: Filled) -> tuple[list[list[str]], list[list[str]]]:
    """Return the rows of both files of a list, the headings first, as text."""
    listing = listing_named(name)
    places = [filled.numbers["chosen" if name == "chosen" else "own"]] if "<" in listing.address else []
    asked = {"lang": "en"} | ({"q": "pearl"} if name == "search" else {})
    told = client.get(reverse(f"{name}_csv", args=places), asked)
    assert told.status_code == 200, (name, told.status_code)
    rows = list(read_csv(told.getvalue()))
    assert all(not re.match(r"\s*[=+@]", line) for line in told.getvalue().decode().splitlines())
    book = client.get(reverse(f"{name}_xlsx", args=places), asked)
    sheet = openpyxl.load_workbook(io.BytesIO(book.getvalue())).active
    assert sheet is not None
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d", "b"}
    return rows, [["" if cell is None else _text(cell) for cell in row] for row in sheet.values]


def _number(cell: str) -> str:
    return f"{float(cell):g}" if re.fullmatch(r"\d+\.\d+", cell) else cell


def _text(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, bool):
        return str(cell).lower()
    return f"{cell:g}" if isinstance(cell, float) else str(cell)


def test_each_list_has_its_page_here() -> None:
    assert reverse("customers_csv") == "/customers/customers.csv"  # the addresses are there now
    assert {listing.name for listing in all_listings()} - ELSEWHERE == SHOWN.keys()
    assert {*LISTS, "chosen"} == ELSEWHERE | SHOWN.keys()  # and its name in the audit log


def wrong_with_page(filled: Filled, client: Client, name: str, rows: list[list[str]]) -> Iterator[str]:
    """Yield what is wrong with the page of a list, beside its rows in a file."""
    page = client.get(SHOWN[name].format(**filled.numbers), follow=True).text
    place = listing_named(name).address.replace("<int:number>", str(filled.numbers["own"]))
    links = re.findall(r'href="([^"?]+\.(?:csv|xlsx))', page)
    # What is chosen is taken along from the list it was chosen in.
    if name != "chosen" and not {f"/{place}.csv", f"/{place}.xlsx"} <= set(links):
        yield "not offered"
    if len(rows) < 2:
        yield "empty"
    if name not in ABOUT_NOBODY and not any(cell.startswith(BAD) for row in rows for cell in row):
        yield "no formula is tried"


def test_each_page_offers_its_list_as_two_files_with_the_same_harmless_rows(filled: Filled) -> None:
    client, wrong = login(filled.chief), []
    filled.numbers["chosen"] = filled.choose(filled.chief)
    for name in SHOWN:
        rows, cells = files_of(client, name, filled)
        wrong += [(name, one) for one in wrong_with_page(filled, client, name, rows)]
        # The second file of the log also tells that the first was taken along.
        if name != "audit" and [list(map(_number, row)) for row in rows] != cells:
            wrong.append((name, "the files differ"))
    assert wrong == []


def test_a_file_holds_what_its_page_names_and_nobody_foreign(filled: Filled) -> None:
    client, wrong, taken = login(filled.manager), [], set()
    for name in SHOWN.keys() - {"chosen", "tokens"}:
        listing = listing_named(name)
        places = [filled.numbers["own"]] if "<" in listing.address else []
        if not listing.may_be_taken_by(filled.manager):
            if client.get(reverse(f"{name}_csv", args=places)).status_code != 403:
                wrong.append((name, "not refused"))
            continue
        taken.add(name)
        page = client.get(SHOWN[name].format(**filled.numbers), follow=True).text
        rows, _cells = files_of(client, name, filled)
        told = "\n".join(cell for row in rows for cell in row)
        if (OWN in told, OWN in page, FOREIGN in told, FOREIGN in page) != (True, True, False, False):
            wrong.append((name, told))
        foreign = reverse(f"{name}_csv", args=[filled.numbers["foreign"]]) if places else ""
        if foreign and client.get(foreign).status_code != 404:
            wrong.append((name, "foreign"))
    assert wrong == []
    assert taken == {
        "contacts", "contract_changes", "customer_bin", "customer_changes", "customer_contracts",
        "customer_costs", "customer_invoices", "customer_orders", "customers", "margins", "problems",
        "products", "renewals", "rhythm", "search", "segments", "survey_answers", "tasks", "timeline",
        "unanswered",
    }  # fmt: skip


def test_what_was_taken_along_is_written_down(filled: Filled) -> None:
    login(filled.manager).get(reverse("timeline_csv", args=[filled.numbers["own"]]))
    entries = list(AuditEntry.objects.order_by("-number").values_list("deed", "object", "detail")[:2])
    own = str(filled.numbers["own"])
    assert entries == [("customers_exported", "", f"list timeline {own}"), ("customer_seen", own, "timeline")]


def test_a_list_holds_all_its_pages_and_is_narrowed_as_the_page_is(filled: Filled, world: Any) -> None:
    for number in range(60):
        world.customer(f"More {number:02}", owner=filled.manager, deleted_at=NOW)
    client = login(filled.chief)
    told = list(read_csv(client.get(reverse("customer_bin_csv"), {"lang": "en"}).getvalue()))
    assert len(told) == 1 + 62
    put_off = client.get(reverse("duplicates_csv"), {"lang": "en", "put": "off"}).getvalue()
    assert len(list(read_csv(put_off))) == 1


def test_who_may_not_take_lists_along_is_offered_none(filled: Filled) -> None:
    template = Template('{% load karn_files %}{% files "customers" %}')
    request = RequestFactory().get("/customers/?q=a&page=2")
    offered = []
    for person in (filled.manager, AnonymousUser()):
        request.user = person
        offered.append(template.render(Context({"request": request})).count('.csv?q=a"'))
    filled.manager.role = Role.SERVICE
    request.user = filled.manager
    assert (offered, template.render(Context({"request": request})).strip()) == ([1, 0], "")

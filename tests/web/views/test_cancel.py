"""The page on which one leaves: what it asks, what one gets at once, and that links alone never act."""

import re
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from karn.apps.contracts.models import Departure, PriceState, Subscription
from karn.apps.customers.models import Customer
from karn.apps.farewell.actions import declarations
from karn.apps.farewell.actions.declarations import make_cancel_link
from karn.apps.farewell.actions.verification import confirm_by_code, decide_late, look_whose
from karn.apps.farewell.actions.withdrawals import forget_machines
from karn.apps.farewell.models import Declaration
from karn.apps.farewell.signals import departing
from karn.apps.mailing.models import Mail
from karn.apps.mailing.queries.composing import read_mail
from karn.apps.mailing.queries.seals import unsealed
from karn.apps.tasks.models import Task
from karn.apps.tasks.signals import settled
from karn.kernel.errors import BadInput
from karn.kernel.month import add_months
from karn.platform.models import Run
from karn.web.views import cancel_receipts

pytestmark = pytest.mark.django_db

OTHER_KINDS = (("welcome", "/"), ("m", "/"), ("e", ""), ("u", "/"), ("calendar", ".ics"), ("r", ""))
"""Where links of other kinds open."""

FORM = {"name": "Jo Bakker", "contract": "jo@bakker.nl", "receipt_to": "jo@elsewhere.nl"}


@pytest.fixture
def reader() -> Client:
    """A browser that keeps no cookies, and knows no CSRF token."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture(autouse=True)
def company(world: Any) -> Any:
    return world.company(name="De Sportschool", language="nl", country="NL", zone="Europe/Amsterdam")


def member(world: Any, **values: Any) -> Customer:
    """Make a private customer who pays 25 a month since 2025, without a term."""
    told = {"name": "Jo Bakker", "email": "jo@bakker.nl", "kind": "person", "country": "NL", **values}
    customer = world.customer(**told)
    subscription = Subscription.objects.create(
        **world.fact(), customer=customer, plan="Fitness", currency="EUR", notice_days=30
    )
    PriceState.objects.create(
        subscription=subscription, starts_on=date(2025, 1, 10), mrr=25, amount=25, known_at=timezone.now()
    )
    return customer


def send(reader: Client, address: str = "/en/cancel", **more: str) -> Any:
    page = reader.get(address)
    once = re.search(r'name="once" value="([0-9a-f]{32})"', page.text)
    assert once
    return reader.post(address, FORM | {"once": once.group(1)} | more)


def look(at: datetime | None = None) -> None:
    """Do what the background does after a declaration arrived."""
    for run in Run.objects.filter(job="farewell.matching"):
        look_whose(declaration=run.argument["declaration"], at=at or timezone.now())


def secret_of(mail: Mail, page: str) -> str:
    """Return the link a mail leads to."""
    link = unsealed(mail.values["link"])
    assert link is not None
    return link[link.index(f"/{page}/") :]


def test_notice_is_received_at_once_with_a_receipt_on_screen_and_in_the_outbox(reader: Client) -> None:
    sent = send(reader, "/nl/cancel")
    page = reader.get(sent["Location"])
    made = Declaration.objects.get()
    assert (sent.status_code, page.status_code, made.state, made.customer) == (302, 200, "received", None)
    assert ('lang="nl"' in page.text, made.reference in page.text) == (True, True)
    mail = Mail.objects.get()
    assert (mail.address, mail.template, mail.rank) == ("jo@elsewhere.nl", "declaration_receipt", 0)
    assert ("jo@bakker. nl" in mail.values["lines"], made.reference in mail.values["lines"]) == (True, True)
    assert (reader.cookies, re.findall(r"<script|<link|<img|src=|https?://", page.text)) == ({}, [])


def test_the_page_asks_for_no_more_than_the_law_lets_one_ask_and_with_few_queries(
    reader: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        page = reader.get("/cancel", headers={"Accept-Language": "sv"})
    fields = re.findall(r'name="(\w+)"', page.text.partition("<form")[2].partition("</form")[0])
    assert fields == ["once", "name", "contract", "receipt_to", "wanted_on", "extraordinary", "reason"]
    assert re.findall(r'name="(\w+)"[^>]* required', page.text) == ["name", "contract", "receipt_to"]
    assert ('lang="sv"' in page.text, "Säg upp nu" in page.text) == (True, True)
    page = reader.get("/en/withdraw")
    fields = re.findall(r'name="(\w+)"', page.text.partition("<form")[2].partition("</form")[0])
    assert fields == ["once", "name", "contract", "receipt_to"]
    assert re.findall(r"<button[^>]*>([^<]*)</button>", page.text) == ["Confirm withdrawal"]


def test_known_and_unknown_addresses_get_the_same_answer(reader: Client, world: Any) -> None:
    member(world)
    pages, told = [], []
    for contract in ("jo@bakker.nl", "xx@bakker.nl"):
        with CaptureQueriesContext(connection) as asked:
            sent = send(reader, contract=contract)
        told.append([re.sub(r"[0-9a-f]{20,}|\d+|'[^']*'", "", one["sql"]) for one in asked.captured_queries])
        look()
        page = reader.get(sent["Location"]).text
        made = Declaration.objects.latest("pk")
        for own in (made.reference, contract):
            page = page.replace(own, "…")
        pages.append(re.sub(r"\d\d:\d\d:\d\d", "…", page))
    assert pages[0] == pages[1]
    assert len(told[0]) == len(told[1])
    assert sorted(Declaration.objects.values_list("state", flat=True)) == ["match", "received"]


def test_a_code_to_the_address_on_file_ends_the_contract_and_tells_the_end_there_alone(
    reader: Client, world: Any
) -> None:
    customer = member(world)
    sent = send(reader)
    look()
    mail = Mail.objects.get(template="declaration_check")
    assert (mail.address, mail.customer) == ("jo@bakker.nl", customer)
    address = secret_of(mail, "notice")
    page = reader.get(address)
    assert (page.status_code, Departure.objects.count(), page["Referrer-Policy"]) == (200, 0, "no-referrer")
    wrong = "000 000" if mail.values["code"] != "000 000" else "111 111"
    assert reader.post(address, {"do": "confirm", "code": wrong}).status_code == 400
    done = reader.post(address, {"do": "confirm", "code": mail.values["code"]})
    made, departure = Declaration.objects.get(), Departure.objects.get()
    on = timezone.localdate(made.received_at, ZoneInfo("Europe/Amsterdam"))
    assert (done.status_code, made.state, made.proof) == (302, "verified", "code")
    assert (departure.kind, departure.notice_on, departure.customer) == ("voluntary", on, customer)
    assert departure.contract_ends_on == departure.access_ends_on == departure.recognised_on == made.ends_on
    assert made.ends_on == on + timedelta(days=30) or made.ends_on == add_months(on, 1)
    assert PriceState.objects.get().ends_on == made.ends_on
    told = Mail.objects.get(template="declaration_confirmed")
    assert (told.address, len(told.values["lines"].splitlines()) > 6) == ("jo@bakker.nl", True)
    receipt = reader.get(sent["Location"]).text
    assert ("How the last day is counted" in receipt, "Last day<" in receipt) == (False, False)


def test_five_wrong_codes_or_ten_minutes_end_a_code_and_only_so_many_are_sent(
    reader: Client, world: Any
) -> None:
    member(world)
    send(reader)
    look()
    made, mail = Declaration.objects.get(), Mail.objects.get(template="declaration_check")
    address, good = secret_of(mail, "notice"), mail.values["code"]
    bad = "000 000" if good != "000 000" else "111 111"
    tries = [reader.post(address, {"do": "confirm", "code": bad}).status_code for _ in range(5)]
    assert (tries, reader.post(address, {"do": "confirm", "code": good}).status_code) == ([400] * 5, 400)
    assert reader.post(address, {"do": "again"}).status_code == 302
    newer = Mail.objects.filter(template="declaration_check").latest("pk").values["code"]
    later = timezone.now() + timedelta(minutes=11)
    with pytest.raises(BadInput):
        confirm_by_code(declaration=made.pk, code=newer, at=later)
    sent = [reader.post(address, {"do": "again"}).status_code for _ in range(4)]
    assert (sent, Departure.objects.count()) == ([302, 302, 302, 400], 0)


def test_a_personal_link_ends_it_at_once_and_the_receipt_says_when(reader: Client, world: Any) -> None:
    customer = member(world)
    address = f"/cancel/{make_cancel_link(customer=customer, at=timezone.now())}"
    heard: list[Any] = []
    departing.connect(lambda **told: heard.append(told), weak=False, dispatch_uid="test")
    with TestCase.captureOnCommitCallbacks(execute=True):
        sent = send(reader, address)
    departing.disconnect(dispatch_uid="test")
    page = reader.get(sent["Location"])
    departure = Departure.objects.get()
    assert ("How the last day is counted" in page.text, 'class="big"' in page.text) == (True, True)
    assert [(one["customer_id"], one["departure"]) for one in heard] == [(customer.pk, departure.pk)]
    assert Declaration.objects.get().proof == "link"
    assert sorted(Mail.objects.values_list("template", "address")) == [
        ("declaration_confirmed", "jo@bakker.nl"),
        ("declaration_receipt", "jo@elsewhere.nl"),
    ]


def test_a_personal_link_stays_good_when_the_customer_turns_out_to_be_another(
    reader: Client, world: Any
) -> None:
    customer, other = member(world), member(world, name="J. Bakker", email="")
    address = f"/cancel/{make_cancel_link(customer=other, at=timezone.now())}"
    Customer.everything.filter(pk=other.pk).update(merged_into=customer)
    assert "Jo Bakker" in reader.get(address).text
    Customer.everything.filter(pk=customer.pk).update(deleted_at=timezone.now())
    gone = reader.get(address)
    assert (gone.status_code, 'href="/en/cancel"' in gone.text) == (404, True)


def test_somebody_else_s_cancellation_is_noticed_and_undone(reader: Client, world: Any) -> None:
    customer = member(world)
    thief = f"/cancel/{make_cancel_link(customer=customer, at=timezone.now())}"
    send(reader, thief, receipt_to="thief@evil.nl")
    told = Mail.objects.get(template="declaration_confirmed")
    address = secret_of(told, "notice")
    for opening in (reader.get, reader.head, reader.get):
        opening(address)
    assert (told.address, Declaration.objects.get().state) == ("jo@bakker.nl", "verified")
    assert reader.post(address, {"do": "undo"}).status_code == 302
    departure = Departure.objects.get()
    assert (Declaration.objects.get().state, departure.undone_on is not None) == ("undone", True)
    assert PriceState.objects.get().ends_on is None
    undone = Mail.objects.filter(template="declaration_undone").values_list("address", flat=True)
    assert sorted(undone) == ["jo@bakker.nl", "thief@evil.nl"]


def test_after_the_undo_time_the_link_takes_nothing_back(reader: Client, world: Any) -> None:
    customer = member(world)
    send(reader, f"/cancel/{make_cancel_link(customer=customer, at=timezone.now())}")
    address = secret_of(Mail.objects.get(template="declaration_confirmed"), "notice")
    Declaration.objects.update(undo_until=timezone.now() - timedelta(minutes=1))
    page = reader.get(address)
    assert ("Take it back" in page.text, reader.post(address, {"do": "undo"}).status_code) == (False, 400)
    assert Declaration.objects.get().state == "verified"


def test_links_of_one_kind_open_no_other_kind_of_page_and_all_refusals_are_alike(
    reader: Client, world: Any
) -> None:
    customer = member(world)
    personal = make_cancel_link(customer=customer, at=timezone.now())
    sent = send(reader, f"/cancel/{personal}")
    receipt = sent["Location"].partition("?")[0].rpartition("/")[2]
    notice = secret_of(Mail.objects.get(template="declaration_confirmed"), "notice").rpartition("/")[2]
    pages = {"cancel": personal, "receipt": receipt, "notice": notice}
    kinds = [(kind, end) for kind, end in OTHER_KINDS if kind not in pages] + [("s", "")]
    seen = set()
    for own, secret in pages.items():
        assert reader.get(f"/{own}/{secret}").status_code == 200
        assert {reader.get(f"/{kind}/{secret}{end}").status_code for kind, end in kinds} == {404}
        for other in pages.keys() - {own}:
            refused = reader.get(f"/{other}/{secret}")
            seen.add((refused.status_code, refused.content, refused["Referrer-Policy"]))
            refused = reader.post(f"/{other}/{secret}", FORM | {"do": "undo"})
            seen.add((refused.status_code, refused.content, refused["Referrer-Policy"]))
    guess = reader.get(f"/receipt/{'a' * 38}")
    assert seen == {(404, guess.content, "no-referrer")}
    assert (Declaration.objects.count(), Declaration.objects.get().state) == (1, "verified")


def test_the_same_form_sent_twice_is_one_declaration_and_one_receipt(reader: Client) -> None:
    once = re.search(r'name="once" value="([0-9a-f]{32})"', reader.get("/en/cancel").text)
    assert once
    form = FORM | {"once": once.group(1)}
    for _ in range(2):
        assert reader.post("/en/cancel", form).status_code == 302
    assert (Declaration.objects.count(), Mail.objects.count()) == (1, 1)
    receipt = reader.post("/en/cancel", form | {"contract": "4711"})["Location"]
    assert (Declaration.objects.count(), "4711" in reader.get(receipt).text) == (2, True)


def test_what_is_missing_or_nasty_is_told_beside_its_field_and_changes_nothing(reader: Client) -> None:
    page = reader.post("/en/cancel", {"receipt_to": "a@b.nl\r\nBcc: c@d.nl", "wanted_on": "soon"})
    told = [name for name in ("name", "contract", "receipt", "wanted") if f'id="{name}-wrong"' in page.text]
    assert (page.status_code, told) == (400, ["name", "contract", "receipt", "wanted"])
    assert (Declaration.objects.count(), Mail.objects.count()) == (0, 0)
    name = "<b>Jo</b>\x00\r\nBcc: x@y.nl {{link}}"
    shown = reader.get(send(reader, name=name)["Location"]).text
    assert "&lt;b&gt;Jo&lt;/b&gt; Bcc: x@y.nl {{link}}" in shown
    said = read_mail(Mail.objects.get())
    assert ("\n" in said.subject, "<b>Jo" in said.html, "{{link}}" in said.text) == (False, False, True)


@pytest.mark.parametrize("at", ["declaration.stored", "declaration.receipt_queued"])
def test_a_declaration_and_its_receipt_are_stored_together_or_not_at_all(
    reader: Client, monkeypatch: Any, at: str
) -> None:
    def killed(name: str) -> None:
        if name == at:
            raise SystemExit

    monkeypatch.setattr("karn.apps.farewell.actions.declarations.point", killed)
    with pytest.raises(SystemExit):
        send(reader)
    assert (Declaration.objects.count(), Mail.objects.count(), Run.objects.count()) == (0, 0, 0)


def test_a_machine_that_sends_more_than_people_would_is_asked_to_wait(
    reader: Client, monkeypatch: Any
) -> None:
    monkeypatch.setattr("karn.apps.farewell.actions.declarations.PER_MACHINE", 2)
    sent = [send(reader, receipt_to=f"a{one}@b.nl").status_code for one in range(3)]
    assert (sent, Declaration.objects.count()) == ([302, 302, 429], 2)
    assert forget_machines(before=timezone.now() + timedelta(days=1)) == 2
    monkeypatch.setattr("karn.apps.farewell.actions.declarations.PER_MACHINE", 20)
    monkeypatch.setattr("karn.apps.farewell.actions.declarations.PER_ADDRESS", 1)
    sent = [send(reader, receipt_to=box).status_code for box in ("c@b.nl", "C+1@B.nl", "d@b.nl")]
    assert (sent, Declaration.objects.filter(mail_waits=True).count()) == ([302, 302, 302], 1)


def test_a_flood_closes_the_page_for_nobody_and_only_the_mail_to_a_typed_address_waits(
    reader: Client, world: Any, monkeypatch: Any
) -> None:
    member(world)
    monkeypatch.setattr("karn.apps.farewell.actions.declarations.PER_MINUTE", 1)
    send(reader, contract="4711", receipt_to="x@else.nl")
    sent, own = send(reader), send(reader, receipt_to="Jo@bakker.nl")
    page = reader.get(sent["Location"]).text
    assert ("Very many came at this moment" in page, "jo@elsewhere.nl" in page) == (True, True)
    receipts = Mail.objects.filter(template="declaration_receipt").order_by("pk")
    assert [mail.address for mail in receipts] == ["x@else.nl"]
    look()
    assert [mail.address for mail in receipts.all()] == ["x@else.nl", "Jo@bakker.nl"]
    # The page of who is on file says no more than the other: known and unknown are alike.
    assert "Very many came at this moment" in reader.get(own["Location"]).text
    check = Mail.objects.filter(template="declaration_check").earliest("pk")
    reader.post(secret_of(check, "notice"), {"do": "confirm", "code": check.values["code"]})
    last = receipts.latest("pk")
    assert (last.address, "Last day" in last.values["lines"]) == ("jo@elsewhere.nl", False)


SPAM = "Win at https://evil.example/x or www.evil.example"


def test_a_stranger_s_words_reach_no_typed_address_as_links_or_whole_until_confirmed(
    reader: Client, world: Any
) -> None:
    member(world)
    sent = send(reader, name=f"{SPAM} {'z' * 60}", extraordinary="1", reason=SPAM * 30)
    look()
    first = Mail.objects.get(template="declaration_receipt")
    told = f"{first.values['name']} {first.values['lines']}"
    links = re.findall(r"https?:/|www\.\S|evil\.e", told)
    assert (links, "z" * 20 in told, "evil. example" in told) == ([], False, True)
    assert "All your words stand in the receipt on the page" in told
    assert SPAM in reader.get(sent["Location"]).text
    check = Mail.objects.get(template="declaration_check")
    assert ("evil.e" in check.values["lines"], "evil. example" in check.values["lines"]) == (False, True)
    reader.post(secret_of(check, "notice"), {"do": "confirm", "code": check.values["code"]})
    whole = Mail.objects.filter(template="declaration_receipt").latest("pk")
    assert (whole.address, SPAM * 30 in whole.values["lines"]) == ("jo@elsewhere.nl", True)


def test_a_form_on_another_site_borrows_no_visitors(reader: Client) -> None:
    heads = [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
    ]
    for head in heads:
        page = reader.post("/en/cancel", FORM, headers=head)
        assert (page.status_code, 'href="/en/cancel"' in page.text) == (403, True)
    assert Declaration.objects.count() == 0
    for head in ({"Sec-Fetch-Site": "same-origin"}, {"Origin": "null"}, {"Origin": "http://testserver"}):
        assert reader.post("/en/cancel", FORM, headers=head).status_code == 302
    assert reader.get("/en/cancel", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_a_withdrawal_in_time_is_no_churn_and_asks_for_a_refund(reader: Client, world: Any) -> None:
    customer, today = member(world), timezone.localdate()
    PriceState.objects.update(starts_on=today - timedelta(days=3))
    address = f"/withdraw/{make_cancel_link(customer=customer, at=timezone.now())}"
    page = reader.get(f"{send(reader, address)['Location']}&lang=en")
    made, departure = Declaration.objects.get(), Departure.objects.get()
    assert (page.status_code, made.state, departure.kind) == (200, "verified", "withdrawal")
    on = timezone.localdate(made.received_at, ZoneInfo("Europe/Amsterdam"))
    assert (departure.contract_ends_on, made.refund_due_on) == (on, on + timedelta(days=14))
    assert PriceState.objects.get().end_kind == "withdrawal"
    task = Task.objects.get(origin="farewell.refund")
    assert (task.due_on, task.customer) == (made.refund_due_on, customer)
    mails = {mail.template: mail for mail in Mail.objects.all()}
    on_file = reader.get(f"{secret_of(mails['declaration_confirmed'], 'notice')}?lang=en").text
    lines = [mail.values["lines"] for mail in mails.values()]
    told = [
        ("pay back by" in text, "Last day" in text, "a code there" in text) for text in (page.text, on_file)
    ]
    assert told == [(True, False, False)] * 2
    assert sorted(mails) == ["declaration_confirmed", "declaration_receipt"]
    assert [("terug" in text or "back" in text, "aatste dag" in text) for text in lines] == [
        (True, False)
    ] * 2
    settled.send(
        sender=None,
        origin="farewell.refund",
        number=made.pk,
        is_done=True,
        customer_id=customer.pk,
        at=timezone.now(),
    )
    assert Declaration.objects.get().refunded_at is not None


def test_the_receipt_of_a_withdrawal_nobody_confirmed_speaks_of_no_last_day(
    reader: Client, world: Any
) -> None:
    member(world)
    shown = [
        reader.get(f"{send(reader, address, contract='jo@bakker.nl')['Location']}&lang=en").text
        for address in ("/cancel", "/withdraw")
    ]
    told = [("which day is the last" in text, "what happens next" in text) for text in shown]
    assert told == [(True, False), (False, True)]


def test_a_withdrawal_taken_back_lets_the_contract_go_on(reader: Client, world: Any) -> None:
    customer = member(world)
    PriceState.objects.update(starts_on=timezone.localdate() - timedelta(days=3))
    send(reader, f"/withdraw/{make_cancel_link(customer=customer, at=timezone.now())}")
    address = secret_of(Mail.objects.get(template="declaration_confirmed"), "notice")
    assert reader.post(address, {"do": "undo"}).status_code == 302
    assert (Declaration.objects.get().state, PriceState.objects.get().ends_on) == ("undone", None)
    assert Task.objects.get(origin="farewell.refund").withdrawn_at is not None


def test_the_same_form_sent_twice_at_the_same_moment_is_one_declaration(
    reader: Client, monkeypatch: Any
) -> None:
    told = {"once": "a" * 32}
    assert reader.post("/en/cancel", FORM | told).status_code == 302
    stands = declarations._known
    answers = iter([None, stands])
    monkeypatch.setattr(declarations, "_known", lambda *asked: (one := next(answers)) and one(*asked))
    assert reader.post("/en/cancel", FORM | told).status_code == 302
    assert (Declaration.objects.count(), Mail.objects.count()) == (1, 1)


def test_an_address_with_a_slash_at_its_end_leads_to_the_page(reader: Client) -> None:
    places = [reader.get(f"{page}/")["Location"] for page in ("/cancel", "/nl/cancel", "/withdraw")]
    assert places == ["/cancel", "/nl/cancel", "/withdraw"]


def test_a_withdrawal_that_comes_late_waits_for_one_of_us(reader: Client, world: Any) -> None:
    customer = member(world)
    sent = send(reader, f"/withdraw/{make_cancel_link(customer=customer, at=timezone.now())}")
    made = Declaration.objects.get()
    assert (made.state, Departure.objects.count()) == ("late", 0)
    receipt = reader.get(f"{sent['Location']}&lang=en").text
    assert ("We look at it and write to you." in receipt, "a code there" in receipt) == (True, False)
    assert Task.objects.get(origin="farewell.match").number == made.pk
    decide_late(declaration=made.pk, as_notice=True, by=world.person(role="manager"), at=timezone.now())
    assert (Departure.objects.get().kind, Declaration.objects.get().sort) == ("voluntary", "cancel")


def test_who_is_known_is_led_to_the_questions_when_asking_for_them_and_nobody_else(
    reader: Client, world: Any, monkeypatch: Any
) -> None:
    customer = member(world)
    asked: list[Any] = []
    monkeypatch.setattr(
        cancel_receipts, "exit_link", lambda **told: asked.append(told["customer_id"]) or "/x/secret"
    )
    cache.clear()
    place = send(reader)["Location"]
    stranger = reader.post(place, {"ask": "1"})
    assert (stranger.status_code, "Answer them" in stranger.text, asked) == (200, False, [])
    look()
    confirmed = Mail.objects.get(template="declaration_check")
    page = secret_of(confirmed, "notice")
    assert (reader.post(page, {"ask": "1"}).status_code, asked) == (302, [])
    confirm_by_code(
        declaration=Declaration.objects.get().pk, code=confirmed.values["code"], at=timezone.now()
    )
    assert reader.post(page, {"ask": "1"})["Location"] == "/x/secret"
    place = send(reader, f"/cancel/{make_cancel_link(customer=customer, at=timezone.now())}")["Location"]
    assert (reader.get(place).status_code, asked) == (200, [customer.pk])
    led = [reader.post(place, {"ask": "1"})["Location"] for _ in range(4)]
    assert (led[:3], led[3].startswith("/receipt/"), asked) == (["/x/secret"] * 3, True, [customer.pk] * 4)


def test_the_public_page_tells_how_leaving_works_in_each_language_and_may_be_found(reader: Client) -> None:
    page = reader.get("/en/cancel/how")
    assert ("Cancel now" in page.text, "X-Robots-Tag" in page.headers, "noindex" in page.text) == (
        True,
        False,
        False,
    )
    assert ('lang="nl"' in reader.get("/nl/cancel/how").text, reader.get("/cancel/how").status_code) == (
        True,
        200,
    )


def test_where_the_company_switched_it_off_there_is_no_page(reader: Client, company: Any) -> None:
    company.stations = [one for one in company.stations if one != "goodbye"]
    company.save()
    assert [reader.get(f"/en/{page}").status_code for page in ("cancel", "withdraw", "cancel/how")] == [
        404
    ] * 3

"""Why customers leave: the numbers are those of the figure, and each opens its departures."""

import csv
import io
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from karn.apps.company.models import Company
from karn.apps.contracts.models import Departure, Invoice, PriceState, Subscription
from karn.apps.customers.models import Customer
from karn.apps.desk.queries.figures import FigureAsked, figure_answer
from karn.apps.desk.queries.why import WhyAsked, why_they_left
from karn.apps.exits.models import ThemeSum
from karn.apps.farewell.models import Coding
from karn.apps.lessons.models import Improvement
from karn.apps.measures.actions import rebuild_lake
from karn.apps.measures.models import Refresh
from karn.apps.people.models import Person, Role
from karn.kernel.period import Period
from karn.project.installation import Installation

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 4, 15, 12, tzinfo=UTC)
MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))
ASKED = {"from": "2026-03-01", "to": "2026-04-01", "lang": "en"}


@pytest.fixture
def eva(settings: Any, tmp_path: Any) -> Person:
    settings.INSTALLATION = Installation(data=tmp_path)
    cache.clear()
    Company.objects.create(name="Acme", zone="UTC", trade="agency")
    return Person.objects.create(email="eva@example.org", name="Eva", role=Role.MANAGER, language="en")


def leave(name: str, *, kind: str = "voluntary", noted: bool = True, **facts: Any) -> Customer:
    """Let a customer leave on 10 March, with a departure or without."""
    fact = {"source": "test", "source_id": name, "known_at": NOON}
    customer = Customer.objects.create(name=name, acquisition_source=facts.pop("source", ""), **fact)
    subscription = Subscription.objects.create(customer=customer, currency="EUR", plan="Gold", **fact)
    price = {"mrr": 50, "amount": 50, "known_at": NOON, "end_kind": "" if noted else kind}
    days = {"starts_on": date(2025, 1, 1), "ends_on": date(2026, 3, 10)}
    PriceState.objects.create(subscription=subscription, **days, **price)
    if noted:
        ends = {"notice_on": date(2026, 2, 20), "contract_ends_on": date(2026, 3, 10)}
        Departure.objects.create(customer=customer, kind=kind, **ends, **facts, **fact)
    return customer


def measure() -> None:
    """Make the lake; of its figures only those that are asked for."""
    rebuild_lake(at=NOON)
    Refresh.objects.create(as_of=date(2026, 4, 15), started_at=NOON, finished_at=NOON)


def some_leave() -> None:
    asker = leave("Bakker", reason="price", destination="competitor", source="Fair")
    Invoice.objects.create(
        customer=asker,
        due_on=date(2026, 2, 10),
        amount=1,
        currency="EUR",
        source="t",
        source_id="i",
        known_at=NOON,
    )
    leave("Visser", reason="Prijs", destination="unknown")
    leave("Smit", reason="te ver fietsen", comment="Te ver fietsen, en te duur.")
    leave("Mulder")
    leave("Bos", noted=False, kind="")
    leave("Kok", kind="payment_failure", noted=False)
    leave("Vos", kind="ended_by_us", reason="other")
    measure()


def test_the_page_counts_who_the_figure_counts_and_what_nobody_knows_is_its_own_part(eva):
    some_leave()
    page = why_they_left(WhyAsked(MARCH), eva)
    figure = figure_answer(FigureAsked("departures_by_kind", MARCH)).rows()
    assert page.all_total == sum(int(row["customers"]) for row in figure) == 7
    assert [(code, many) for code, _text, many in page.groups] == [
        ("choice", 5), ("payment", 1), ("us", 1), ("planned", 0),
    ]  # fmt: skip
    assert [(part.code, part.count, part.share) for part in page.why] == [
        ("price", 2, None), ("?", 1, None), ("", 2, None),
    ]  # fmt: skip
    assert [(part.code, part.names) for part in page.where if part.code] == [
        ("competitor", ("Bakker",)), ("unknown", ("Visser",)),
    ]  # fmt: skip
    (bakker,) = (one for one in page.gone if one.name == "Bakker")
    assert (bakker.plan, bakker.source, bakker.invoice, bakker.sure) == ("Gold", "Fair", "30", "uncoded")


def test_every_number_opens_its_departures(client, eva):
    some_leave()
    client.force_login(eva)
    page = client.get(reverse("why"), {**ASKED, "by": "source"}).content.decode()
    links = re.findall(r'href="(/why/departures/[^"]*)">(\d+)<', page)
    assert len(links) > 8
    for link, number in links[:12]:
        listed = client.get(link.replace("&amp;", "&"))
        assert listed.context["page"].paginator.count == int(number), link
    file = client.get(reverse("why_departures_csv"), {**ASKED, "why": "price"})
    assert b"".join(file.streaming_content).decode().count("Gold") == 2


def test_a_long_list_of_departures_has_pages_that_keep_what_was_asked(client, eva, monkeypatch):
    some_leave()
    monkeypatch.setattr("karn.web.views.why.PAGE", 1)
    client.force_login(eva)
    first = client.get(reverse("why_departures"), {**ASKED, "why": "price"})
    (further,) = re.findall(r'rel="next" href="([^"]+)"', first.content.decode())
    second = client.get(reverse("why_departures") + further.replace("&amp;", "&"))
    shown = [one.customer_id for page in (first, second) for one in page.context["page"]]
    assert (len(shown), len(set(shown))) == (2, 2)


def test_the_page_takes_as_many_queries_for_three_as_for_one(
    client, eva, django_assert_num_queries, monkeypatch
):
    monkeypatch.setattr("karn.web.views.why._pictures", lambda _page: {})
    client.force_login(eva)
    for names in (["Bakker"], ["Visser", "Smit"]):
        for name in names:
            leave(name, reason="price")
        measure()
        client.get(reverse("why"), ASKED)
        with django_assert_num_queries(18):
            client.get(reverse("why"), ASKED)


def test_staff_put_down_why_and_an_account_manager_sees_own_customers_alone(client, eva):
    some_leave()
    client.force_login(eva)
    departure = Departure.objects.get(customer__name="Mulder")
    address = reverse("code_reason", args=[departure.pk])
    told = {"why": "need_ended", "destination": "nothing", "asker": eva.pk, "seen": departure.version}
    assert client.post(address, {**told, "how": ""}).status_code == 400
    assert client.post(address, {**told, "how": "one_to_one"}).status_code == 302
    assert "unverified" in client.get(address, {"lang": "en"}).content.decode()
    assert client.post(address, {**told, "how": "mail"}).status_code == 409
    (part,) = (one for one in why_they_left(WhyAsked(MARCH), eva).why if one.code == "need_ended")
    assert (part.count, part.unverified, Coding.objects.count()) == (1, 1, 1)
    fay = Person.objects.create(email="fay@example.org", name="Fay", role=Role.ACCOUNT_MANAGER)
    Customer.objects.filter(name="Bakker").update(owner=fay)
    page = why_they_left(WhyAsked(MARCH), fay)
    assert (page.all_total, [one.name for one in page.gone], page.is_narrowed) == (1, ["Bakker"], True)
    client.force_login(fay)
    assert client.get(address).status_code == 404


def test_words_are_judged_reasons_reworded_and_improvements_decided(client, eva):
    some_leave()
    client.force_login(eva)
    assert "“te duur”" in client.get(reverse("why_words"), {"lang": "en"}).content.decode()
    departure = Departure.objects.get(customer__name="Smit")
    client.post(reverse("judge_words", args=[departure.pk]), {"code": ["price"]})
    assert "1 of 1" in client.get(reverse("why_words"), {"state": "judged", "lang": "en"}).content.decode()
    client.post(reverse("reword_reason", args=["why", "price"]), {"text": "Too dear", "seen": "1"})
    client.post(reverse("map_word", args=["why"]), {"word": "te ver fietsen", "code": "moved"})
    shown = client.get(reverse("reasons"), {"lang": "en"}).content.decode()
    assert "Too dear" in shown
    assert "te ver fietsen = Moved" in shown
    told = {"reason": "price", "what": "A smaller plan", "owner": eva.pk, "due_on": "2026-05-01"}
    assert client.post(reverse("new_improvement"), told).status_code == 302
    assert client.post(reverse("new_improvement"), {**told, "what": ""}).status_code == 400
    made = Improvement.objects.get()
    client.post(reverse("finish_improvement", args=[made.pk]))
    done = client.get(reverse("improvements"), {"state": "done", "lang": "en"}).content.decode()
    assert "Not enough yet" in done
    assert client.get(reverse("improvement", args=[made.pk])).status_code == 200


def test_before_the_first_refresh_the_files_are_empty_and_a_question_that_makes_no_sense_is_refused(
    client: Any, eva: Person
) -> None:
    client.force_login(eva)
    asked = [client.get(f"/why/{name}.csv", {"lang": "en"}) for name in ("reasons", "departures/departures")]
    assert [len(list(csv.reader(io.StringIO(one.getvalue().decode("utf-8-sig"))))) for one in asked] == [1, 1]
    assert client.get("/why/departures/").status_code == 200
    measure()
    assert client.get("/why/reasons.csv", {"from": "2026-13-01", "to": "x"}).status_code == 400


def test_what_leavers_said_themselves_stands_on_the_page_of_everybody_alone(
    client: Client, eva: Person
) -> None:
    ThemeSum(month=date(2026, 3, 1), people=6, themes={"contact": 4}).save()
    some_leave()
    measure()
    client.force_login(eva)
    shown = client.get("/why/", ASKED).text
    assert ("What leavers said themselves" in shown, "4 of 6" in shown) == (True, True)
    assert reverse("new_improvement") + "?reason=contact" in shown

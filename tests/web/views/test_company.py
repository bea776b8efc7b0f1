"""The company's settings page."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from karn.apps.company.actions import create_company
from karn.apps.company.models import Company
from karn.apps.company.rules.trades import EVERYTHING, PRESETS
from karn.apps.people.actions import create_person
from karn.apps.people.models import Person, Role

pytestmark = pytest.mark.django_db

FILLED = {
    "name": "Zonnig & Co",
    "trade": "agency",
    "zone": "Europe/Stockholm",
    "currency": "sek",
    "gross_margin": "72.5",
    "winning_cost": "400",
    "contact_cost": "12.50",
    "word": "client",
    "country": "SE",
    "closed_days": "2026-12-28\n2026-12-27",
    "stations": ["contracts", "unanswered"],
    "second_factor_roles": ["administrator"],
    "answer_days": "1",
    "rhythm_days": "60",
    "grace_days": "14",
}


@pytest.fixture
def administrator(client: Client) -> Client:
    create_company(name="Zonnig", trade="subscription", gross_margin=Decimal("0.8"))
    anna = create_person(email="anna@example.nl", name="Anna", password=None, role=Role.ADMINISTRATOR)
    client.force_login(anna)
    return client


def seen() -> dict[str, str]:
    return {"seen": Company.objects.get().version}


def test_the_margin_is_shown_as_a_percentage(administrator: Client) -> None:
    assert 'value="80"' in administrator.get("/settings/company/").text


def test_changed_settings_are_stored(administrator: Client) -> None:
    assert administrator.post("/settings/company/", FILLED | seen()).status_code == 302
    company = Company.objects.get()
    assert (company.name, company.zone, company.currency) == ("Zonnig & Co", "Europe/Stockholm", "SEK")
    assert (company.gross_margin, company.winning_cost) == (Decimal("0.725"), Decimal(400))
    assert (company.word, company.country, company.contact_cost) == ("client", "SE", Decimal("12.50"))
    assert company.closed_days == ["2026-12-27", "2026-12-28"]
    assert company.stations == ["contracts", "unanswered"]
    assert company.second_factor_roles == ["administrator"]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("zone", "Mars/Base", "A time zone looks like"),
        ("currency", "E1R", "three letters"),
        ("gross_margin", "101", "100"),
        ("currency", "XQX", "three letters"),
        ("closed_days", "28 December", "Write each day like"),
        ("stations", ["helm"], "helm"),
        ("grace_days", "91", "90"),
        ("second_factor_roles", ["captain"], "captain"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_in_words(
    administrator: Client, field: str, value: object, said: str
) -> None:
    page = administrator.post("/settings/company/", FILLED | seen() | {field: value})
    assert page.status_code == 400
    assert said in page.text
    assert Company.objects.get().name == "Zonnig"


def test_a_preset_shows_what_it_would_change_changes_it_and_is_undone(administrator: Client) -> None:
    page = administrator.get("/settings/company/").text
    assert "Set up for: Association" in page
    answer = administrator.post("/settings/company/preset/", {"trade": "association"} | seen(), follow=True)
    assert "Set up for: association." in answer.text
    company = Company.objects.get()
    assert (company.trade, company.word) == ("association", "member")
    assert company.stations == list(PRESETS["association"].stations)
    assert "changes nothing" in administrator.get("/settings/company/").text
    administrator.post("/settings/company/preset/undo/")
    company.refresh_from_db()
    assert (company.trade, company.word) == ("subscription", "customer")
    assert company.stations == list(EVERYTHING)


def test_settings_changed_meanwhile_show_both_values_and_nothing_is_lost(administrator: Client) -> None:
    read = seen()
    Company.objects.update(answer_days=7, stations=["contracts", "orders"])
    answer = administrator.post("/settings/company/", FILLED | read)
    told = {one.name: (one.theirs, one.mine) for one in answer.context["form"].conflicts}
    assert answer.status_code == 409
    assert (told["answer_days"], told["name"]) == (("7", "1"), ("Zonnig", "Zonnig & Co"))
    assert told["stations"][0] == "Contracts and subscriptions, Orders"
    assert Company.objects.get().answer_days == 7
    again = FILLED | seen() | {"take-answer_days": "theirs", "take-stations": "theirs"}
    assert administrator.post("/settings/company/", again).status_code == 302
    company = Company.objects.get()
    assert (company.answer_days, company.stations, company.name) == (
        7,
        ["contracts", "orders"],
        "Zonnig & Co",
    )


def test_a_form_that_has_seen_nothing_changes_nothing(administrator: Client) -> None:
    assert administrator.post("/settings/company/", FILLED).status_code == 409
    administrator.post("/settings/company/preset/", {"trade": "association"})
    assert (Company.objects.get().name, Company.objects.get().trade) == ("Zonnig", "subscription")


def test_what_was_changed_of_the_settings_can_be_read(administrator: Client) -> None:
    administrator.post("/settings/company/", FILLED | seen() | {"second_factor_roles": []})
    change = administrator.get("/settings/company/changes/").context["changes"][0]
    told = {field.label: (field.before, field.after) for field in change.fields}
    assert (change.by, told["trade"]) == ("Anna", ("Subscription service", "Agency"))
    assert told["cost of one contact"] == ("0", "12.5")
    assert told["what you need"][1] == "Contracts and subscriptions, Unanswered calls and mails"


def test_a_strange_preset_changes_nothing(administrator: Client) -> None:
    answer = administrator.post("/settings/company/preset/", {"trade": "circus"} | seen(), follow=True)
    assert "There is no trade “circus”." in answer.text
    assert Company.objects.get().trade == "subscription"


def test_what_is_switched_off_is_hidden_and_still_there(administrator: Client, world: Any) -> None:
    customer = world.customer("Bakker")
    world.contact(customer, "Joke de Vries")
    before = administrator.get(f"/customers/{customer.pk}/").text
    Company.objects.update(stations=["orders"])
    shown = administrator.get(f"/customers/{customer.pk}/").text
    assert ('id="contacts-title"' in before, 'id="contacts-title"' in shown) == (True, False)
    assert ('href="/conversations/unanswered/"' in before, 'href="/conversations/unanswered/"' in shown) == (
        True,
        False,
    )
    assert (
        "Unanswered"
        not in administrator.get("/search/", {"q": "unansw"}, headers={"hx-request": "true"}).text
    )
    page = administrator.get("/conversations/unanswered/")
    assert (page.status_code, "is switched off for your company" in page.text) == (200, True)
    for page in ("/renewals/", "/products/", "/margins/"):
        text = administrator.get(page).text
        assert (f'href="{page}"' in text, "is switched off for your company" in text) == (False, True)
    assert "?kind=contracts#" not in shown
    sheet = administrator.get(f"/customers/{customer.pk}/sheet/").text
    assert ("Their people" in sheet, "Joke de Vries" in sheet) == (False, False)
    kinds = administrator.get("/imports/new/").text
    assert kinds.index("More kinds, switched off") < kinds.index('value="contacts"')
    assert kinds.index('value="orders"') < kinds.index("More kinds, switched off")


@pytest.mark.parametrize(
    ("language", "word", "many", "new", "count"),
    [
        ("en", "client", "Clients", "New client", "1 client."),
        ("nl", "member", "Leden", "Nieuw lid", "1 lid."),
        ("nl", "client", "Cliënten", "Nieuwe cliënt", "1 cliënt."),
        ("sv", "subscriber", "Prenumeranter", "Ny prenumerant", "1 prenumerant."),
        ("sv", "member", "Medlemmar", "Ny medlem", "1 medlem."),
    ],
)
def test_the_companys_word_for_a_customer_stands_in_menu_title_and_buttons(
    administrator: Client, world: Any, language: str, word: str, many: str, new: str, count: str
) -> None:
    world.customer("Bakker")
    Company.objects.update(word=word)
    Person.objects.update(language=language)
    page = administrator.get("/customers/").text
    assert f"<title>{many} · Karn</title>" in page.replace("\n", "")
    assert f"</svg> {many}</a>" in page
    assert (f"{new}</a>" in page, count in page) == (True, True)
    found = administrator.get("/search/", {"q": new}, headers={"hx-request": "true"}).text
    assert new in found


def test_amounts_are_shown_and_written_as_the_language_does(administrator: Client) -> None:
    Company.objects.update(winning_cost=Decimal("80.50"))
    Person.objects.update(language="nl")
    shown = administrator.get("/settings/company/", headers={"Accept-Language": "nl"}).text
    assert ('name="winning_cost" value="80,5"' in shown, 'value="80"' in shown) == (True, True)
    administrator.post("/settings/company/", FILLED | seen() | {"winning_cost": "99,95"})
    assert Company.objects.get().winning_cost == Decimal("99.95")

"""The friction budget: how much leaving costs, from the button on one's own site to the receipt.

Two clicks, one page, the lawful fields and no more; with and without scripts, by keyboard, on a phone.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = (Path(__file__).parent / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RUN = """async () => (await axe.run({resultTypes: ['violations']})).violations
  .filter(one => ['serious', 'critical'].includes(one.impact)).map(one => one.id)"""
BUTTONS = {
    "cancel": {"en": "Cancel contracts here", "nl": "Abonnement beëindigen", "sv": "Säg upp avtal här"},
    "withdraw": {
        "en": "Withdraw from contract here",
        "nl": "Overeenkomst hier herroepen",
        "sv": "Frånträd avtalet här",
    },
}
MOST_CLICKS, MOST_PAGES, MOST_WORDS, MOST_SECONDS = 2, 1, 70, 15
LAWFUL = {"cancel": ["name", "contract", "receipt_to"], "withdraw": ["name", "contract", "receipt_to"]}
"""What must be filled in: who, which contract, where the receipt goes (§ 312k BGB; Directive 2023/2673)."""


@dataclass
class Spent:
    """What leaving cost: clicks, pages with something to do, words to read, fields to fill, seconds."""

    clicks: int = 0
    pages: int = 0
    words: int = 0
    seconds: float = 0.0
    required: tuple[str, ...] = ()


def on_own_site(page: Page, address: str, sort: str, language: str) -> None:
    """Stand on the company's own site, where the button is that Karn gives for it."""
    label = BUTTONS[sort][language]
    page.goto(f"{address}/{language}/cancel/how")
    page.set_content(f'<a href="{address}/{language}/{sort}">{label}</a>')


def leave(page: Page, address: str, sort: str, language: str, *, keyboard: bool = False) -> Spent:
    """Leave as anybody does, and count what it costs."""
    on_own_site(page, address, sort, language)
    spent, begun = Spent(), time.monotonic()
    page.get_by_role("link", name=BUTTONS[sort][language]).click()
    spent.clicks, spent.pages = 1, 1
    main = page.locator("main")
    spent.words = len(main.inner_text().split())
    fields = page.locator("form :is(input, select, textarea):not([type=hidden])")
    spent.required = tuple(fields.nth(one).get_attribute("name") or "" for one in range(fields.count())
                           if fields.nth(one).get_attribute("required") is not None)  # fmt: skip
    said = {"name": "Jo Bakker", "contract": "4711", "receipt_to": f"{sort}.{language}@example.org"}
    if keyboard:
        fill_by_keyboard(page, said)
    else:
        for name, text in said.items():
            page.fill(f"[name={name}]", text)
        page.locator("form button").click()
        spent.clicks += 1
    page.locator("dl").wait_for()
    spent.seconds = time.monotonic() - begun
    return spent


def fill_by_keyboard(page: Page, said: dict[str, str]) -> None:
    """Come to each field and to the button with Tab alone."""
    for _ in range(30):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.name || ''")
        if name in said:
            page.keyboard.type(said[name])
        if page.evaluate("document.activeElement.tagName") == "BUTTON":
            page.keyboard.press("Enter")
            return
    raise AssertionError("no way to the button")


@pytest.mark.parametrize(("sort", "language", "scripts"), [
    ("cancel", "nl", True), ("cancel", "sv", False), ("cancel", "en", False), ("withdraw", "en", True),
])  # fmt: skip
def test_leaving_costs_two_clicks_one_page_and_the_lawful_fields(
    open_page: Callable[..., Any], served: Any, sort: str, language: str, scripts: bool
) -> None:
    opened = open_page(width=360, java_script_enabled=scripts)
    page: Page = opened.page
    spent = leave(page, served.address, sort, language)
    assert (spent.clicks, spent.pages) <= (MOST_CLICKS, MOST_PAGES)
    assert list(spent.required) == LAWFUL[sort]
    assert spent.words <= MOST_WORDS
    assert spent.seconds < MOST_SECONDS
    expect(page.locator("dl")).to_contain_text("Jo Bakker")
    expect(page.locator("html")).to_have_attribute("lang", language)
    assert (opened.complaints, page.context.cookies()) == ([], [])


def test_it_works_by_keyboard_and_a_screen_reader_finds_nothing_serious_on_any_page_of_it(
    open_page: Callable[..., Any], served: Any, keep_picture: Callable[[Page, str], None]
) -> None:
    page: Page = open_page(width=360, bypass_csp=True, color_scheme="dark").page
    for address in ("/en/cancel", "/nl/withdraw", "/sv/cancel/how"):
        page.goto(served.address + address)
        keep_picture(page, f"goodbye{address.replace('/', '-')}")
        looked_at(page, address)
    page.goto(served.address + "/en/cancel")
    page.locator("form button").click()
    expect(page.get_by_role("alert")).to_be_visible()
    looked_at(page, "what is missing")
    spent = leave(page, served.address, "cancel", "en", keyboard=True)
    keep_picture(page, "goodbye-receipt")
    looked_at(page, "receipt")
    assert spent.seconds < MOST_SECONDS


def looked_at(page: Page, where: str) -> None:
    page.evaluate(AXE)
    assert (where, page.evaluate(RUN)) == (where, [])
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_scanner_that_runs_scripts_opens_every_link_and_nothing_changes(
    open_page: Callable[..., Any], served: Any, run_there: Callable[..., str]
) -> None:
    links = run_there(LINKS).split()
    before = run_there(STANDS)
    opened = open_page()
    page: Page = opened.page
    for link in links:
        for _ in range(2):
            page.goto(served.address + link, wait_until="networkidle")
        assert page.request.head(served.address + link).status == 200
    assert (len(links), run_there(STANDS), opened.complaints) == (3, before, [])


LINKS = """
import django
django.setup()
from django.utils import timezone
from karn.apps.contracts.models import Subscription
from karn.apps.farewell.actions.declarations import make_cancel_link, receive_declaration
from karn.apps.farewell.actions.receipts import _notice_link
from karn.apps.farewell.rules.declarations import Said
at = timezone.now()
whose = Subscription.objects.filter(price_states__ends_on=None).order_by("pk")[0].customer
known = make_cancel_link(customer=whose, at=at)
said = Said("Jo", "4712", "jo@example.org")
made = receive_declaration(sort="cancel", said=said, language="en", customer=whose, at=at)
notice = _notice_link(made.declaration, at).rpartition("/")[2]
print("/cancel/" + known, "/receipt/" + made.secret, "/notice/" + notice)
"""
STANDS = """
import django
django.setup()
from karn.apps.contracts.models import Departure, PriceState
from karn.apps.farewell.models import Declaration
from karn.apps.mailing.models import Mail
for model in (Declaration, Departure, PriceState):
    print(sorted(map(repr, model.objects.values_list())))
print(Mail.objects.filter(template__startswith="declaration").count())
"""

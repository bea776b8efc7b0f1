"""From an outsider's form to a lesson, and from the lesson by three keys to a task in My day."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.test_cases import found_by_axe

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def give_to_oneself(page: Page, address: str) -> None:
    """Look after a client oneself: the administrator looks after nobody."""
    own = (page.locator("summary.karn-person").get_attribute("aria-label") or "").removeprefix("Menu of ")
    page.goto(address)
    page.get_by_label("Account manager").select_option(label=own)
    page.locator("main form button.btn-primary").first.click()
    page.wait_for_url(re.compile(r"/customers/\d+/$"))


def test_an_outsider_looks_back_and_a_lesson_is_answered_by_keys_until_a_task_stands_in_my_day(
    open_page: Callable[..., Any], served: Any, log_in: Callable[[Page], None]
) -> None:
    opened = open_page()
    page: Page = opened.page
    log_in(page)
    page.goto(served.address + "/lights/")
    client = page.locator("main table td a[href^='/customers/']").first
    name, number = client.inner_text(), (client.get_attribute("href") or "").split("/")[2]
    give_to_oneself(page, f"{served.address}/customers/{number}/edit/")
    page.goto(f"{served.address}/customers/{number}/looking-back/")
    page.get_by_role("button", name="Plan it").click()
    page.wait_for_url(re.compile(r"/looking-back/\d+/$"))
    look = page.url
    page.get_by_label("Or an outsider, by name").fill("Ria")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Make the link").click()
    link = page.locator("#link").input_value()
    assert found_by_axe(page) == []

    guest = open_page(360, java_script_enabled=False).page
    guest.goto(link)
    guest.locator("label", has_text="Somebody else there").first.click()
    guest.locator("#name").fill("Kim")
    guest.locator("#words-start").fill("We looked forward to each visit")
    guest.get_by_role("button", name="Save these words").click()
    guest.locator("#sentence").fill("They stopped looking forward to us")
    guest.locator("#question").fill("Do they look forward to our next visit?")
    guest.get_by_role("button", name="That was everybody").click()
    expect(guest.get_by_role("heading", name="Thank you")).to_be_visible()

    page.goto(look)
    expect(page.get_by_text("We looked forward to each visit")).to_be_visible()
    page.get_by_role("button", name="Make it a lesson and close").click()
    expect(page.get_by_role("heading", name="They stopped looking forward to us")).to_be_visible()
    assert found_by_axe(page) == []

    page.goto(served.address + "/lessons/round/")
    if page.get_by_role("heading", name="Do they look forward").count() == 0:
        page.get_by_role("link", name=re.compile("Do they look forward")).last.click()
    if page.get_by_text("Clients whom nobody looks after").count():
        page.get_by_role("link", name=re.compile("Do they look forward")).last.click()
    expect(page.get_by_role("rowheader", name=name)).to_be_visible()
    rows = page.locator("[data-ask]")
    expect(rows.first.locator("input[type=radio]").first).to_be_focused()
    for _ in range(rows.count()):
        page.keyboard.press("e")
    expect(page.locator("[data-send]")).to_be_focused()
    assert found_by_axe(page) == []
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("stored")
    page.goto(served.address + "/day/?all=1")
    expect(page.get_by_text("They stopped looking forward to us").first).to_be_visible()
    assert (name != "", opened.complaints) == (True, [])

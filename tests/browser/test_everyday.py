"""The everyday with the keyboard alone: logging a call, the palette, lists, undo; and the sheet on paper."""

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = (Path(__file__).parent / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RUN = "async () => (await axe.run({resultTypes: ['violations']})).violations"
PAGES = re.compile(rb"/Type\s*/Page[^s]")


def violations(page: Page) -> list[str]:
    page.evaluate(AXE)
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in page.evaluate(RUN)]


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.innerText.trim()"))


def press(page: Page, *keys: str) -> None:
    page.wait_for_load_state()  # a page shows its words before it hears keys
    for key in keys:
        page.keyboard.press(key)


def test_a_call_is_logged_within_seconds_from_anywhere_and_undone_with_one_key(
    open_page: Callable[..., Any], served: Any, log_in: Callable[[Page], None]
) -> None:
    opened = open_page()
    page: Page = opened.page
    log_in(page)
    page.goto(served.address + "/figures/")
    begun = time.monotonic()
    press(page, "l")
    expect(page.locator("#log-search")).to_be_focused()
    page.keyboard.type("nijhof")
    press(page, "Enter")  # at once: the list need not be there yet
    expect(page.locator("#log form.karn-log")).to_contain_text("Transport Nijhof")
    expect(page.locator("#log input[value=call]")).to_be_focused()
    press(page, "Tab", "ArrowLeft")  # who began: the customer
    expect(page.locator("#log input[value=in]")).to_be_checked()
    page.locator("#log #id_subject").focus()
    page.keyboard.type("Asked about the invoice")
    press(page, "Enter")
    message = page.locator(".alert-success")
    expect(message).to_contain_text("Logged: call with Transport Nijhof.")
    assert time.monotonic() - begun < 10
    assert page.url == served.address + "/figures/"
    press(page, "u")
    expect(page.locator(".alert-success")).to_contain_text("The conversation is removed.")
    assert opened.complaints == []


def test_on_a_customer_s_page_the_dialog_knows_the_customer_and_only_questions_can_wait(
    open_page: Callable[..., Any], served: Any, log_in: Callable[[Page], None]
) -> None:
    opened = open_page()
    page: Page = opened.page
    log_in(page)
    # About the first ones so much happens in other tests that a minute fills the page.
    page.goto(served.address + "/customers/4/")
    press(page, "l")
    form, customer = page.locator("#log form.karn-log"), page.locator("h1").first.inner_text()
    expect(form).to_contain_text(customer)
    waits, answerer = form.locator("[name=waits]"), form.locator("[name=answerer]")
    expect(waits).to_be_hidden()
    form.locator(".karn-chip", has_text="From the customer").click()
    form.locator(".karn-chip", has_text="Mail").click()
    expect(waits).to_be_visible()
    expect(answerer).to_be_hidden()
    waits.check()
    expect(answerer).to_be_visible()
    form.locator("[name=subject]").fill("When is it ready?")
    assert violations(page) == []
    form.locator("[name=subject]").press("Enter")
    waiting = page.locator(".karn-waiting", has_text="When is it ready?")
    expect(waiting).to_be_visible()
    expect(page.locator(".karn-timeline > li", has_text="When is it ready?")).to_be_visible()
    waiting.get_by_role("button").click()
    # A page on its way has nothing waiting either: the key is for the one that says what was done.
    expect(page.get_by_role("status")).to_contain_text(f"Answered: {customer.removesuffix('.')}.")
    expect(page.locator(".karn-waiting", has_text="When is it ready?")).to_have_count(0)
    press(page, "u")
    expect(page.locator(".karn-waiting", has_text="When is it ready?")).to_be_visible()
    page.get_by_role("button", name="Asked about notice terms").click()
    expect(page.locator(".karn-reasons").first).to_contain_text("They asked about notice terms on")
    press(page, "u")
    expect(page.get_by_role("status")).to_contain_text("The note is gone.")
    assert opened.complaints == []


def test_the_palette_finds_customers_contacts_pages_and_actions_by_keyboard(
    open_page: Callable[..., Any], served: Any, log_in: Callable[[Page], None]
) -> None:
    opened = open_page()
    page: Page = opened.page
    log_in(page)
    press(page, "Control+k")
    found = page.locator("#palette-found")
    expect(found).to_contain_text("Log a conversation")
    page.keyboard.type("nijhof")
    expect(found.locator("a").first).to_have_text(re.compile("Transport Nijhof"))
    assert violations(page) == []
    press(page, "ArrowDown")
    assert "Transport Nijhof" in focused(page)
    press(page, "ArrowDown", "ArrowUp", "Enter")
    page.wait_for_url(re.compile(r"/customers/\d+/$"))
    press(page, "Control+k")
    page.keyboard.type("figures")
    press(page, "Enter")
    page.wait_for_url(served.address + "/figures/")
    press(page, "Control+k")
    page.keyboard.type("nij")
    press(page, "Escape")
    expect(page.locator("#palette")).to_be_hidden()
    press(page, "Control+k")
    page.keyboard.type("log a conv")
    press(page, "Enter")
    expect(page.locator("#log-search")).to_be_focused()
    assert opened.complaints == []


def test_j_and_k_walk_through_a_list_and_enter_opens(
    open_page: Callable[..., Any], served: Any, log_in: Callable[[Page], None]
) -> None:
    page: Page = open_page().page
    log_in(page)
    page.goto(served.address + "/customers/")
    names = page.locator("main tbody td:nth-child(2) > a").all_inner_texts()
    walked = []
    for key in ("j", "j", "j", "k"):
        press(page, key)
        walked.append(focused(page))
    assert walked == [names[0], names[1], names[2], names[1]]
    press(page, "Enter")
    page.wait_for_url(re.compile(r"/customers/\d+/$"))
    assert page.locator("h1").inner_text() == names[1]


def test_on_a_phone_without_javascript_a_call_is_logged(
    open_page: Callable[..., Any], log_in: Callable[[Page], None]
) -> None:
    page: Page = open_page(width=360, java_script_enabled=False).page
    log_in(page)
    page.locator("header a[aria-label='Log a conversation']").click()
    page.locator("#log-search").fill("nijhof")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name=re.compile("Transport Nijhof")).click()
    page.locator("[name=subject]").fill("From the train")
    page.get_by_role("button", name="Log", exact=True).click()
    expect(page.locator(".alert-success")).to_contain_text("Logged: call with Transport Nijhof.")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".alert-success")).to_contain_text("The conversation is removed.")


@pytest.mark.parametrize("language", ["en", "nl", "sv"])
def test_the_sheet_fits_on_two_pages_of_paper_for_every_customer_asked(
    open_page: Callable[..., Any], served: Any, log_in: Callable[[Page], None], language: str
) -> None:
    page: Page = open_page().page
    log_in(page)
    page.locator("summary.karn-person").click()
    page.locator(f".karn-sheet button[value={language}]").click()
    page.wait_for_load_state()
    pages = {}
    for number in (1, 7, 20, 33, 48):
        page.goto(served.address + f"/customers/{number}/sheet/")
        pages[number] = len(PAGES.findall(page.pdf(format="A4", prefer_css_page_size=True)))
    assert {number: count for number, count in pages.items() if not 1 <= count <= 2} == {}

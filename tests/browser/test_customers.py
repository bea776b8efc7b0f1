"""The list of customers and the page of one, in a real browser: searched, narrowed, sorted, read."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def names(page: Page) -> list[str]:
    return page.locator("main tbody td:nth-child(2) > a").all_inner_texts()


def test_somebody_searches_narrows_and_sorts_customers(
    open_page: Callable[..., Any], served: Any, log_in: Callable[[Page], None]
) -> None:
    opened = open_page()
    page: Page = opened.page
    log_in(page)
    page.goto(served.address + "/customers/")
    everybody = names(page)
    expect(page.locator(".karn-lead")).to_have_text(re.compile(rf"{len(everybody)} customers\."))
    assert everybody == sorted(everybody, key=str.lower)
    page.get_by_role("link", name="A month").click()
    page.wait_for_url("**sort=-mrr**")
    amounts = [
        float(re.sub(r"[^\d.]", "", text) or 0) for text in page.locator("main td.number").all_inner_texts()
    ]
    assert amounts == sorted(amounts, reverse=True)
    page.select_option("#state", "risk")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**state=risk**")
    states = page.locator("main td .badge:visible").filter(has_not_text="Right").all_inner_texts()
    assert set(states) == {"At risk"}
    page.get_by_role("link", name="Clear").click()
    page.fill("#q", everybody[0])
    page.keyboard.press("Enter")
    page.wait_for_url("**q=**")
    assert everybody[0] in names(page)
    assert opened.complaints == []


def test_a_page_that_is_not_there_shows_the_list_from_its_beginning(
    open_page: Callable[..., Any], served: Any, log_in: Callable[[Page], None]
) -> None:
    page: Page = open_page().page
    log_in(page)
    page.goto(served.address + "/customers/")
    first = names(page)[0]
    page.goto(served.address + "/customers/?place=WyJ6enoiLCAxLCBmYWxzZV0")  # behind everybody
    assert names(page)[0] == first


def test_a_customer_who_left_is_said_to_have_left(
    open_page: Callable[..., Any], served: Any, log_in: Callable[[Page], None]
) -> None:
    opened = open_page()
    page: Page = opened.page
    log_in(page)
    page.goto(served.address + "/customers/?state=left")
    page.locator("main tbody td:nth-child(2) > a").first.click()
    page.wait_for_url(re.compile(r"/customers/\d+/$"))
    expect(page.get_by_role("heading", name="Why they left")).to_be_visible()
    expect(page.locator("#watch-title").locator("xpath=../..")).to_contain_text("Left on")
    page.get_by_role("link", name="Money").click()
    page.wait_for_url("**kind=money**")
    expect(page.locator(".karn-timeline > li").first).to_contain_text("€")
    page.locator(".karn-timeline .karn-source summary").first.click()
    expect(page.locator(".karn-timeline .karn-source[open] > span")).to_contain_text("From demo")
    assert opened.complaints == []


def test_the_keyboard_finds_the_search_and_shows_where_it_is(
    open_page: Callable[..., Any], served: Any, log_in: Callable[[Page], None]
) -> None:
    page: Page = open_page().page
    log_in(page)
    page.goto(served.address + "/customers/")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    focused = "getComputedStyle(document.activeElement).outlineWidth"
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate(focused) == "2px", page.evaluate("document.activeElement.outerHTML")

"""A sealed review with a guest, from the plan to the differences; and a recap as PDF."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def answer(page: Page, scores: str, words: str) -> None:
    """Fill in the three questions."""
    for question, score in zip(("expectations", "relations", "expertise"), scores, strict=True):
        page.check(f"input[name=score-{question}][value='{score}']", force=True)
    page.fill("textarea[name=words-expertise]", words)


def test_a_guest_reviews_and_nobody_reads_it_before_our_own_view_is_in(
    open_page: Callable[..., Any], served: Any, log_in: Callable[[Page], None]
) -> None:
    opened = open_page()
    page: Page = opened.page
    log_in(page)
    page.goto(served.address + "/customers/1/reviews/")
    page.get_by_role("button", name="Plan it").click()
    page.wait_for_url(re.compile(r"/reviews/\d+/$"))
    address = page.url
    page.fill("input[name=guest]", "Gus Meijer")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Make the link").click()
    link = served.address + "/r/" + page.locator("#link").input_value().rpartition("/")[2]
    told = open_page(width=360, java_script_enabled=False)
    guest: Page = told.page
    guest.goto(link + "?lang=en")
    expect(guest.locator("h1")).to_contain_text("Review of")
    answer(guest, "242", "They build well and know little of search engines")
    guest.get_by_role("button", name="Seal this answer").click()
    expect(guest.locator("body")).to_contain_text("(sealed)")
    expect(guest.locator("body")).not_to_contain_text("search engines")
    guest.get_by_role("button", name="That was everybody").click()
    expect(guest.locator("h1")).to_contain_text("Thank you")
    page.goto(address)
    expect(page.locator("main")).not_to_contain_text("search engines")
    page.get_by_role("link", name="Say it").click()
    answer(page, "545", "We know it all")
    page.get_by_role("button", name="Seal it").click()
    expect(page.locator("main")).to_contain_text("know little of search engines")
    expect(page.locator("main .list-group-item").first).to_contain_text("we think too well of it")
    page.get_by_role("button", name="Make a task").first.click()
    expect(page.locator(".alert-success")).to_contain_text("The task is stored.")
    assert (opened.complaints, told.complaints) == ([], [])


def test_what_was_logged_becomes_a_recap_as_pdf(
    open_page: Callable[..., Any], served: Any, log_in: Callable[[Page], None]
) -> None:
    opened = open_page()
    page: Page = opened.page
    log_in(page)
    page.goto(served.address + "/customers/2/value/")
    page.fill("input[name=what]", "Two days of help")
    page.get_by_role("button", name="Log it").click()
    page.get_by_role("button", name="Write a recap").or_(
        page.get_by_role("link", name="Write the recap")
    ).click()
    page.fill("textarea[name=intro]", "This came of it.")
    page.get_by_role("button", name="Save").click()
    made = page.request.get(page.url + "recap.pdf")
    assert (made.status, made.headers["content-type"], made.body()[:5]) == (200, "application/pdf", b"%PDF-")
    page.get_by_role("button", name="I handed it over").click()
    expect(page.locator("main")).to_contain_text("Two days of help")
    expect(page.locator("main textarea")).to_have_count(0)
    assert opened.complaints == []

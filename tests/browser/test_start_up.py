"""From the kick-off to an expectation that the client confirmed, by the client's own link."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_what_was_said_at_the_kick_off_is_confirmed_by_the_clients_link(
    open_page: Callable[..., Any], served: Any, log_in: Callable[[Page], None]
) -> None:
    opened = open_page()
    page: Page = opened.page
    log_in(page)
    page.goto(served.address + "/customers/")
    page.locator("main tbody a").first.click()
    page.get_by_role("link", name="Start-up", exact=True).click()
    page.get_by_role("button", name="Begin a start-up").click()
    page.fill("#at-now", "A report every Monday")
    page.fill("#at-unexpected", "Never call after five")
    page.get_by_role("button", name="Write it down").click()
    expect(page.locator("#confirm")).to_contain_text("2 expectations are written down.")
    page.get_by_role("link", name="Expectations", exact=True).click()
    expect(page.locator("main")).to_contain_text("A report every Monday")
    page.get_by_role("button", name="Make a link").click()
    address = page.locator("#link").input_value()
    client = open_page(width=360, java_script_enabled=False)
    client.page.goto(served.address + address[address.index("/e/") :] + "?lang=en")
    lines = client.page.locator("fieldset", has=client.page.locator("input[value=right]"))
    expect(lines).to_have_count(2)
    lines.filter(has_text="Monday").locator("label", has_text="That is right").click()
    lines.filter(has_text="after five").locator("textarea").fill("Never call after four")
    client.page.get_by_role("button", name="Send").click()
    expect(client.page.locator("main")).to_contain_text("Never call after four")
    page.get_by_role("link", name="Done").click()
    expect(page.locator("li", has_text="A report every Monday").first).to_contain_text("by link")
    page.locator("a[href^='/expectations/lists/']").first.click()
    page.get_by_role("button", name="Take over").click()
    expect(page.locator("main")).to_contain_text("Taken over")
    page.get_by_role("link", name="Back").click()
    expect(page.locator("li", has_text="Never call after four").first).to_contain_text("by link")
    assert opened.complaints + client.complaints == []

"""From a warning sign to a closed case, and the weekly meeting of the agency."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = (Path(__file__).parent / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RUN = "async () => (await axe.run({resultTypes: ['violations']})).violations.map((one) => one.id)"


def found_by_axe(page: Page) -> list[str]:
    page.evaluate(AXE)
    found: list[str] = page.evaluate(RUN)
    return found


def clients_of(page: Page, address: str) -> dict[str, str]:
    """Return the customers a list names, by number."""
    page.goto(address)
    links = page.locator("main table td a[href^='/customers/']")
    hrefs = [links.nth(n).get_attribute("href") or "" for n in range(links.count())]
    return {href.split("/")[2]: links.nth(n).inner_text() for n, href in enumerate(hrefs)}


def clients_without_case(page: Page, address: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return number and name of two key clients nobody has a case of: one to keep, and a misfit."""
    misfits = clients_of(page, address + "/fit/customers/?fit=not_right")
    calm = [
        one for one in clients_of(page, address + "/lights/").items() if without_case(page, address, one[0])
    ]
    wanted = next(one for one in calm if one[0] not in misfits)
    return wanted, next(one for one in calm if one[0] in misfits)


def without_case(page: Page, address: str, number: str) -> bool:
    page.goto(f"{address}/customers/{number}/case/")
    return page.url.endswith("/case/")


def test_a_threat_goes_from_the_sign_to_a_closed_case_and_through_the_weekly_meeting(
    open_page: Callable[..., Any], served: Any, log_in: Callable[[Page], None]
) -> None:
    opened = open_page()
    page: Page = opened.page
    log_in(page)
    (number, name), (other, misfit) = clients_without_case(page, served.address)
    for one in (number, other):
        page.goto(f"{served.address}/customers/{one}/")
        page.get_by_role("button", name="Asked about notice terms").click()
        expect(page.get_by_role("status")).to_be_visible()
    page.goto(served.address + "/")
    page.get_by_role("button", name="Refresh").click()
    expect(page.get_by_role("status")).to_be_visible()
    page.goto(served.address + "/week/")
    assert found_by_axe(page) == []
    threats = page.locator("section", has=page.get_by_role("heading", name="Open threats"))
    expect(threats.get_by_role("link", name=misfit)).to_have_count(0)
    threats.get_by_role("link", name=name).click()
    page.wait_for_url(re.compile(r"/cases/\d+/$"))
    expect(page.locator("#why").locator("xpath=../..")).to_contain_text("asked about notice terms")
    assert found_by_axe(page) == []
    page.get_by_label("What they said, or what you did").fill("Our mails got lost at theirs")
    page.get_by_role("button", name="We asked").click()
    expect(page.get_by_text("Our mails got lost at theirs")).to_be_visible()
    page.get_by_role("button", name="Solved; ask again in three weeks").click()
    expect(page.get_by_text("ask on")).to_be_visible()
    page.get_by_label("Outcome").select_option(label="They say themselves that it is good now")
    page.locator("form", has=page.get_by_role("button", name="Close the case")).get_by_label(
        "In their words"
    ).fill("It runs again")
    page.get_by_role("button", name="Close the case").click()
    expect(page.get_by_text("Closed on")).to_be_visible()
    page.goto(served.address + "/week/")
    expect(page.locator("section", has=page.get_by_role("heading", name="They stay"))).to_contain_text(name)
    page.get_by_label("What you decided").fill("One address for their mails")
    page.get_by_role("button", name="Write it down").click()
    expect(page.locator("section", has=page.get_by_role("heading", name="Earlier meetings"))).to_contain_text(
        "One address for their mails"
    )
    assert opened.complaints == []

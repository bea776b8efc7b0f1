"""Every page, in every language, light and dark: accessible, quiet, and narrow enough for a phone."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = (Path(__file__).parent / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RUN = "async () => (await axe.run({resultTypes: ['violations']})).violations"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
FIRST_LOAD = 150 * 1000
PAGES = {
    "dashboard": "/",
    "customers": "/customers/",
    "customer": "/customers/1/",
    "meeting-sheet": "/customers/1/sheet/",
    "unanswered": "/conversations/unanswered/",
    "log-whom": "/conversations/new/?q=an",
    "log-what": "/conversations/new/?customer=1",
    "search": "/search/?q=an",
    "state": "/state/",
    "imports": "/imports/",
    "import": "/imports/1/",
    "new-import": "/imports/new/",
    "figure": "/figures/customer_churn/?from=2026-01-01&to=2026-11-01",
    "company": "/settings/company/",
    "attributes": "/settings/attributes/",
    "figures": "/figures/",
    "new-customer": "/customers/new/",
    "edit-customer": "/customers/1/edit/",
    "changes": "/customers/1/changes/",
    "duplicates": "/customers/duplicates/",
    "bin": "/customers/bin/",
    "people": "/people/",
    "invite": "/people/invite/",
    "cover": "/people/cover/",
    "audit": "/audit/",
    "me": "/me/",
    "second-factor": "/me/second-factor/",
    "own-password": "/me/password/",
    "confirm": "/me/confirm/",
}


def violations(page: Page) -> list[str]:
    """Run axe on the page; return each violation with the first place it is found."""
    page.evaluate(AXE)
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in page.evaluate(RUN)]


def speak(page: Page, language: str) -> None:
    page.locator("summary.karn-person").click()
    page.locator(f".karn-sheet button[value={language}]").click()
    page.wait_for_load_state()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "nl", "sv"])
def test_pages_are_accessible_quiet_and_narrow(
    open_page: Callable[..., Any],
    served: Any,
    log_in: Callable[[Page], None],
    keep_picture: Callable[[Page, str], None],
    language: str,
    theme: str,
) -> None:
    opened = open_page(color_scheme=theme)
    page: Page = opened.page
    found: dict[str, list[str]] = {}
    page.goto(served.address + "/login/")
    found["login"] = violations(page)
    log_in(page)
    speak(page, language)
    for name, path in PAGES.items():
        page.set_viewport_size({"width": 1280, "height": 900})
        answer = page.goto(served.address + path)
        assert answer is not None
        assert answer.status == 200, name
        found[name] = violations(page)
        if theme == "light":
            keep_picture(page, f"{name}-{language}-{theme}-1280")
        page.set_viewport_size({"width": 360, "height": 740})
        if (wide := page.evaluate(OVERFLOW)) > 0:
            found[name].append(f"{wide} pixels too wide for a phone")
        if theme == "dark":
            keep_picture(page, f"{name}-{language}-{theme}-360")
    assert {name: said for name, said in found.items() if said} == {}
    assert opened.complaints == []


def test_the_first_load_is_small(open_page: Callable[..., Any], served: Any) -> None:
    opened = open_page()
    sizes: list[int] = []
    opened.page.on("response", lambda answer: sizes.append(answer.request.sizes()["responseBodySize"]))
    opened.page.goto(served.address + "/login/", wait_until="networkidle")
    assert len(sizes) >= 5
    assert sum(sizes) < FIRST_LOAD

"""What somebody does in a day, in a real browser."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ONE_BAD_ROW = """customer_id,name,email,joined_on
N1,Nieuwe Klant B.V.,info@nieuw.example,2026-10-01
N2,Tweede Klant B.V.,info@tweede.example,2026-02-30
N3,Derde Klant B.V.,info@derde.example,2026-10-03
"""


def test_somebody_logs_in(open_page: Callable[..., Any], served: Any) -> None:
    opened = open_page()
    page: Page = opened.page
    page.goto(served.address)
    page.fill("#id_username", served.email)
    page.fill("#id_password", "not the password")
    page.click("main form button.btn-primary")
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    page.fill("#id_password", served.password)
    page.click("main form button.btn-primary")
    expect(page).to_have_url(served.address + "/")
    expect(page.locator("h1")).to_be_visible()
    assert opened.complaints == []


def test_a_file_with_a_bad_row_comes_in_without_it(
    open_page: Callable[..., Any], served: Any, log_in: Callable[[Page], None], tmp_path: Path
) -> None:
    file = tmp_path / "klanten.csv"
    file.write_text(ONE_BAD_ROW, encoding="utf-8")
    opened = open_page()
    page: Page = opened.page
    log_in(page)
    page.goto(served.address + "/imports/new/")
    page.check("input[name=target][value=customers]")
    page.set_input_files("#file", str(file))
    page.locator("main form button[type=submit]").click()
    expect(page.get_by_text("Nieuwe Klant B.V.")).to_be_visible()  # the preview
    expect(page.get_by_role("button", name="Import", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("#weighed")).to_contain_text("2026-02-30")
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("One row was refused; the others are stored.")).to_be_visible(timeout=60_000)
    refused = page.get_by_role("region", name="Refused rows").locator("tbody tr")
    expect(refused).to_have_count(1)
    expect(refused.first).to_contain_text("joined_on")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert "2026-02-30" in download.value.path().read_text(encoding="utf-8")
    page.goto(served.address + "/customers/?q=Derde+Klant")
    expect(page.locator("main")).to_contain_text("Derde Klant B.V.")
    assert opened.complaints == []


def test_a_figure_opens_down_to_its_rows_and_its_sql(
    open_page: Callable[..., Any], served: Any, log_in: Callable[[Page], None]
) -> None:
    opened = open_page()
    page: Page = opened.page
    log_in(page)
    page.locator("main a[href^='/figures/customer_churn/']").first.click()
    expect(page).to_have_url(re.compile(re.escape(served.address) + "/figures/customer_churn/.*"))
    main = page.locator("main")
    expect(main).to_contain_text("SELECT", ignore_case=True)
    assert main.locator("table tbody tr").count() >= 1
    with page.expect_download() as download:
        main.locator("a[href*='rows.csv']").first.click()
    heading = download.value.path().read_text(encoding="utf-8-sig").splitlines()[0]
    assert "customer_id" in heading
    assert opened.complaints == []


def test_the_language_changes_and_stays(
    open_page: Callable[..., Any], served: Any, log_in: Callable[[Page], None]
) -> None:
    opened = open_page()
    page: Page = opened.page
    log_in(page)
    for language, word in (("nl", "Klanten"), ("sv", "Kunder"), ("en", "Customers")):
        page.locator("summary.karn-person").click()
        page.locator(f".karn-sheet button[value={language}]").click()
        expect(page.locator("html")).to_have_attribute("lang", language)
        page.goto(served.address + "/customers/")
        expect(page.locator("h1")).to_have_text(word)
    assert opened.complaints == []


def test_keys_lead_to_pages_and_to_the_search(
    open_page: Callable[..., Any], served: Any, log_in: Callable[[Page], None]
) -> None:
    page: Page = open_page().page
    log_in(page)
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url(served.address + "/customers/")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("gd")  # letters in a field are letters
    expect(page).to_have_url(served.address + "/customers/")
    page.keyboard.press("Enter")
    page.wait_for_url(served.address + "/customers/?q=gd")


def test_the_first_key_of_the_keyboard_skips_to_the_content(
    open_page: Callable[..., Any], log_in: Callable[[Page], None]
) -> None:
    page: Page = open_page().page
    log_in(page)
    page.keyboard.press("Tab")
    expect(page.locator(".karn-skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()


def test_on_a_phone_without_javascript_the_menu_opens_and_leads_on(
    open_page: Callable[..., Any], served: Any, log_in: Callable[[Page], None]
) -> None:
    page: Page = open_page(width=360, java_script_enabled=False).page
    log_in(page)
    page.locator("summary[aria-label='Menu']").click()
    page.locator("nav.karn-sheet a", has_text="Customers").click()
    page.wait_for_url(served.address + "/customers/")
    page.locator("main tbody a").first.click()
    page.wait_for_url(re.compile(re.escape(served.address) + r"/customers/\d+/"))
    page.locator("summary.karn-person").click()
    page.get_by_role("button", name="Dark").click()
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    page.locator("summary.karn-person").click()
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url(served.address + "/login/")

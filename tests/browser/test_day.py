"""My day with the keyboard alone: walked, done, put off, given away, logged, and all of it undone."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = (Path(__file__).parent / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RUN = "async () => (await axe.run({resultTypes: ['violations']})).violations.map((one) => one.id)"
THINGS = ("Send the quote", "Call about the delivery", "Ask how it goes")


def press(page: Page, *keys: str) -> None:
    page.wait_for_load_state()  # a page shows its words before it hears keys
    for key in keys:
        page.keyboard.press(key)


def make_tasks(page: Page, address: str) -> None:
    """Make tasks that were due long ago: they stand first, in this order."""
    for number, thing in enumerate(THINGS, start=1):
        page.goto(address + "/tasks/new/?next=/day/&customer=1")
        page.locator("#id_text").focus()
        page.keyboard.type(thing)
        page.locator("#id_due_on").fill(f"2020-01-0{number}")
        press(page, "Enter")
        page.wait_for_url(address + "/day/")


def test_a_day_is_done_by_keyboard_alone_and_each_step_can_be_undone(
    open_page: Callable[..., Any], served: Any, log_in: Callable[[Page], None]
) -> None:
    opened = open_page()
    page: Page = opened.page
    log_in(page)
    make_tasks(page, served.address)
    rows, said = page.locator("[data-row]"), page.get_by_role("status")
    titles = page.locator(".karn-day-title")
    page.goto(served.address + "/figures/")
    press(page, "g", "d")
    page.wait_for_url(served.address + "/day/")
    expect(titles.nth(0)).to_have_text(THINGS[0])
    press(page, "d")  # nothing is done to a row nobody stands on: the first is chosen
    expect(titles.nth(0)).to_be_focused()
    press(page, "d")
    expect(said).to_contain_text(f"Done: {THINGS[0]}")
    expect(titles.nth(0)).to_have_text(THINGS[1])
    expect(titles.nth(0)).to_be_focused()
    press(page, "u")
    expect(titles.nth(0)).to_have_text(THINGS[0])
    expect(titles.nth(0)).to_be_focused()  # on what came back
    press(page, "j", "s", "Enter")  # the second, to tomorrow
    expect(said).to_contain_text("Put off to")
    expect(rows.filter(has_text=THINGS[1])).to_have_count(0)
    press(page, "u")
    expect(titles.nth(1)).to_have_text(THINGS[1])
    expect(titles.nth(1)).to_be_focused()
    press(page, "k", "r")
    expect(rows.nth(0).locator("select[name=to]")).to_be_focused()
    press(page, "ArrowDown", "Tab")
    page.keyboard.type("You know them better")
    press(page, "Enter")
    expect(said).to_contain_text("has it now")
    press(page, "u")
    expect(titles.nth(0)).to_have_text(THINGS[0])
    expect(titles.nth(0)).to_be_focused()
    press(page, "l")
    expect(page.locator("#log form.karn-log")).to_be_visible()
    page.locator("#log #id_subject").focus()
    page.keyboard.type("Spoke about it")
    press(page, "Enter")
    expect(said).to_contain_text("Logged:")
    expect(page).to_have_url(re.compile(r"/day/$"))
    expect(titles.nth(0)).to_be_focused()  # what was logged came from this row
    press(page, "u")
    expect(said).to_contain_text("The conversation is removed.")
    page.evaluate(AXE)
    assert page.evaluate(RUN) == []
    for thing in THINGS:  # what is made here is gone again, for the tests after this one
        press(page, "x")
        expect(said).to_contain_text(f"Done: {thing}")
    assert opened.complaints == []


def test_enter_in_a_day_puts_a_task_off_to_that_day(
    open_page: Callable[..., Any], served: Any, log_in: Callable[[Page], None]
) -> None:
    page: Page = open_page().page
    log_in(page)
    page.goto(served.address + "/day/")
    first = page.locator("[data-row]").nth(0)
    press(page, "j", "s")
    first.locator("input[name=day]").fill("2099-12-31")
    press(page, "Enter")
    expect(page.get_by_role("status")).to_contain_text("Put off to 31 December 2099")
    press(page, "u")
    expect(page.get_by_role("status")).to_contain_text("As it was")

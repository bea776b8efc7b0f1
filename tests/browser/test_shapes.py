"""How pages lie: nothing outside a telephone, no large empty places, nothing far down."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OUTSIDE = """() => [...document.querySelectorAll('.karn-stacked td')]
  .filter(cell => cell.getBoundingClientRect().right > innerWidth).map(cell => cell.dataset.label)"""
BOTTOMS = """() => [...document.querySelectorAll('.karn-balanced > .card')].reduce((found, card) => {
  const box = card.getBoundingClientRect();
  found[Math.round(box.left)] = Math.round(box.bottom);
  return found;
}, {})"""
HEIGHT = "document.documentElement.scrollHeight"


def test_on_a_telephone_every_value_of_a_row_stands_inside(
    open_page: Callable[..., Any], served: Any, log_in: Callable[[Page], None]
) -> None:
    page: Page = open_page(width=360).page
    log_in(page)
    page.goto(served.address + "/figures/customer_churn/?from=2026-01-01&to=2026-11-01")
    assert page.locator(".karn-stacked td").count() > 20
    assert page.evaluate(OUTSIDE) == []


def test_the_columns_of_the_dashboard_are_about_as_long(
    open_page: Callable[..., Any], log_in: Callable[[Page], None]
) -> None:
    page: Page = open_page(width=1280).page
    log_in(page)
    ends = page.evaluate(BOTTOMS).values()
    assert len(ends) == 2
    assert max(ends) - min(ends) < 300


def test_what_cohorts_mean_stands_in_reach(
    open_page: Callable[..., Any], served: Any, log_in: Callable[[Page], None]
) -> None:
    page: Page = open_page(width=1280).page
    log_in(page)
    page.goto(served.address + "/figures/cohort_retention/")
    box = page.locator("#meaning-title").bounding_box()
    assert box is not None
    assert box["y"] < 900
    assert page.evaluate(HEIGHT) < 3500

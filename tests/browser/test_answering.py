"""What answering a survey costs on a phone: taps, with scripts and without; and by keyboard."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TAPS = {"nps": 3, "csat": 3, "ces": 3, "half_term": 3, "experience": 2, "practice": 5}
"""How many taps a ready survey takes from its page to the thanks, for somebody who is not quite happy."""

LINKS = """
import sys
import django
django.setup()
from django.utils import timezone
from karn.apps.customers.models import Customer
from karn.apps.people.models import Person
from karn.apps.surveys.actions.asking import make_personal_link
from karn.apps.surveys.actions.surveys import make_ready_survey
at, (language, *codes) = timezone.now(), sys.argv[1:]
eva = Person.objects.filter(role="administrator").earliest("pk")
whose = Customer.objects.filter(contacts__isnull=False).earliest("pk")
Customer.objects.filter(pk=whose.pk).update(language=language)
whose.refresh_from_db()
for code in codes:
    survey = make_ready_survey(code=code, language=language, by=eva, at=at)
    print("/s/" + make_personal_link(survey=survey, customer=whose, by=eva, at=at))
"""


def answer(page: Page, address: str) -> int:
    """Tap the middle answer of each question and send, until thanked; return the taps."""
    taps = 0
    page.goto(address)
    while page.locator("form").count():
        for group in page.locator(".steps, .choices").all():
            options = group.locator("label").all()
            options[len(options) // 2].tap()
            taps += 1
        with page.expect_navigation():
            page.locator("form button[type=submit]").tap()
        taps += 1
        assert taps < 20
    return taps


@pytest.mark.parametrize(("language", "scripts"), [("nl", False), ("sv", True)])
def test_a_survey_is_answered_with_two_to_five_taps_on_a_phone(
    open_page: Callable[..., Any], served: Any, run_there: Callable[..., str], language: str, scripts: bool
) -> None:
    links = dict(zip(TAPS, run_there(LINKS, language, *TAPS).split(), strict=True))
    page: Page = open_page(width=360, has_touch=True, is_mobile=True, java_script_enabled=scripts).page
    spent = {code: answer(page, served.address + link) for code, link in links.items()}
    assert spent == TAPS


def test_a_survey_is_answered_by_keyboard(
    open_page: Callable[..., Any], served: Any, run_there: Callable[..., str]
) -> None:
    page: Page = open_page(width=360).page
    page.goto(served.address + run_there(LINKS, "en", "nps").strip())
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "radio":
            break
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("textarea")).to_be_visible()
    page.locator("textarea").press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Thank you")

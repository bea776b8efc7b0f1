"""Every page there is, in every language, light and dark, wide and narrow: accessible, quiet, small, plain.

The pages are not listed: every address is asked. What answers with a page is looked at; what does not must
say so below, or be prepared.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = (Path(__file__).parent / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RUN = """async () => (await axe.run({resultTypes: ['violations']})).violations
  .map(one => `${one.id}: ${one.nodes[0].html.slice(0, 200)}`)"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LOADED = """['navigation', 'resource'].flatMap(kind => performance.getEntriesByType(kind))
  .reduce((sum, one) => sum + one.encodedBodySize, 0)"""
SHOWN = """() => {
  const main = document.querySelector('main').cloneNode(true);
  // What is counted ahead stands in the place of a link that leads to it.
  main.querySelectorAll('noscript, [hx-trigger=load]').forEach(one => one.remove());
  return main.textContent;
}"""
FIRST_LOAD = 150 * 1000

PREPARE = """
import django, json
django.setup()
from django.utils import timezone
from datetime import timedelta
from decimal import Decimal
from karn.apps.contracts.actions.costs import add_cost, add_hours
from karn.apps.contracts.actions.products import keep_plan
from karn.apps.contracts.models import Cost, Hours, Plan
from karn.apps.conversations.actions import Said, log_conversation
from karn.apps.customers.actions.selections import choose_customers
from karn.apps.customers.models import Customer
from karn.apps.people.actions.logins import make_link
from karn.apps.people.models import Person
from karn.apps.segments.actions import segments
from karn.web.forms.segments import examples
now, person = timezone.now(), Person.objects.filter(role="administrator").order_by("pk").first()
said = Said(channel="call", direction="in", happened_at=now, subject="Asked about the invoice")
logged = log_conversation(customer=Customer.objects.get(pk=1), said=said, by=person, at=now)
chosen = choose_customers(numbers=[1, 2, 3], by=person, at=now)
name, definition = next(iter(examples().values()))
segment = segments.create_segment(said=segments.Said(name, definition), by=person, on=now.date(), at=now)
day = now.date() - timedelta(days=2)
add_hours(customer=1, by=person, at=now, worked_on=day, hours=Decimal(2))
add_cost(customer=1, by=person, at=now, cost_on=day, amount=Decimal(20), currency="EUR")
keep_plan(name="Prepared", currency="EUR", prices={}, by=person, at=now)
print(json.dumps({
    "conversation": logged.pk, "together": chosen.pk,
    "segment": segment.pk, "edit_segment": segment.pk, "segment_count": segment.pk,
    "edit_hours": Hours.objects.latest("pk").pk, "edit_cost": Cost.objects.latest("pk").pk,
    "welcome": make_link(Person.objects.exclude(pk=person.pk).order_by("pk")[0], by=person, at=now),
    "edit_plan": Plan.objects.latest("pk").pk,
}))
"""
FILLED = {
    "number": 1, "kept": 1, "lost": 2, "change": 1, "pk": 1, "name": "customer_churn", "kind": "customer",
    "subject": "customer", "of": "customers", "token": "a" * 43, "reference": "none", "code": "none",
}  # fmt: skip
FURTHER = {
    "new_conversation": ["customer=1", "q=an"],
    "search": ["q=an"],
    "customers": ["state=risk", "q=nobody-at-all"],
    "figure": ["from=2026-01-01&to=2026-11-01", "by=sector"],
    "together": ["deed=owner&value=", "deed=bin"],
    "merge_with": ["q=an"],
    "audit": ["kind=customers.customer&object=1"],
}
"""What pages are asked, besides nothing."""

LOOKS: dict[str, tuple[int, str]] = {"en": (1280, "light"), "nl": (360, "dark"), "sv": (1280, "dark")}
NARROW = (360, "light")
"""How wide and in which theme a language's pages are looked at; in English both ways."""

NEITHER = {
    "erasure": "nobody was erased in the demo",
    "mfa_deactivate_totp": "nobody there has codes from an app",
    "mfa_view_recovery_codes": "nobody there has codes from an app",
}
"""Addresses with nothing to look at, and why."""


@dataclass
class Walk:
    """What was found on the pages."""

    served: Any
    page: Page
    addresses: list[tuple[str, str]]
    found: dict[str, list[str]] = field(default_factory=dict)

    def note(self, address: str, *said: str) -> None:
        if said:
            self.found.setdefault(address, []).extend(said)


def every_name() -> Iterator[tuple[str, URLPattern]]:
    """Yield the addresses for people: what programs ask under api/ is no page."""

    def within(patterns: list[URLPattern | URLResolver]) -> Iterator[tuple[str, URLPattern]]:
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                yield str(pattern.name), pattern
            elif not str(pattern.pattern).startswith("api/"):
                yield from within(pattern.url_patterns)

    yield from within(get_resolver().url_patterns)


def addresses(prepared: dict[str, Any]) -> list[tuple[str, str]]:
    """Return every address to ask, with its name."""
    asked: list[tuple[str, str]] = []
    for name, pattern in every_name():
        filled: dict[str, Any] = {place: FILLED[place] for place in pattern.pattern.converters}
        if name in prepared:
            filled["token" if "token" in filled else "number"] = prepared[name]
        try:
            address = reverse(name, kwargs=filled)
        except NoReverseMatch:
            continue
        further = [f"{address}?{words}" for words in FURTHER.get(name, ())]
        asked += [(name, one) for one in [address, *further]]
    return sorted({address: (name, address) for name, address in asked}.values())


def is_page(page: Page, address: str) -> bool | None:
    """Say whether an address answers with a page; None where there is nothing."""
    answer = page.context.request.get(address, max_redirects=0)
    if answer.status in {404, 410}:
        return None
    if answer.status != 200 or "attachment" in answer.headers.get("content-disposition", ""):
        return False
    return answer.headers["content-type"].startswith("text/html") and "<main" in answer.text()


class Words(HTMLParser):
    """Reads the words of a page's main part as they are sent, before any script."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self._inside = self._script = False

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        self._inside = self._inside or tag == "main"
        self._script = tag in {"script", "style"}

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "main"
        self._script = False

    def handle_data(self, data: str) -> None:
        if self._inside and not self._script:
            self.text.append(data)


def words_of(html: str) -> set[str]:
    parser = Words()
    parser.feed(html)
    return set("".join(parser.text).split())


def speak(page: Page, language: str) -> None:
    page.locator("summary.karn-person").click()
    page.locator(f".karn-sheet button[value={language}]").click()
    page.locator(f"html[lang={language}]").wait_for(state="attached")


def look(walk: Walk, address: str, width: int, theme: str) -> None:
    """Look at the page as it lies there, as wide and in the theme asked for."""
    walk.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    walk.page.set_viewport_size({"width": width, "height": 900 if width > 360 else 740})
    walk.note(address, *(f"{width} {theme}: {said}" for said in walk.page.evaluate(RUN)))
    look_for_width(walk, address, width)


def look_for_width(walk: Walk, address: str, width: int) -> None:
    """Look whether a page so wide scrolls sideways."""
    walk.page.set_viewport_size({"width": width, "height": 740})
    if (wide := walk.page.evaluate(OVERFLOW)) > 0:
        walk.note(address, f"{wide} pixels too wide for {width}")


@pytest.fixture(scope="session")
def prepared(demo: Path, served: Any) -> dict[str, Any]:  # noqa: ARG001 (its database is there)
    """Rows that the demo has none of, by the name of the page they are for."""
    told = {"KARN_DATA": str(demo), "DJANGO_SETTINGS_MODULE": "karn.project.settings"}
    done = subprocess.run(
        [sys.executable, "-c", PREPARE], env=os.environ | told, capture_output=True, check=True, timeout=120
    )
    numbers: dict[str, Any] = json.loads(done.stdout)
    return numbers


@pytest.mark.parametrize("language", LOOKS)
def test_every_page_is_accessible_quiet_narrow_and_small(
    open_page: Callable[..., Any],
    served: Any,
    log_in: Callable[[Page], None],
    keep_picture: Callable[[Page, str], None],
    prepared: dict[str, Any],
    language: str,
) -> None:
    width, theme = LOOKS[language]
    opened = open_page(color_scheme=theme, reduced_motion="reduce")
    page: Page = opened.page
    page.context.add_init_script(AXE)
    walk = Walk(served, page, addresses(prepared))
    page.goto(served.address + "/login/")
    look(walk, "/login/", width, theme)
    log_in(page)
    speak(page, language)
    nothing, seen = set(), 0
    for name, address in walk.addresses:
        if (there := is_page(page, served.address + address)) is None:
            nothing.add(name)
        if not there:
            continue
        seen += 1
        page.set_viewport_size({"width": width, "height": 900})
        answer = page.goto(served.address + address)
        assert answer is not None
        look(walk, address, width, theme)
        keep_picture(page, f"{name}-{language}-{theme}-{width}")
        if language == "en":
            walk.note(address, *unsent(page, answer.text()))
            look(walk, address, *NARROW)
        elif width > NARROW[0]:
            look_for_width(walk, address, NARROW[0])
        if (size := page.evaluate(LOADED)) > FIRST_LOAD:
            walk.note(address, f"{size} bytes to load")
    assert walk.found == {}
    assert opened.complaints == []
    assert nothing == NEITHER.keys()
    assert seen > 60


def unsent(page: Page, html: str) -> list[str]:
    """Return the words that only a script puts on the page: without one, they could not be read."""
    shown = page.evaluate(SHOWN)
    missing = set(shown.split()) - words_of(html)
    return [f"not there without JavaScript: {' '.join(sorted(missing))}"] if missing else []


def test_the_first_load_is_small(open_page: Callable[..., Any], served: Any) -> None:
    opened = open_page()
    sizes: list[int] = []
    opened.page.on("response", lambda answer: sizes.append(answer.request.sizes()["responseBodySize"]))
    opened.page.goto(served.address + "/login/", wait_until="networkidle")
    assert len(sizes) >= 5
    assert sum(sizes) < FIRST_LOAD

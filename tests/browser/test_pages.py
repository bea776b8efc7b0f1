"""Every page there is, in every language, light and dark, wide and narrow: accessible, quiet, small, plain.

The pages are not listed: every address is asked. What answers with a page is looked at; what does not must
say so below, or be prepared. Looked at is

- in English, with its scripts: all of axe's rules at 1280 pixels in light and at 360 in dark, and those of
  colour (the only ones that a theme can change) at 1280 in dark; what is light at 360 is light at 1280;
- in Dutch and in Swedish, as the server sends it (laid into a page that stands there already, before any
  script): the rules that words can change (names, labels, alternatives, language, what scrolls or is touched)
  at 360 pixels, where long words matter (that no text is empty in any language is looked after elsewhere);
- in all three whether it scrolls sideways at 360 pixels; in English what it complains of, how much it loads,
  and whether it can be read without JavaScript.

So colours are looked at in English alone: there is one sheet of colours, whatever the language. What
neither words nor theme nor width can change is not looked at twice: after the first look only the first
eight lines of a table or a list, and nothing inside of drawings. Pictures of pages with findings are
left in test-artifacts/; of all pages with KARN_PICTURES=1.
"""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Literal

import pytest
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = (Path(__file__).parent / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RUN = """async (which) => {
  const words = ['cat.language', 'cat.name-role-value', 'cat.text-alternatives', 'cat.forms'];
  const rules = {
    all: undefined,
    again: undefined,
    colours: ['color-contrast', 'link-in-text-block'],
    words: [...axe.getRules(words).map(one => one.ruleId), 'target-size', 'scrollable-region-focusable'],
  }[which];
  // A mail lies in a frame where no script runs, axe neither.
  const asked = {resultTypes: ['violations'], preload: false, iframes: false, ...(rules && {runOnly: rules})};
  const alike = {exclude: ['tbody > tr:nth-child(n+9)', 'ol > li:nth-child(n+9)', 'svg *']};
  const found = (await axe.run(which == 'all' ? document : alike, asked)).violations;
  return found.map(one => `${one.id}: ${one.nodes[0].html.slice(0, 200)}`);
}"""
LAY = """async address => {
  const sent = new DOMParser().parseFromString(await (await fetch(address)).text(), 'text/html');
  document.documentElement.lang = sent.documentElement.lang;
  document.title = sent.title;
  document.body.replaceWith(document.adoptNode(sent.body));
}"""
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
NARROW = 360
Theme = Literal["light", "dark"]

PREPARE = (Path(__file__).parent / "rows_for_pages.py").read_text(encoding="utf-8")
FILLED = {
    "number": 1, "kept": 1, "lost": 2, "change": 1, "pk": 1, "name": "customer_churn", "kind": "customer",
    "subject": "customer", "of": "customers", "token": "a" * 43, "reference": "none", "code": "none",
    "moment": 0, "page": 1, "item": 1, "axis": "why", "light": "attitude", "language": "nl",
}  # fmt: skip
FURTHER = {
    "new_conversation": ["customer=1", "q=an"],
    "search": ["q=an"],
    "enter_notice": ["customer=1", "q=an"],
    "notices": ["state=all"],
    "customers": ["state=risk", "q=nobody-at-all"],
    "exit_questions": ["lang=nl", "lang=sv"],
    "expectations_public": ["lang=nl", "lang=sv"],
    "goodbye_data_public": ["lang=nl", "lang=sv"],
    "goodbye_public": ["lang=nl", "lang=sv"],
    "figure": ["from=2026-01-01&to=2026-11-01", "by=sector"],
    "together": ["deed=owner&value=", "deed=bin"],
    "merge_with": ["q=an"],
    "audit": ["kind=customers.customer&object=1"],
}
"""What pages are asked, besides nothing."""

CODES = """
import django, sys
django.setup()
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from karn.apps.people.models import Person
person = Person.objects.filter(role="administrator").order_by("pk").first()
if sys.argv[1] == "on":
    TOTP.activate(person, generate_totp_secret())
    RecoveryCodes.activate(person)
else:
    Authenticator.objects.filter(user=person).delete()
"""

LOOKS = ((1280, "light", "all"), (1280, "dark", "colours"), (360, "dark", "again"))
"""How wide and in which theme each page is looked at, and with which rules."""

ONLY_WITH_CODES = {"mfa_deactivate_totp", "mfa_view_recovery_codes"}
"""Pages that are there only for somebody whose app makes codes: looked at after the others."""


NO_PAGE = {"mail_returns": "where a provider tells of bounces: of a name and a password of its own"}
"""Addresses that answer nobody who looks, and why."""


WITH_OWN_STYLE = {
    "cancel", "cancel_how", "cancel_known", "mail", "mail_word", "notice", "preview_survey", "receipt",
    "exit_thanks", "look_public", "review_public", "survey_public", "withdraw", "withdraw_known",
}  # fmt: skip
"""Pages as customers see them, or with a mail in a frame: their policy is their own; they lie in no other."""


SPEAK_FOR_THEMSELVES = {
    "cancel_how_in", "cancel_in", "exit_questions", "expectations_public", "goodbye_data_public",
    "goodbye_public", "stop_mail", "withdraw_in",
}  # fmt: skip
"""Pages in the customer's language, or of the mail that led there: asked in all three, and looked at so."""


@dataclass
class Walk:
    """What was found on the pages."""

    served: Any
    page: Page
    keep_picture: Callable[[Page, str], None]
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
        place = "token" if "token" in filled else "number"
        told = prepared.get(name, {})
        for one in told if isinstance(told, list) else [told]:
            try:
                address = reverse(name, kwargs=filled | (one if isinstance(one, dict) else {place: one}))
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


def look(walk: Walk, address: str, width: int, theme: Theme, rules: str) -> None:
    """Look at the page as it lies there, as wide and in the theme asked for."""
    walk.page.emulate_media(color_scheme=theme)
    stretch(walk.page, width)
    walk.note(address, *(f"{width} {theme}: {said}" for said in walk.page.evaluate(RUN, rules)))
    if width == NARROW and (wide := walk.page.evaluate(OVERFLOW)) > 0:
        walk.note(address, f"{wide} pixels too wide for {width}")


def stretch(page: Page, width: int) -> None:
    """Make the page so wide; that costs a new layout, so only where it is not."""
    if page.viewport_size != (size := {"width": width, "height": 900 if width > NARROW else 740}):
        page.set_viewport_size(size)  # type: ignore[arg-type]


def look_with_scripts(walk: Walk, name: str, address: str) -> None:
    """Open a page and look at all of it."""
    stretch(walk.page, LOOKS[0][0])
    answer = walk.page.goto(walk.served.address + address, wait_until="load")
    assert answer is not None
    walk.page.evaluate(AXE)
    walk.note(address, *unsent(walk.page, answer.text()))
    if (size := walk.page.evaluate(LOADED)) > FIRST_LOAD:
        walk.note(address, f"{size} bytes to load")
    for one in LOOKS:
        look(walk, address, *one)
    if address in walk.found or os.environ.get("KARN_PICTURES"):
        walk.keep_picture(walk.page, f"{name}-en")


def look_at_words(walk: Walk, language: str, name: str, address: str) -> None:
    """Lay a page, in another language, into one that stands there; look at what words can change."""
    if name in WITH_OWN_STYLE:
        walk.page.goto(walk.served.address + address)
        walk.page.evaluate(AXE)
    else:
        walk.page.evaluate(LAY, address)
    assert walk.page.locator("html").get_attribute("lang") == language
    before = len(walk.found.get(address, ()))
    look(walk, address, NARROW, "light", "words")
    if len(walk.found.get(address, ())) > before or os.environ.get("KARN_PICTURES"):
        walk.keep_picture(walk.page, f"{name}-{language}")
    if name in WITH_OWN_STYLE:
        walk.page.goto(walk.served.address)
        walk.page.evaluate(AXE)


def walk_through(walk: Walk, pages: Sequence[tuple[str, str]]) -> None:
    """Look at each page in each language; end in English."""
    for name, address in pages:
        look_with_scripts(walk, name, address)
    for language in ("nl", "sv"):
        stretch(walk.page, LOOKS[0][0])
        walk.page.goto(walk.served.address)
        speak(walk.page, language)
        walk.page.evaluate(AXE)
        for name, address in pages:
            if name in SPEAK_FOR_THEMSELVES:
                continue
            look_at_words(walk, language, name, address)
    walk.page.goto(walk.served.address)
    stretch(walk.page, LOOKS[0][0])
    speak(walk.page, "en")


@pytest.fixture(scope="session")
def rows(run_there: Callable[..., str]) -> Any:
    """Return where the rows are that pages are about, made once in the installation that is served."""
    return json.loads(run_there(PREPARE))


# The longest test there is: each of two workers walks through half of the pages.
@pytest.mark.parametrize("half", [0, pytest.param(1, marks=pytest.mark.xdist_group("the other half"))])
def test_every_page_is_accessible_quiet_narrow_and_small(
    half: int,
    open_page: Callable[..., Any],
    served: Any,
    log_in: Callable[[Page], None],
    keep_picture: Callable[[Page, str], None],
    run_there: Callable[..., str],
    rows: Any,
) -> None:
    opened = open_page(reduced_motion="reduce")
    page: Page = opened.page
    walk = Walk(served, page, keep_picture)
    look_with_scripts(walk, "login", "/login/")
    log_in(page)
    everything = addresses(rows)
    names = set(sorted({name for name, _address in everything})[half::2])
    asked = [(name, address) for name, address in everything if name in names]
    there = {address: is_page(page, served.address + address) for _name, address in asked}
    pages = [(name, address) for name, address in asked if there[address]]
    walk_through(walk, pages)
    missing = (ONLY_WITH_CODES | NO_PAGE.keys()) & names
    assert {name for name, address in asked if there[address] is None} == missing
    run_there(CODES, "on")
    try:
        walk_through(walk, [(name, address) for name, address in asked if name in ONLY_WITH_CODES])
    finally:
        run_there(CODES, "off")
    assert walk.found == {}
    assert opened.complaints == []
    assert len(pages) > 60


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

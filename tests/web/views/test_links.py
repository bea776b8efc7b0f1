"""Every kind of signed link on every page that a link opens: refused by each but its own."""

import re
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

import karn
from karn.platform.links import make_link
from karn.platform.models import Link

pytestmark = pytest.mark.django_db

OPENS = {
    "calendar": {"tasks.calendar"},
    "cancel_known": {"farewell.cancel"},
    "exit_questions": {"exits.answer"},
    "expectations_public": {"care.expectations"},
    "goodbye_data_public": {"farewell.data"},
    "goodbye_public": {"farewell.goodbye"},
    "look_public": {"lessons.post_mortem"},
    "notice": {"farewell.notice"},
    "receipt": {"farewell.receipt"},
    "review_public": {"care.review"},
    "stop_mail": {"unsubscribe"},
    "survey_public": {"survey", "survey-page"},
    "welcome": set(),
    "withdraw_known": {"farewell.cancel"},
}
"""Which kinds of signed links each page opens; a new password's links are of people's own."""

KINDS = sorted(set().union(*OPENS.values()))
AUDIENCES = {
    "care.expectations": "confirmation:7", "care.review": "review:7", "farewell.data": "goodbye:7",
    "farewell.goodbye": "goodbye:7", "lessons.post_mortem": "look:7", "tasks.calendar": "person:7",
    "farewell.cancel": "customer:7", "farewell.notice": "declaration:7", "farewell.receipt": "declaration:7",
    "unsubscribe": "mail:7", "survey": "invitation:7", "survey-page": "page:7",
}  # fmt: skip


def pages(entries: list[Any]) -> Iterator[str]:
    """Yield the names of the pages that take a token."""
    for entry in entries:
        if isinstance(entry, URLResolver):
            yield from pages(entry.url_patterns)
        elif isinstance(entry, URLPattern) and "<str:token>" in str(entry.pattern):
            yield entry.name or ""


def kinds_made() -> Iterator[str]:
    """Yield the purposes of all links that the code makes."""
    source = Path(karn.__file__).parent
    for file in (source / "apps").rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        if "from karn.platform.links import" not in text:
            continue
        for name in re.findall(r"make_link\(\s*purpose=(\w+)", text):
            module = ".".join(file.relative_to(source.parent).with_suffix("").parts)
            yield getattr(import_module(module), name)


def test_every_page_that_takes_a_link_and_every_kind_of_link_stands_in_the_table() -> None:
    assert set(pages(get_resolver().url_patterns)) == OPENS.keys()
    assert set(kinds_made()) == set(KINDS)


@pytest.mark.parametrize("page", OPENS)
def test_a_link_of_another_kind_is_refused_before_anybody_looks_it_up(world: Any, page: str) -> None:
    """Its own kind alone is looked for among the links that were made; all others get the same 404."""
    world.company(country="NL")
    at, reader, refused = timezone.now(), Client(), set()
    for kind in KINDS:
        audience = AUDIENCES.get(kind, f"{kind}:7")
        secret = make_link(purpose=kind, audience=audience, at=at, expires_at=at + timedelta(days=1))
        address = reverse(page, args=[secret])
        with CaptureQueriesContext(connection) as asked:
            got = reader.get(address)
        looked = any(f'"{Link._meta.db_table}"' in one["sql"] for one in asked)
        assert (kind, looked) == (kind, kind in OPENS[page])
        if kind not in OPENS[page]:
            for said in (got, got if page == "calendar" else reader.post(address)):  # a file is only read
                refused.add(
                    (said.status_code, said["Referrer-Policy"], "" if page == "welcome" else said.content)
                )
    # The page for a new password is one of our own, with a form that says where it was sent from.
    policy = "same-origin" if page == "welcome" else "no-referrer"
    assert [told[:2] for told in refused] == [(404, policy)]

"""How every address is asked, and what may come of it.

The policy is declared once more, in the files of policies/: an address without a line there fails.
"""

import functools
import runpy
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.contrib.messages.storage.fallback import FallbackStorage
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from planting import PART, Side, Walked

from karn.apps.people.models import Role
from karn.apps.people.rules import Deed, may
from karn.apps.segments.models import Segment

OPEN, EVERYBODY = "open", "everybody"
POLICIES = sorted((Path(__file__).parent / "policies").glob("*.py"))
POLICY: dict[str, Deed | str] = {}
"""What each address takes. A new one without its line fails."""

for each in POLICIES:
    told = runpy.run_path(str(each))["POLICY"]
    assert not POLICY.keys() & told.keys(), f"{each.name} says what another file says"
    POLICY |= told


@functools.cache
def addresses() -> dict[str, URLPattern]:
    found: dict[str, URLPattern] = {}

    def collect(patterns: list[URLPattern | URLResolver]) -> None:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                if pattern.app_name != "api":  # walked in tests/api/test_access.py
                    collect(pattern.url_patterns)
            else:
                found[pattern.name or str(pattern.pattern)] = pattern

    collect(get_resolver().url_patterns)
    return found


def walked_names() -> list[str]:
    """Return the addresses to walk: a list's Excel file is the same view as its CSV file."""
    seen, names = addresses(), []
    for name in POLICY:
        twin = name.replace("_xlsx", "_csv")
        if twin == name or twin not in seen or seen[twin].callback is not seen[name].callback:
            names.append(name)
    return names


def numbers_of(name: str, side: Side, walked: Walked) -> dict[str, Any]:
    """Return what stands in the address `name` for one side: its own rows where there are any, else 1."""
    pattern = addresses()[name].pattern
    by_first_word = {
        "customers": side.customer.pk,
        "contacts": side.contact.pk,
        "conversations": side.conversation.pk,
        "hints": side.hint.pk,
        "segments": side.segment,
        "journal": side.segment,
        "views": side.view,
        "people": walked.other.pk,
        "personal": side.contact.pk,
        **side.bought,
    }
    first = str(pattern).partition("/")[0]
    known = {
        "number": by_first_word.get(first, 1),
        "code": "unanswered" if first == "signals" else "quiet",
        "light": "attitude",
        "axis": "why",
        "of": "customers",
        "change": 1,
        "item": side.bought["normal"],
        "moment": 1,
        "page": 1,
        "pk": 1,
        "kept": side.customer.pk,
        "lost": walked.sides["foreign"].customer.pk,
        "name": "customer_churn",
        "subject": "customer",
        "kind": "segments.segment" if first == "journal" else "contact",
        "language": "nl",
        "reference": "2026-ABCDEFGH",
        "token": "a" * 43,
    }
    return {place: known[place] for place in pattern.converters}


def address_of(walked: Walked, name: str, side: str) -> str:
    return reverse(name, kwargs=numbers_of(name, walked.sides[side], walked))


def asked(walked: Walked, name: str, side: str) -> list[tuple[str, dict[str, Any]]]:
    """Return the addresses to ask under a name, with what is sent along: plain, and in ways that search."""
    address = address_of(walked, name, side)
    customer = walked.sides[side].customer.pk
    shared = Segment.objects.get(shared=True).pk
    everybody = {"m.0": "all", "f.0-0": "customers.name", "o.0-0": "not_empty"}
    more: dict[str, list[dict[str, Any]]] = {
        "customers": [
            {"q": PART}, {"owner": walked.other.pk}, {"owner": "none"}, {"state": "risk"}, {"sort": "-mrr"},
            {"state": "left"}, {"segment": shared}, {"owner": "me"}, {"owner": "team"},
        ],
        "count_draft": [everybody],
        "new_segment": [
            everybody, {"from": walked.sides["foreign"].segment}, {"f.0-0": "customers.acquisition_source"},
        ],
        "customers_csv": [{"q": PART}, {"segment": shared}, {"owner": walked.other.pk}],
        "search": [{"q": PART}, {"q": "wnpearl"}],
        "figure": [
            {"from": "2026-03-01", "to": "2026-04-01"}, {"by": "sector"}, {"page": 2}, {"segment": shared},
        ],
        "figure_answer": [{"by": "sector"}],
        "figure_answer_json": [{"by": "sector"}],
        "figure_rows": [{"from": "2026-03-01", "to": "2026-04-01"}, {"by": "sector"}],
        "unanswered": [
            {"all": 1}, {"owner": walked.other.pk}, {"who": "all"}, {"whose": "all"}, {"age": "older"},
        ],
        "merge_with": [{"q": PART}],
        "new_conversation": [{"customer": customer}, {"q": PART}],
        "customer": [{"kind": "conversations"}],
        "new_hand_over": [{"taker": walked.people[Role.MANAGER].pk, "which": "all"}],
    }  # fmt: skip
    return [(address, given) for given in [{}, *more.get(name, [])]]


def asked_once(walked: Walked, names: Iterable[str]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield a name, an address and what is sent along, of both sides; what is the same of both, once."""
    seen: set[str] = set()
    for name in names:
        for side in walked.sides:
            for address, given in asked(walked, name, side):
                if (key := f"{name} {address} {sorted(given.items())}") not in seen:
                    seen.add(key)
                    yield name, address, given


def body(response: HttpResponse) -> bytes:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content + repr(sorted(response.headers.items())).encode()


def tried(act: Callable[[], HttpResponse]) -> tuple[int, bytes]:
    """Ask, and take back whatever it changed."""
    with transaction.atomic():
        response = act()
        told = response.status_code, body(response)
        transaction.set_rollback(True)
    return told


OF_THE_MAKER = {"conversation"}
"""What only who made it may do, and administrators: others who may do such things get 403, too."""


TAKES_TWO = {"customer_bin_csv", "duplicates_csv", "journal_csv", "runs_csv"}
"""Lists for who may both export and do what their page is for: tests/web/test_listings.py."""

ENDS_SESSIONS = {"logout", "account_logout", "log_out_others"}

ASKS_AGAIN = {"account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
"""Who has neither password nor second factor, as the people here, cannot prove again who it is: 403."""


def expected(role: str, name: str, method: str) -> set[int]:
    policy = POLICY[name]
    if policy == OPEN:
        # Who sends nothing to a page for anybody is told so.
        return {200, 302, 400, 404, 405}
    if not role:
        return {302}
    if policy != EVERYBODY and not may(role, Deed(policy)):
        return {403, 405} if method != "post" else {403}
    asks_more = OF_THE_MAKER | ASKS_AGAIN | TAKES_TWO
    return {200, 302, 400, 404, 405, 409} | ({403} if name in asks_more else set())


def messages_left(client: Client) -> bytes:
    """Return what the answers before left to be said on the next page."""
    request = RequestFactory().get("/")
    request.COOKIES = {name: cookie.value for name, cookie in client.cookies.items()}
    request.session = client.session
    return "".join(str(message) for message in FallbackStorage(request)).encode()

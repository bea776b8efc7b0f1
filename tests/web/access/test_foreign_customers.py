"""That nothing of a foreign customer gets out, or is changed: the words planted in one are looked for."""

from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from foreign_rows import ForeignRows
from planting import CANARY, OWN, Walked
from walking import ENDS_SESSIONS, asked, asked_once, body, expected, messages_left, tried, walked_names

from karn.apps.customers.models import Contact
from karn.apps.people.models import Role

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("walked")
def test_every_kind_of_row_that_must_stay_as_it_is_was_planted() -> None:
    assert ForeignRows().empty == []


@pytest.mark.usefixtures("walked")
def test_a_foreign_row_that_is_changed_is_seen() -> None:
    foreign = ForeignRows()
    seen = [foreign.changed]
    for words in ("Changed", "Changed again"):
        Contact.objects.filter(name__startswith=CANARY.decode()).update(role=words)
        seen.append(foreign.changed)
    assert seen == [False, True, True]


@pytest.mark.slow
def test_no_byte_of_a_foreign_customer_reaches_an_account_manager(walked: Walked) -> None:
    client, foreign, leaks, changes = walked.client[Role.ACCOUNT_MANAGER], ForeignRows(), [], []
    own, wrong = set(), []

    def ask(method: str, name: str, address: str, given: dict[str, Any]) -> None:
        with transaction.atomic():
            answer = getattr(client, method)(address, given)
            told = body(answer)
            after = messages_left(client)
            if foreign.changed:
                changes.append((method, address, given))
            transaction.set_rollback(True)
        if answer.status_code not in expected(Role.ACCOUNT_MANAGER, name, method):
            wrong.append((method, address, answer.status_code))
        if CANARY.lower() in (told + after).lower():
            leaks.append((method, address, given))
        if OWN.lower() in told.lower():
            own.add(address)

    for name, address, given in asked_once(walked, set(walked_names()) - ENDS_SESSIONS):
        ask("get", name, address, given)
        ask("post", name, address, given | {"name": "Changed", "subject": "Changed", "kind": "competitor"})
    assert (leaks, changes, wrong) == ([], [], [])
    assert {reverse("dashboard"), reverse("customers"), reverse("customers_csv"), reverse("search")} <= own


SHOWN = {
    "dashboard", "customers", "customers_csv", "customer", "sheet", "search", "unanswered", "figure",
    "figure_rows", "figure_answer", "reasons_csv", "edit_customer", "new_hand_over",
}  # fmt: skip
"""Pages on which everybody's customers are."""


@pytest.mark.slow
def test_the_same_words_do_reach_somebody_who_sees_every_customer(walked: Walked) -> None:
    """Or the test above could not fail."""
    client, found = walked.client[Role.MANAGER], set()
    for name in SHOWN:
        for address, given in asked(walked, name, "foreign"):
            _, told = tried(lambda: client.get(address, given))  # noqa: B023 (called at once)
            if CANARY.lower() in told.lower():
                found.add(name)
    assert found == SHOWN

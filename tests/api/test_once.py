"""Idempotency keys: what is asked twice is done once."""

import threading
from typing import Any

import pytest
from django.db import connection, connections

from karn.api import access
from karn.apps.customers.models import Contact, Customer
from karn.apps.people.models import AuditEntry, KeptAnswer, Role

pytestmark = pytest.mark.django_db
REPLAYED = "Idempotent-Replayed"


def test_the_same_key_and_body_give_the_first_answer_and_do_nothing(manager: Any) -> None:
    first, second = (manager.post("/customers", {"name": "Bakker"}, key="k-1") for _ in range(2))
    assert (first.status_code, second.status_code, second.json()) == (201, 201, first.json())
    assert (REPLAYED in first.headers, second.headers[REPLAYED]) == (False, "true")
    Customer.objects.update(city="Delft")  # the answer is the first one, whatever became of the customer
    assert manager.post("/customers", {"name": "Bakker"}, key="k-1").json() == first.json()
    assert (Customer.objects.count(), AuditEntry.objects.filter(deed="customer_added").count()) == (1, 1)


def test_what_was_made_is_not_told_again_to_who_may_see_it_no_more(world: Any) -> None:
    eva = world.person(role=Role.ACCOUNT_MANAGER)
    caller = world.caller(eva)
    made = caller.post("/customers", {"name": "Bakker"}, key="k-1")
    Customer.objects.update(owner=world.person(Role.MANAGER))
    again = caller.post("/customers", {"name": "Bakker"}, key="k-1")
    assert (made.status_code, again.status_code, Customer.objects.count()) == (201, 404, 1)
    assert "Bakker" not in again.text


def test_without_a_key_each_call_is_a_deed(manager: Any) -> None:
    for _ in range(2):
        manager.post("/customers", {"name": "Bakker"})
    assert (Customer.objects.count(), KeptAnswer.objects.count()) == (2, 0)


def test_another_body_or_another_address_under_the_same_key_is_refused(world: Any, manager: Any) -> None:
    customer = world.customer("Smit")
    manager.post("/customers", {"name": "Bakker"}, key="k-1")
    others = [
        manager.post("/customers", {"name": "Bakkerij"}, key="k-1"),
        manager.post(f"/customers/{customer.pk}/contacts", {"name": "Bakker"}, key="k-1"),
    ]
    assert [(one.status_code, one.json()["code"]) for one in others] == [(422, "key_reused")] * 2
    assert (Customer.objects.count(), Contact.objects.count()) == (2, 0)


def test_the_keys_of_two_tokens_are_apart(world: Any, manager: Any) -> None:
    other = world.caller(manager.token.person)
    numbers = {
        caller.post("/customers", {"name": "B"}, key="k-1").json()["id"] for caller in (manager, other)
    }
    assert len(numbers) == 2


def test_what_was_refused_is_not_kept_and_can_be_asked_again_when_mended(manager: Any) -> None:
    assert manager.post("/customers", {"name": "B", "owner": 987654}, key="k-1").status_code == 422
    assert manager.post("/customers", {"name": "B"}, key="k-1").status_code == 201


@pytest.mark.parametrize("key", ["with space", "naïve", "x" * 201])
def test_a_key_that_cannot_be_is_refused(manager: Any, key: str) -> None:
    answer = manager.post("/customers", {"name": "B"}, key=key)
    assert (answer.status_code, answer.json()["fields"][0]["field"]) == (422, "header.Idempotency-Key")
    assert not Customer.objects.exists()


@pytest.fixture
def _shared(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    """Let threads see one database that really stores things."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("SQLite in memory is of one thread; see test_kept_answers for its file")
    monkeypatch.setattr(access, "note_use", lambda *_args, **_named: None)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_shared")
def test_two_at_once_do_it_once_and_get_the_same_answer(manager: Any) -> None:
    together, answers = threading.Barrier(4), []

    def ask() -> None:
        together.wait()
        answers.append(manager.post("/customers", {"name": "Bakker"}, key="k-1"))
        connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [(one.status_code, one.json()) for one in answers] == [(201, answers[0].json())] * 4
    assert sorted(REPLAYED in one.headers for one in answers) == [False, True, True, True]
    assert Customer.objects.count() == 1

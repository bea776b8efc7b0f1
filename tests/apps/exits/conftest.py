"""What tests of exit answers share: who leaves, and what they say."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from karn.apps.exits.actions.answers import answer
from karn.apps.exits.actions.invitations import exit_link

AT = datetime(2026, 11, 4, 10, tzinfo=UTC)


@pytest.fixture
def company(world: Any) -> Any:
    return world.company(language="nl")


@pytest.fixture
def ask(company: Any, world: Any) -> Callable[..., str]:  # noqa: ARG001 (there is one)
    """Give somebody who leaves a link; return its secret."""

    def asked(customer: Any = None, at: datetime = AT) -> str:
        number = (customer or world.customer(joined_on=date(2025, 1, 1))).pk
        path = exit_link(customer_id=number, left_on=date(2026, 10, 31), language="en", at=at)
        return path.removeprefix("/x/")

    return asked


@pytest.fixture
def say(ask: Callable[..., str]) -> Callable[..., None]:
    """Let somebody answer: the fields of the form by name."""

    def said(customer: Any = None, at: datetime = AT, **fields: str) -> None:
        told = {"choice": "readable", "how": "Fine."} | fields
        answer(secret=ask(customer, at), fields=told, language="en", at=at)

    return said

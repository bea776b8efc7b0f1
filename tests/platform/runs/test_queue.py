"""How workers learn what waits."""

from pathlib import Path

import pytest
from django.db import connection

from karn.kernel.errors import BadInput
from karn.platform.runs import queue
from karn.project.installation import Installation


@pytest.fixture(autouse=True)
def _own_queue(settings: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.INSTALLATION = Installation(data=tmp_path)  # type: ignore[attr-defined]
    monkeypatch.setattr(queue, "_made", {})


def test_numbers_come_out_once_in_the_order_in_which_they_went_in() -> None:
    for number in (7, 3):
        queue.ring(number)
    assert not queue.is_empty()
    assert [queue.next_number(seconds=0.01) for _each in range(3)] == [7, 3, None]
    assert queue.is_empty()


@pytest.mark.parametrize("chosen", ["rabbit", "http://127.0.0.1"])
def test_a_queue_that_cannot_be_is_said_in_words(chosen: str) -> None:
    with pytest.raises(BadInput):
        queue._storage(chosen)


def test_a_queue_in_postgresql_needs_the_records_there() -> None:
    if connection.vendor == "postgresql":
        pytest.skip("they are there")
    with pytest.raises(BadInput, match="KARN_DATABASE"):
        queue._storage("postgres")

"""What tasks of care say, and why."""

import pytest

from karn.apps.care.rules import kinds


@pytest.mark.parametrize(
    ("count", "believed", "why"),
    [
        (1, 0, "It was some time ago that they confirmed this."),
        (1, 1, "The client never confirmed it."),
        (3, 1, "1 of them the client never confirmed."),
        (3, 3, "3 of them the client never confirmed."),
    ],
)
def test_the_question_about_expectations_says_how_many_were_never_confirmed(
    count: int, believed: int, why: str
) -> None:
    assert kinds.ASK_KIND.why({"count": count, "believed": believed}) == why

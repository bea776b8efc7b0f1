"""A problem says in plain words why it is to be solved."""

import pytest

from karn.apps.care.rules.problem_tasks import PROBLEM


@pytest.mark.parametrize(
    ("weight", "urgency", "said"),
    [
        (5, 5, "A problem that could make them leave. It cannot wait."),
        (4, 3, "A problem that matters much to them."),
        (3, 1, "A problem of theirs. It can wait a little."),
        (1, 4, "A small problem of theirs. It cannot wait."),
    ],
)
def test_how_much_it_matters_is_said_without_numbers(weight: int, urgency: int, said: str) -> None:
    assert PROBLEM.why({"weight": weight, "urgency": urgency}) == said

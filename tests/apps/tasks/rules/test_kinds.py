"""What a task says is made of its facts, in the language in force."""

import pytest
from django.utils.translation import gettext_lazy as _

from karn.apps.tasks.models import Task
from karn.apps.tasks.rules import kinds
from karn.apps.tasks.rules.kinds import Kind, kind_of, register_kind


@pytest.fixture(autouse=True)
def _registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_KINDS", {})
    register_kind(
        Kind("care.test", _("Tasks"), lambda facts: f"Call {facts['name']}", lambda _facts: "It is time")
    )


def test_a_task_of_a_kind_says_its_facts_and_own_words_go_before() -> None:
    task = Task(origin="care.test", facts={"name": "Ada"})
    assert (task.title, task.because) == ("Call Ada", "It is time")
    task.text, task.why = "Visit her", "She asked"
    assert (task.title, task.because) == ("Visit her", "She asked")


def test_a_task_whose_facts_were_erased_or_whose_kind_is_unknown_says_its_origin() -> None:
    assert (Task(origin="care.test").title, Task(origin="care.test").because) == ("care.test", "")
    assert (Task(origin="newer.kind", facts={"a": 1}).title, kind_of("newer.kind")) == ("newer.kind", None)

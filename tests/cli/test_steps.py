"""Steps say what they do."""

import io

import pytest
from rich.console import Console

from karn.cli.steps import Steps


def told(terminal: bool) -> str:
    out = io.StringIO()
    with Steps("Making tea", Console(file=out, force_terminal=terminal, width=80)) as steps:
        with steps.step("Boiling water") as tell:
            tell(1, 2)
        with steps.step("Counting leaves"):
            steps.note("12 leaves")
    return out.getvalue()


def test_without_a_terminal_there_are_plain_lines() -> None:
    lines = told(terminal=False).splitlines()
    assert [line.rsplit(":", 1)[0] for line in lines] == [
        "Making tea …",
        "  Boiling water",
        "  Counting leaves (12 leaves)",
    ]
    assert "\x1b" not in told(terminal=False)


def test_a_terminal_gets_a_bar() -> None:
    assert "━" in told(terminal=True)


def test_a_dumb_terminal_gets_plain_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    assert "\x1b[2K" not in told(terminal=True)

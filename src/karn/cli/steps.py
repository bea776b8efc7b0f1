"""Steps that say what they do: with a bar on a terminal, in plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeElapsedColumn

Tell = Callable[[int, int], None]
"""Told how much is done, and of how much."""


class Steps:
    """A list of steps on standard error; a bar shows while one runs, a line stays when it is done."""

    def __init__(self, title: str, console: Console | None = None) -> None:
        """Begin a list with a `title`; without a real terminal there are no bars."""
        self.title = title
        self.console = console or Console(file=sys.stderr)
        self._bars = self.console.is_terminal and not self.console.is_dumb_terminal
        self._progress = Progress(
            TextColumn("  {task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TimeElapsedColumn(),
            console=self.console,
            transient=True,
            disable=not self._bars,
        )
        self._note = ""

    def __enter__(self) -> Self:
        self.console.print(f"{self.title} …", highlight=False, soft_wrap=True)
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def note(self, text: str) -> None:
        """Say this beside the step that runs now, when it is done."""
        self._note = text

    @contextmanager
    def step(self, words: str) -> Iterator[Tell]:
        """Run one step: `with steps.step("Counting") as tell: … tell(done, total)`."""
        began, self._note = time.monotonic(), ""
        task = self._progress.add_task(words, total=None)
        yield lambda done, total: self._tell(task, done, total)
        self._progress.remove_task(task)
        note = f" ({self._note})" if self._note else ""
        self.console.print(
            f"  {words}{note}: {time.monotonic() - began:.1f} s", highlight=False, soft_wrap=True
        )

    def _tell(self, task: TaskID, done: int, total: int) -> None:
        self._progress.update(task, completed=done, total=total or None)

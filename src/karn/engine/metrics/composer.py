"""Puts one SELECT together from named files: the steps a definition uses, then the definition.

Nothing is ever written into the text. A mode, a breakdown or a conversion chooses another *file* for a
step (`placed.grouped.sql` in place of `placed.sql`); values and input tables come in as relations.
Each file begins with what it needs: `-- uses:` other steps, `-- reads:` tables and parameters,
`-- keep: yes` where a session may store its rows, `-- finish:` which closing SELECT to put behind.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

from karn.engine.metrics.catalogue import FOLDER, Metric

STEPS = FOLDER / "steps"
FINISHES = FOLDER / "finishes"
HEADERS = ("uses", "reads", "keep", "finish")


@dataclass(frozen=True, slots=True)
class Part:
    """One SQL file: the name it is known by, its text without headers, and its headers."""

    name: str
    text: str
    uses: tuple[str, ...]
    reads: tuple[str, ...]
    keep: bool
    finish: str | None


@dataclass(frozen=True, slots=True)
class Composition:
    """Steps in an order in which each stands behind those it uses, and the closing SELECT."""

    steps: tuple[Part, ...]
    closing: Part

    @property
    def reads(self) -> frozenset[str]:
        """The tables and parameters the SELECT reads."""
        return frozenset().union(self.closing.reads, *(part.reads for part in self.steps))

    @property
    def text(self) -> str:
        """The whole SELECT."""
        return self.text_with({})

    @property
    def sha256(self) -> str:
        """The hex SHA-256 of the text: the identity of the definition."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def text_with(self, stored: Mapping[str, str]) -> str:
        """The SELECT with the steps in `stored` read from the tables named there."""
        needed = _needed(self.closing, {part.name: part for part in self.steps}, stored)
        return _written([part for part in self.steps if part.name in needed], self.closing.text, stored)

    def until(self, name: str) -> Composition:
        """The composition that ends in step `name`: the same text whichever metric it is a step of."""
        parts = {part.name: part for part in self.steps}
        order: dict[str, Part] = {}
        for used in parts[name].uses:
            _collect(used, parts.__getitem__, order)
        return Composition(tuple(order.values()), parts[name])


def compose(
    metric: Metric, modes: Collection[str] = (), flags: Collection[str] = (), *, file: str = ""
) -> Composition:
    """Compose the definition of `metric` in `modes`.

    `flags` choose variants of steps too ("grouped", "converted"). `file` names another file of the
    metric's folder than the one the modes choose, for instance ``rows``.
    """
    chosen = {*modes, *flags}
    main = _read(_variant(metric.folder, file or "definition", modes))
    order: dict[str, Part] = {}
    for name in main.uses:
        _collect(name, partial(_step, chosen=chosen), order)
    if main.finish is None:
        return Composition(tuple(order.values()), main)
    figure = replace(main, name="figure", finish=None)
    return Composition((*order.values(), figure), _read(FINISHES / f"{main.finish}.sql"))


def compose_file(path: Path, steps: Path) -> Composition:
    """Compose the definition in the file `path` of the steps in the folder `steps`, without variants."""
    main = _read(path)
    order: dict[str, Part] = {}
    for name in main.uses:
        _collect(name, lambda used: _read(steps / f"{used}.sql"), order)
    return Composition(tuple(order.values()), main)


def _variant(folder: Path, default: str, modes: Collection[str]) -> Path:
    """The file of the first mode that has one of its own, else the default's."""
    prefix = "" if default == "definition" else f"{default}."
    for mode in sorted(modes):
        if (path := folder / f"{prefix}{mode}.sql").exists():
            return path
    return folder / f"{default}.sql"


def _collect(name: str, step: Callable[[str], Part], order: dict[str, Part]) -> None:
    if name not in order:
        part = step(name)
        for used in part.uses:
            _collect(used, step, order)
        order[name] = part


def _step(name: str, *, chosen: set[str]) -> Part:
    """The step in the variant of the first flag or mode that has one."""
    variants = (STEPS / f"{name}.{flag}.sql" for flag in sorted(chosen))
    return _read(next((path for path in variants if path.exists()), STEPS / f"{name}.sql"))


def _needed(part: Part, parts: Mapping[str, Part], stored: Collection[str]) -> set[str]:
    """The names of the steps `part` stands on, not looking below those that are stored."""
    return {
        name
        for used in part.uses
        for name in ({used} if used in stored else {used, *_needed(parts[used], parts, stored)})
    }


def _written(steps: list[Part], closing: str, stored: Mapping[str, str]) -> str:
    texts = {
        part.name: stored_text(stored[part.name]) if part.name in stored else part.text for part in steps
    }
    written = ", ".join(f"{name} AS (\n{_indented(text)}\n)" for name, text in texts.items())
    return (f"WITH {written}\n" if written else "") + closing + "\n"


def stored_text(table: str) -> str:
    """The step that reads what a session stored."""
    return f"SELECT * FROM {table}"  # noqa: S608 — a name the session made


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" if line else line for line in text.splitlines())


@cache
def _read(path: Path) -> Part:
    lines = path.read_text(encoding="utf-8").strip().splitlines()
    heads: dict[str, str] = {}
    while lines and (head := _header(lines[0])) is not None:
        heads[head[0]] = head[1]
        lines.pop(0)
    return Part(
        name=path.name.split(".")[0],
        text="\n".join(lines),
        uses=_names(heads.get("uses", "")),
        reads=_names(heads.get("reads", "")),
        keep=heads.get("keep") == "yes",
        finish=heads.get("finish"),
    )


def _header(line: str) -> tuple[str, str] | None:
    word, colon, rest = line.removeprefix("-- ").partition(":")
    return (word, rest.strip()) if line.startswith("-- ") and colon and word in HEADERS else None


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())

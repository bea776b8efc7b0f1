"""Names, sizes and places: what a reader may rely on without looking."""

import ast
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "karn"
STRAY = {"helper", "helpers", "util", "utils", "common", "base", "manager", "managers", "misc", "shared"}
FILES = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)


GIVEN = {"platform/sqlite/base.py"}
"""Names that Django gives: it looks for a database's backend in a module called base."""


def stray_names(files: list[Path]) -> list[str]:
    """Return the files and folders whose name says nothing about what is in them."""
    return [
        path.as_posix() for path in files if STRAY & {*path.parts, path.stem} and path.as_posix() not in GIVEN
    ]


def registering_outside_wiring(files: dict[str, str]) -> list[str]:
    """Return `file: what` for every use of an app's registry outside project/wiring.py."""
    return [
        f"{name}: {ast.unparse(node)}"
        for name, text in files.items()
        if name != "project/wiring.py"
        for node in ast.walk(ast.parse(text))
        if _takes_register(node) or _calls_register(node)
    ]


def _takes_register(node: ast.AST) -> bool:
    """Say whether a module takes a `register…` function out of one of our apps."""
    if not (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("karn.")):
        return False
    return any(alias.name.startswith("register") for alias in node.names)


def _calls_register(node: ast.AST) -> bool:
    """Say whether a module fills a registry: TARGETS.register(…), targets.register(…)."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    owner = ast.unparse(node.func.value)
    # DuckDB registers Arrow tables on a cursor of its own.
    return node.func.attr == "register" and owner != "self._cursor"


def functions(files: list[Path]) -> Iterator[tuple[str, int]]:
    """Yield the name and the lines of code, without the docstring, of every function."""
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                lines = body[-1].end_lineno - body[0].lineno + 1 if body else 0  # type: ignore[operator]
                yield f"{path.relative_to(SOURCE)}:{node.name}", lines


def test_no_name_is_stray() -> None:
    assert stray_names([path.relative_to(SOURCE) for path in FILES]) == []


@pytest.mark.parametrize("name", ["apps/company/helpers.py", "engine/utils/dates.py", "kernel/base.py"])
def test_a_stray_name_is_found(name: str) -> None:
    assert stray_names([Path(name)]) == [name]


def test_only_wiring_registers() -> None:
    texts = {path.relative_to(SOURCE).as_posix(): path.read_text(encoding="utf-8") for path in FILES}
    assert registering_outside_wiring(texts) == []


def test_registering_elsewhere_is_found() -> None:
    planted = {
        "apps/desk/apps.py": "TARGETS.register(Customers())",
        "web/apps.py": "from karn.apps.intake.targets.target import register as add",
        "project/wiring.py": "T.register(x)",
    }
    assert registering_outside_wiring(planted) == [
        "apps/desk/apps.py: TARGETS.register(Customers())",
        "web/apps.py: from karn.apps.intake.targets.target import register as add",
    ]


def test_no_file_is_longer_than_400_lines() -> None:
    lengths = {path.relative_to(SOURCE): path.read_text(encoding="utf-8").count("\n") for path in FILES}
    assert {path: lines for path, lines in lengths.items() if lines > 400} == {}


def test_functions_are_short() -> None:
    lengths = dict(functions(FILES))
    assert statistics.median(lengths.values()) < 10
    long = {name: lines for name, lines in lengths.items() if lines > 30}
    assert len(long) <= len(lengths) // 50, long


def test_kernel_needs_nothing_but_python() -> None:
    imported = set()
    for path in (SOURCE / "kernel").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported.add(node.module)
    strangers = {name for name in imported if name.split(".")[0] not in sys.stdlib_module_names}
    assert {name for name in strangers if not name.startswith("karn.kernel")} == set()


def test_rules_know_no_database() -> None:
    offenders = []
    for path in [*SOURCE.glob("apps/*/rules.py"), *SOURCE.glob("apps/*/rules/**/*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            offenders += [f"{path.name}: {name}" for name in names if name.startswith("django.db")]
    assert offenders == []

"""The direction of imports is checked, and the check can fail: one planted violation of each kind."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "karn"


def lint(folder: Path) -> tuple[int, str]:
    """Run import-linter on the tree in `folder`; return its exit status and its words."""
    program = Path(sys.executable).with_name("lint-imports")
    # The tree itself comes before the installed package.
    done = subprocess.run(
        [sys.executable, str(program), "--no-cache", "--config", str(folder / ".importlinter")],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin", "COLUMNS": "300"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return done.returncode, " ".join((done.stdout + done.stderr).split())


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sources, to plant violations in."""
    folder = tmp_path_factory.mktemp("tree")
    shutil.copytree(SOURCE, folder / "karn", ignore=shutil.ignore_patterns("__pycache__", "static", "locale"))
    shutil.copy(ROOT / ".importlinter", folder)
    return folder


# What is planted where, and which contract must notice.
PLANTED = {
    "a face imports another": ("web/views/company.py", "import karn.cli", "down the floors BROKEN"),
    "the API imports the pages": ("api/paging.py", "import karn.web.apps", "down the floors BROKEN"),
    "the pages import the API": ("web/back.py", "import karn.api.paging", "down the floors BROKEN"),
    "an app imports a face": ("apps/desk/apps.py", "import karn.web.apps", "down the floors BROKEN"),
    "platform imports the engine": (
        "platform/facts.py",
        "import karn.engine.tables",
        "down the floors BROKEN",
    ),
    "the engine imports the simulator": (
        "engine/tables.py",
        "import karn.simulator",
        "down the floors BROKEN",
    ),
    "kernel imports the engine": ("kernel/errors.py", "import karn.engine", "down the floors BROKEN"),
    "a low app imports a high one": (
        "apps/people/models.py",
        "import karn.apps.desk.apps",
        "never the other way round BROKEN",
    ),
    "queries import actions": (
        "apps/company/queries.py",
        "import karn.apps.company.actions",
        "Inside an app: apps, receivers, actions, registry entries, queries, models, rules BROKEN",
    ),
    "models import queries": (
        "apps/company/models.py",
        "import karn.apps.company.queries",
        "Inside an app: apps, receivers, actions, registry entries, queries, models, rules BROKEN",
    ),
    "rules import models": (
        "apps/company/rules.py",
        "import karn.apps.company.models",
        "Inside an app: apps, receivers, actions, registry entries, queries, models, rules BROKEN",
    ),
    "the engine imports Django": ("engine/tables.py", "import django", "never see Django BROKEN"),
    "the simulator imports Django": ("simulator/__init__.py", "import django", "never see Django BROKEN"),
    "kernel imports Django": ("kernel/month.py", "import django", "never see Django BROKEN"),
    "an app imports DuckDB": ("apps/company/queries.py", "import duckdb", "know DuckDB and Spark BROKEN"),
    "the engine's tables import Spark": (
        "engine/tables.py",
        "import pyspark",
        "know DuckDB and Spark BROKEN",
    ),
    "win-back reads what leavers said": (
        "apps/plays/apps.py",
        "import karn.apps.exits.apps",
        "read only by who asks it and who shows it BROKEN",
    ),
    "two siblings import each other": (
        "kernel/errors.py",
        "import karn.kernel.durable",
        "No cycles BROKEN",
    ),
    "a floor without a place": ("extras.py", "", "down the floors BROKEN"),
    "an app without a place": ("apps/extras/__init__.py", "", "never the other way round BROKEN"),
    "a stray module in an app": (
        "apps/company/helpers.py",
        "",
        "Inside an app: apps, receivers, actions, registry entries, queries, models, rules BROKEN",
    ),
}


@pytest.mark.slow
def test_the_sources_keep_every_contract(tree: Path) -> None:
    status, words = lint(tree)
    assert "0 broken" in words
    assert status == 0


@pytest.mark.slow
@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_violation_turns_the_check_red(tree: Path, planted: str) -> None:
    file, line, complaint = PLANTED[planted]
    path = tree / "karn" / file
    before = path.read_text(encoding="utf-8") if path.exists() else None
    path.parent.mkdir(exist_ok=True)
    path.write_text((before or "") + f"\n{line}\n", encoding="utf-8")
    try:
        status, words = lint(tree)
    finally:
        if before is not None:
            path.write_text(before, encoding="utf-8")
        elif path.name == "__init__.py":
            shutil.rmtree(path.parent)
        else:
            path.unlink()
    assert complaint in words
    assert status == 1

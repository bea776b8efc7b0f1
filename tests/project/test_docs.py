"""What is public and not documented fails here."""

import re
import tomllib
from pathlib import Path

import pytest
import typer

from karn.apps.company.models import Company
from karn.cli import app
from karn.project.installation import Installation

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def commands() -> list[str]:
    names = [
        command.name or command.callback.__name__ for command in app.registered_commands if command.callback
    ]
    return names + [group.name or "" for group in app.registered_groups]


def test_every_command_is_documented() -> None:
    assert set(re.findall(r"^## `karn (\w+)`$", page("commands.md"), re.MULTILINE)) == set(commands())


def test_every_documented_option_exists() -> None:
    command = typer.main.get_command(app)
    known = {option for sub in _all(command) for parameter in sub.params for option in parameter.opts}
    known |= {
        option for sub in _all(command) for parameter in sub.params for option in parameter.secondary_opts
    }
    written = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", page("commands.md"))) - {"--help"}
    assert written - known == set()


def test_every_option_is_documented() -> None:
    written = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", page("commands.md")))
    shown = {
        option
        for sub in _all(typer.main.get_command(app))
        for parameter in sub.params
        for option in parameter.opts
        if option.startswith("--")
    }
    # --no-serve is the one to say; --serve is what happens anyway.
    assert shown - written - {"--help", "--serve"} == set()


def _all(command: object) -> list[typer.core.TyperCommand]:
    found = [command]
    for sub in getattr(command, "commands", {}).values():
        found += _all(sub)
    return found  # type: ignore[return-value]


def test_every_setting_of_the_installation_is_documented() -> None:
    written = set(re.findall(r"^\| `KARN_(\w+)` \|", page("settings.md"), re.MULTILINE))
    assert written == {name.upper() for name in Installation.model_fields}


def test_every_setting_of_the_company_page_is_documented() -> None:
    words = page("settings.md").lower()
    shown = {
        "name",
        "trade",
        "zone",
        "currency",
        "gross_margin",
        "winning_cost",
        "answer_days",
        "rhythm_days",
    }
    names = {str(Company._meta.get_field(field).verbose_name).lower() for field in shown}
    assert {name for name in names if f"| {name} |" not in words} == set()


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[>=<;\[ ]", one)[0] for one in project["dependencies"]}
    table = page("architecture.md").split("## What it stands on")[1].split("\n## ")[0]
    assert {name for name in names if not re.search(rf"[|,] {re.escape(name)}[ ,(]", table)} == set()


def test_every_app_and_every_room_has_its_sentence() -> None:
    text = page("architecture.md")
    rooms = [path.parent.name for path in (ROOT / "src/karn/apps").glob("*/apps.py")]
    rooms += ["kernel", "platform", "simulator", "web", "cli", "project"]
    rooms += [f"engine/{name}" for name in ("readers", "lake", "metrics", "warehouses", "tables")]
    assert {room for room in rooms if f"| {room} |" not in text} == set()


@pytest.mark.parametrize(
    "file", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", *sorted(p.name for p in DOCS.glob("*.md"))]
)
def test_every_link_leads_somewhere(file: str) -> None:
    path = ROOT / file if (ROOT / file).exists() else DOCS / file
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_every_make_target_in_the_docs_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    texts = [path.read_text(encoding="utf-8") for path in [*ROOT.glob("*.md"), *DOCS.glob("*.md")]]
    named = {name for text in texts for name in re.findall(r"(?:`|^)make ([a-z-]+)", text, re.MULTILINE)}
    assert named - targets == set()

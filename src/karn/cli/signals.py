"""`karn signals`: whom the signals name on any day, from a lake alone."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from karn.cli.installation import prepare
from karn.kernel.errors import BadInput, UnknownName

if TYPE_CHECKING:
    from karn.engine.signals.looking import Found

FORMATS = ("table", "json")


def signals(
    as_of: Annotated[str, typer.Option("--as-of", help="The day, YYYY-MM-DD; default today.")] = "",
    lake: Annotated[
        Path | None, typer.Option(help="The folder of a lake; default the installation's own.")
    ] = None,
    code: Annotated[
        list[str] | None, typer.Option("--signal", help="Only this signal; can be given more than once.")
    ] = None,
    data: Annotated[Path | None, typer.Option(help="The data folder, in place of KARN_DATA.")] = None,
    form: Annotated[str, typer.Option("--format", help="table or json.")] = "table",
    listed: Annotated[bool, typer.Option("--list", help="Print the names of all signals.")] = False,
) -> None:
    """Say what the signals find as of the end of a day, from what was known on that day.

    With --lake every signal looks, with its own thresholds; else those that are on, with the company's.
    """
    from karn.engine.signals.cards import card_of  # noqa: PLC0415 — the engine loads when a command needs it
    from karn.engine.signals.catalogue import SIGNALS, signal_named  # noqa: PLC0415

    if listed:
        for name in SIGNALS:
            sys.stdout.write(f"{name:18} {card_of(name).question}\n")
        return
    if form not in FORMATS:
        raise UnknownName("format", form, list(FORMATS))
    chosen = [signal_named(name).code for name in code or ()]
    day = _day(as_of)
    folder, thresholds = (lake, dict.fromkeys(SIGNALS)) if lake else _own(data)
    wanted = {name: thresholds.get(name) for name in chosen} if chosen else thresholds
    found = _look(folder, day, wanted)
    _print(found, form)
    _say_what_is_not_known(found, day)


def _own(data: Path | None) -> tuple[Path, dict[str, dict[str, int] | None]]:
    """Return the installation's lake, and the rules that are on with their thresholds."""
    prepare(data)
    from django.conf import settings  # noqa: PLC0415 (the database opens for this alone)

    from karn.apps.company.queries import current_company  # noqa: PLC0415
    from karn.apps.threats.signals import rules_now  # noqa: PLC0415

    rules = rules_now(current_company()).values()
    return settings.INSTALLATION.lake, {rule.code: dict(rule.values) for rule in rules if rule.is_on}


def _look(folder: Path, day: date, wanted: dict[str, dict[str, int] | None]) -> dict[str, list[Found]]:
    from karn.engine.lake import open_lake  # noqa: PLC0415
    from karn.engine.signals.looking import Looker, tables_of  # noqa: PLC0415

    with Looker(open_lake(folder, only=tables_of(wanted)), on=day) as looker:
        return {name: looker.find(name, values) for name, values in wanted.items()}


def _print(found: dict[str, list[Found]], form: str) -> None:
    if form == "json":
        told = {name: [_plain(one) for one in ones] for name, ones in found.items()}
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        return
    for name, ones in found.items():
        for one in ones:
            facts = ", ".join(f"{key} {value}" for key, value in one.facts.items() if value is not None)
            sys.stdout.write(f"{name:18} {one.customer_id:>10} {one.strength} since {one.since}  {facts}\n")
    sys.stdout.write(f"{sum(map(len, found.values()))} found by {len(found)} signals.\n")


def _say_what_is_not_known(found: dict[str, list[Found]], day: date) -> None:
    """Say beside the table which signals cannot be asked about past days, where they name nobody."""
    from karn.engine.signals.cards import card_of  # noqa: PLC0415 (the engine loads when a command needs it)

    if day < _today():
        for name in (name for name, ones in found.items() if not ones and card_of(name).past):
            sys.stderr.write(f"{name}: {card_of(name).past}\n")


def _plain(one: Found) -> dict[str, object]:
    return {**asdict(one), "since": one.since.isoformat(), "evidence": list(one.evidence)}


def _day(text: str) -> date:
    if not text:
        return _today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"“{text}” is not a day: write it as 2026-11-22.") from None


def _today() -> date:
    return date.today()  # noqa: DTZ011 (the person's own calendar)

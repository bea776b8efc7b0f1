"""Checking a file before anything of it is stored: what importing it would do."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq

from karn.apps.company.queries import current_company
from karn.apps.intake.actions.descriptions import choose_mapping, constants_of, given_by
from karn.apps.intake.actions.files import upload_of
from karn.apps.intake.models import Run, RunState
from karn.apps.intake.queries import LOCK, other_sources
from karn.apps.intake.rules import Options, digest_of, plain_values
from karn.apps.intake.targets.batches import Batches, Outcome
from karn.apps.intake.targets.numbering import Numbering
from karn.apps.intake.targets.rows import Context, Refusal, Rows, rows_of
from karn.apps.intake.targets.stage import looking
from karn.apps.intake.targets.target import target_named
from karn.engine.readers import Checked, check_rows
from karn.kernel.durable import write_bytes_durably
from karn.kernel.errors import BadInput
from karn.kernel.points import point
from karn.platform.locks import hold

CHECKED = "checked"
FIRST_REFUSED = 20
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Weighed:
    """What importing a file would do, row for row; nothing is stored.

    `elsewhere` counts, per other source, the rows whose customer is known there and not in this one.
    """

    rows: int
    duplicates: int
    accepted: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    first_refused: list[Refusal] = field(default_factory=list)
    first_left_out: list[Refusal] = field(default_factory=list)
    notes: dict[str, int] = field(default_factory=dict)
    elsewhere: dict[str, int] = field(default_factory=dict)

    @property
    def usable(self) -> int:
        """How many rows the file has that can be stored, or are already."""
        return self.accepted + self.updated + self.unchanged

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """Return what a run kept of it."""
        cells = {
            name: [Refusal(**cell) for cell in stored[name]] for name in ("first_refused", "first_left_out")
        }
        return cls(**{**stored, **cells})


def check_run(
    *, run: Run, mapping: Mapping[str, str], options: Options, at: datetime, progress: Progress | None = None
) -> Weighed:
    """Check the whole file and say what importing it would do; nothing of it is stored.

    Raises BadInput when the mapping does not fit or the file cannot be understood with these options.
    """
    choose_mapping(run=run, mapping=mapping, options=options)
    return weigh_run(run=run, at=at, progress=progress)


def weigh_run(*, run: Run, at: datetime, progress: Progress | None = None) -> Weighed:
    """Do what :func:`check_run` does with the mapping that was chosen; the run keeps what was found.

    Raises BadInput, and Held when the run is checked or stored just now.
    """
    with hold(run.folder / LOCK, otherwise="This file is being checked or stored already."):
        _keep(run, {}, state=RunState.UPLOADED, error="", error_values={}, valid_rows=0, weighed_rows=0)
        try:
            checked = checked_file(run=run)
            _keep(run, {}, valid_rows=checked.accepted, weighed_rows=0)
            weighed = _weigh(run, checked, at, progress)
        except BadInput as error:
            _keep(run, {"error": error.template, "values": plain_values(error)})
            raise
        _keep(run, {"weighed": asdict(weighed)})
    return weighed


def weighed_of(run: Run) -> Weighed | None:
    """Return what the last check of the run found, if nothing was chosen differently since.

    Raises BadInput when the check ended so.
    """
    kept = run.weighed
    if kept.get("digest") != choice_of(run):
        return None
    if template := kept.get("error"):
        raise BadInput(template, **kept["values"])
    return Weighed.of(kept["weighed"]) if "weighed" in kept else None


def choice_of(run: Run) -> str:
    """Return a digest of how the run's file is to be understood."""
    return choice(run, run.mapping, Options.of(run.options))


def choice(run: Run, mapping: Mapping[str, str], options: Options) -> str:
    """Return the digest that the run would have with this mapping and these options."""
    return digest_of(run.source, dict(mapping), options.stored())


def _keep(run: Run, found: dict[str, Any], **values: Any) -> None:
    run.weighed = found | {"digest": choice_of(run)} if found else {}
    for name, value in values.items():
        setattr(run, name, value)
    Run.objects.filter(pk=run.pk).update(weighed=run.weighed, **values)


def _weigh(run: Run, checked: Checked, at: datetime, progress: Progress | None) -> Weighed:
    weighed = Weighed(checked.rows, checked.duplicates, refused=checked.refused_rows)
    weighed.first_refused = list(first_refusals(checked))
    total = Outcome()
    with Batches(target_named(run.target), context_of(run, at)) as batches:
        for done, rows in batches_of(run, checked):
            with looking():
                outcome = batches.weigh(rows)
            weighed.refused += outcome.refused_rows
            _take_first(weighed.first_refused, outcome.refusals)
            _take_first(weighed.first_left_out, outcome.left_out)
            total.add(outcome)
            Run.objects.filter(pk=run.pk).update(weighed_rows=done)
            if progress:
                progress(done, checked.accepted)
    weighed.accepted, weighed.updated, weighed.unchanged = total.accepted, total.updated, total.unchanged
    if checked.accepted > Options.of(run.options).batch:
        # Nothing is made here, so that the next batch would count the same customers again.
        total.notes.pop("customers_created", None)
    weighed.notes = {name: count for name, count in total.notes.items() if count}
    weighed.elsewhere = {name: count for name, count in total.elsewhere.items() if count}
    return weighed


def _take_first(shown: list[Refusal], more: list[Refusal]) -> None:
    shown += more[: FIRST_REFUSED - len(shown)]


def checked_file(*, run: Run) -> Checked:
    """Return the run's file parsed and checked to its end, with the run's mapping and options.

    What an earlier check left is used again when nothing changed. Raises BadInput.
    """
    folder, digest = run.folder / CHECKED, digest_of(run.mapping, run.options)
    kept = folder / "checked.json"
    if kept.exists() and (told := json.loads(kept.read_text(encoding="utf-8")))["digest"] == digest:
        paths = {name: Path(told["checked"][name]) for name in ("valid", "refused")}
        return Checked(**(told["checked"] | paths))
    kept.unlink(missing_ok=True)
    checked = _check(run, folder)
    write_bytes_durably(
        kept, json.dumps({"digest": digest, "checked": asdict(checked)}, default=str).encode()
    )
    point("import.checked")
    return checked


def batches_of(run: Run, checked: Checked, *, skip: int = 0) -> Iterator[tuple[int, Rows]]:
    """Yield the checked rows in batches, each with the number of rows up to its end, from row `skip` on."""
    options, target = Options.of(run.options), target_named(run.target)
    numbering = None
    if target.numbered and target.numbered not in run.mapping:
        fields = [
            column.name
            for column in target.columns
            if column.name != target.numbered and column.name not in target.constants
        ]
        numbering = Numbering(fields, _batches(checked.valid, options.batch))
    done = 0
    for rows in _batches(checked.valid, options.batch):
        done += len(rows)
        if numbering:
            rows.columns[target.numbered] = numbering.ids(rows)
        if done > skip:
            yield done, rows


def context_of(run: Run, at: datetime) -> Context:
    """Return what the run's target needs to know."""
    company, options, target = current_company(), Options.of(run.options), target_named(run.target)
    return Context(
        source=run.source,
        at=at,
        zone=ZoneInfo(company.zone),
        currency=company.currency,
        given=given_by(target, run.mapping, options),
        headings=run.mapping,
        on=options.on,
        others=other_sources(run.source),
        by=run.by_id,
    )


def first_refusals(checked: Checked) -> Iterator[Refusal]:
    """Yield the first cells the check of the file refused."""
    for refusals in refusals_of(checked, FIRST_REFUSED):
        yield from refusals
        return


def refusals_of(checked: Checked, size: int) -> Iterator[list[Refusal]]:
    """Yield the cells the check of the file refused, in lists of at most `size`."""
    with pq.ParquetFile(checked.refused) as file:
        for batch in file.iter_batches(batch_size=size):
            yield [
                Refusal(
                    row["line"], row["column"] or "", row["value"] or "", row["code"], row["detail"] or ""
                )
                for row in batch.to_pylist()
            ]


def _batches(path: Path, size: int) -> Iterator[Rows]:
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=size):
            yield rows_of(batch)


def _check(run: Run, folder: Path) -> Checked:
    options, target = Options.of(run.options), target_named(run.target)
    given = given_by(target, run.mapping, options)
    folder.mkdir(parents=True, exist_ok=True)
    return check_rows(
        upload_of(run),
        columns=target.checked_columns(given),
        mapping=run.mapping,
        grain=target.checked_grain(given),
        ordered=target.ordered,
        zone=current_company().zone,
        date_order=options.date_order,
        decimal=options.decimal,
        constants=constants_of(target, run.mapping, options),
        attributes=target.attributes,
        into=folder,
    )

"""Looking at a file before anything of it is stored: what it has, and what importing it would do."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq
from django.db import transaction
from django.utils.translation import gettext as _

from karn.apps.company.queries import current_company
from karn.apps.intake.actions.files import upload_of
from karn.apps.intake.models import Run
from karn.apps.intake.queries import remembered_mapping
from karn.apps.intake.rules import FIELDS, Options, digest_of
from karn.apps.intake.targets.batches import Batches, Outcome
from karn.apps.intake.targets.numbering import Numbering
from karn.apps.intake.targets.rows import Context, Refusal, Rows, rows_of
from karn.apps.intake.targets.target import Target, target_named
from karn.engine.readers import Checked, Formats, Upload, check_rows, guess_mapping, preview, sniff_formats
from karn.engine.tables import Column
from karn.kernel.durable import write_bytes_durably
from karn.kernel.errors import BadInput
from karn.kernel.points import point

CHECKED = "checked"
FIRST_REFUSED = 20
SHOWN_ROWS = 5
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Field:
    """One field as a page shows it: what it is called, and which heading or constant fills it."""

    name: str
    label: str
    needed: bool
    heading: str
    takes_constant: bool
    constant: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Description:
    """A file as it waits at the door: its headings, first rows, and the mapping guessed or remembered."""

    run: Run
    target: Target
    headings: tuple[str, ...]
    rows: list[dict[str, str]]
    total: int
    encoding: str
    delimiter: str
    mapping: dict[str, str]
    options: Options
    remembered: bool
    currency: str

    @functools.cached_property
    def formats(self) -> Formats | str:
        """How the file's dates and numbers are written, or one sentence about what is wrong with them."""
        told = self.options
        try:
            return sniff_formats(
                upload_of(self.run),
                self.target.columns,
                self.mapping,
                date_order=told.date_order,
                decimal=told.decimal,
            )
        except BadInput as error:
            return str(error)

    @property
    def ambiguous(self) -> tuple[str, ...]:
        """The fields whose dates or numbers can be read in two ways."""
        return () if isinstance(self.formats, str) else self.formats.ambiguous

    @property
    def problem(self) -> str:
        """What is wrong with the dates or numbers of a whole column."""
        return self.formats if isinstance(self.formats, str) else ""

    @property
    def cells(self) -> list[list[str]]:
        """The first rows, cell by cell under `headings`."""
        return [[row[heading] for heading in self.headings] for row in self.rows]

    @property
    def numbers_rows(self) -> bool:
        """Whether the rows have no id of their own and get one made from what they say."""
        return bool(self.target.numbered) and self.target.numbered not in self.mapping

    @property
    def given(self) -> frozenset[str]:
        """The fields that the file or the options fill."""
        return given_by(self.target, self.mapping, self.options)

    @property
    def fields(self) -> list[Field]:
        """The fields of this kind of file, in order, each with what fills it."""
        needed = {column.name for column in self.target.checked_columns(self.given) if column.required}
        return [
            Field(
                name=column.name,
                label=str(FIELDS.get(column.name, column.name)),
                needed=column.name in needed,
                heading=self.mapping.get(column.name, ""),
                takes_constant=column.name in self.target.constants,
                constant=self.options.constants.get(column.name, ""),
                words=tuple(dict.fromkeys(self.target.words.get(column.name, {}).values())),
            )
            for column in self.target.columns
        ]

    @property
    def lacking(self) -> list[str]:
        """The fields that must still be chosen."""
        columns = self.target.checked_columns(self.given)
        return [column.name for column in columns if column.required and column.name not in self.given]


@dataclass(slots=True)
class Weighed:
    """What importing a file would do, row for row; nothing is stored."""

    rows: int
    duplicates: int
    accepted: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    first_refused: list[Refusal] = field(default_factory=list)
    notes: dict[str, int] = field(default_factory=dict)


def describe_run(*, run: Run) -> Description:
    """Return what the run's file has, and how its columns are understood."""
    upload, target = upload_of(run), target_named(run.target)
    known = remembered_mapping(run.source, run.target, upload.columns)
    mapping, options = run.mapping, Options.of(run.options)
    if not mapping:
        mapping = known.columns if known else guess_mapping(upload.columns, target.columns)
        options = _with_remembered(options, known.options if known else {}, target)
    mapping = {name: heading for name, heading in mapping.items() if heading in upload.columns}
    return Description(
        run=run,
        target=target,
        headings=upload.columns,
        rows=preview(upload, SHOWN_ROWS),
        total=upload.rows,
        encoding=upload.encoding,
        delimiter=upload.delimiter,
        mapping=mapping,
        options=options,
        remembered=known is not None,
        currency=current_company().currency,
    )


def choose_mapping(*, run: Run, mapping: Mapping[str, str], options: Options) -> Run:
    """Keep how the run's columns are to be understood.

    Raises BadInput when a heading or a needed field is missing, or a run has begun with another choice.
    """
    target, upload = target_named(run.target), upload_of(run)
    mapping = {name: heading for name, heading in mapping.items() if heading}
    _refuse_mapping(target, upload, mapping, options)
    run.mapping, run.options = mapping, options.stored()
    run.save(update_fields=["mapping", "options"])
    return run


def check_run(
    *, run: Run, mapping: Mapping[str, str], options: Options, at: datetime, progress: Progress | None = None
) -> Weighed:
    """Check the whole file and say what importing it would do; nothing of it is stored.

    Raises BadInput when the mapping does not fit or the file cannot be understood with these options.
    """
    choose_mapping(run=run, mapping=mapping, options=options)
    checked, target = checked_file(run=run), target_named(run.target)
    weighed = Weighed(checked.rows, checked.duplicates, refused=checked.refused_rows)
    weighed.first_refused = list(first_refusals(checked))
    total = Outcome()
    with Batches(target, context_of(run, at)) as batches:
        for done, rows in batches_of(run, checked):
            with transaction.atomic():
                outcome = batches.weigh(rows)
            weighed.refused += outcome.refused_rows
            room = FIRST_REFUSED - len(weighed.first_refused)
            weighed.first_refused += outcome.refusals[:room]
            outcome.refusals.clear()
            total.add(outcome)
            if progress:
                progress(done, checked.accepted)
    weighed.accepted, weighed.updated, weighed.unchanged = total.accepted, total.updated, total.unchanged
    if checked.accepted > options.batch:
        # Nothing is made here, so that the next batch would count the same customers again.
        total.notes.pop("customers_created", None)
    weighed.notes = {name: count for name, count in total.notes.items() if count}
    return weighed


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
    )


def given_by(target: Target, mapping: Mapping[str, str], options: Options) -> frozenset[str]:
    """Return the fields that a file with this mapping, or its options, fill."""
    attributes = {"attributes"} if target.attributes else set()
    return frozenset(mapping) | frozenset(_constants(target, mapping, options)) | attributes


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
        constants=_constants(target, run.mapping, options),
        attributes=target.attributes,
        into=folder,
    )


def _constants(target: Target, mapping: Mapping[str, str], options: Options) -> dict[str, str]:
    constants = {name: value for name, value in options.constants.items() if value and name not in mapping}
    if "currency" in target.constants and "currency" not in mapping:
        constants.setdefault("currency", current_company().currency)
    return {name: value for name, value in constants.items() if name in target.constants}


def _with_remembered(options: Options, remembered: Mapping[str, object], target: Target) -> Options:
    if not remembered:
        return options
    told = Options.of(options.stored() | dict(remembered))
    # A snapshot's day is that of this file, never that of the last one.
    return Options.of(told.stored() | {"on": None, "batch": options.batch}) if target.asks_day else told


def _refuse_mapping(target: Target, upload: Upload, mapping: Mapping[str, str], options: Options) -> None:
    for name, heading in mapping.items():
        _column(target, name)
        upload.raw_column(heading)
    if len(set(mapping.values())) < len(mapping):
        raise BadInput(_("One column of the file is chosen for two fields: choose another for one of them."))
    given = given_by(target, mapping, options)
    lacking = [
        column.name
        for column in target.checked_columns(given)
        if column.required and column.name not in given
    ]
    if lacking:
        raise BadInput(_("Say which column holds: %(fields)s.") % {"fields": ", ".join(lacking)})
    if target.asks_day and options.on is None:
        raise BadInput(_("Say on which day the snapshot was taken."))


def _column(target: Target, name: str) -> Column:
    found = next((column for column in target.columns if column.name == name), None)
    if found is None:
        known = ", ".join(column.name for column in target.columns)
        raise BadInput(_("There is no field “%(name)s”. Known: %(known)s.") % {"name": name, "known": known})
    return found

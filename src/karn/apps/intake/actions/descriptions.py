"""What a file at the door has, and how its columns are understood."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from karn.apps.company.queries import current_company
from karn.apps.intake.actions.files import refuse_source, upload_of
from karn.apps.intake.models import Run
from karn.apps.intake.queries import remembered_mapping
from karn.apps.intake.rules import FIELDS, Options
from karn.apps.intake.targets.target import Target, target_named
from karn.engine.readers import Formats, Upload, guess_mapping, preview, sniff_formats
from karn.engine.tables import Column
from karn.kernel.errors import BadInput, message
from karn.platform.wording import in_words

SHOWN_ROWS = 5
EXAMPLES: dict[str | None, str] = {
    "ymd": "2026-12-31",
    "dmy": "31-12-2026",
    "mdy": "12/31/2026",
    "comma": "1.234,50",
    "point": "1,234.50",
}


class LackingFields(BadInput):
    """Needed fields that no column and no constant fills.

    `names` are theirs, `headings` those of the file; `constants` are the ones that may have one value for
    all rows.
    """

    def __init__(self, target: Target, names: tuple[str, ...], headings: tuple[str, ...]) -> None:
        """Say which fields must still be chosen, by their labels."""
        self.names, self.headings = names, headings
        self.constants = tuple(name for name in names if name in target.constants)
        told = {"fields": ", ".join(label_of(name) for name in names)}
        single = next((one for one, others in target.instead.items() if set(names) & set(others)), None)
        template = message("Say which column holds: %(fields)s.")
        if single is not None:
            told["single"] = label_of(single)
            template = message("Say which column holds: %(fields)s. Or, in their place: %(single)s.")
        BadInput.__init__(self, template, **told)


@dataclass(frozen=True, slots=True)
class Field:
    """One field as a page shows it: what it is called, and which heading or constant fills it."""

    name: str
    label: str
    means: str
    needed: bool
    heading: str
    takes_constant: bool
    constant: str
    words: tuple[str, ...]
    lacking: bool = False


@dataclass(frozen=True)
class Description:
    """A file as it waits at the door: headings, first rows, the mapping chosen, remembered or guessed."""

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
    def formats(self) -> Formats | BadInput:
        """How the file's dates and numbers are written, or what is wrong with them."""
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
            return error

    @property
    def has_formats(self) -> bool:
        """Whether there is a column of dates or numbers to say something about."""
        formats = self.formats
        return isinstance(formats, BadInput) or bool(formats.date_order or formats.decimal)

    @property
    def written(self) -> list[str]:
        """How dates and numbers are written, by an example of each way that the file has."""
        if isinstance(self.formats, BadInput):
            return []
        ways = [*self.formats.date_order.values(), *self.formats.decimal.values()]
        return [EXAMPLES[way] for way in dict.fromkeys(ways) if way in EXAMPLES]

    @property
    def ambiguous(self) -> tuple[str, ...]:
        """The fields whose dates or numbers can be read in two ways."""
        return () if isinstance(self.formats, BadInput) else self.formats.ambiguous

    @property
    def problem(self) -> str:
        """What is wrong with the dates or numbers of a whole column."""
        return in_words(self.formats) if isinstance(self.formats, BadInput) else ""

    @property
    def cells(self) -> list[list[str]]:
        """The first rows, cell by cell under `headings`."""
        return [[row[heading] for heading in self.headings] for row in self.rows]

    @property
    def understood(self) -> list[tuple[str, str]]:
        """The headings, each with the label of the field it stands for, if any."""
        fields = {heading: name for name, heading in self.mapping.items()}
        return [
            (heading, label_of(fields[heading]) if heading in fields else "") for heading in self.headings
        ]

    @property
    def numbers_rows(self) -> bool:
        """Whether the rows have no id of their own and get one made from what they say."""
        return bool(self.target.numbered) and self.target.numbered not in self.mapping

    @property
    def given(self) -> frozenset[str]:
        """The fields that the file or the options fill."""
        return given_by(self.target, self.mapping, self.options)

    @property
    def lacking(self) -> list[str]:
        """The labels of the fields that must still be chosen."""
        return [field.label for field in self.fields if field.lacking]

    @functools.cached_property
    def fields(self) -> list[Field]:
        """The fields of this kind of file, in order, each with what fills it."""
        needed, given = self.target.needed(self.given), self.given
        return [
            Field(
                name=column.name,
                label=label_of(column.name),
                means=column.means,
                needed=column.name in needed.difference(self.target.firm),
                heading=self.mapping.get(column.name, ""),
                takes_constant=column.name in self.target.constants,
                constant=self.options.constants.get(column.name, ""),
                words=self.target.own_words(column.name),
                lacking=column.name in needed and column.name not in given,
            )
            for column in self.target.columns
        ]


def label_of(name: str) -> str:
    """Return what pages call the field `name`."""
    return str(FIELDS.get(name, name))


def describe_run(
    *, run: Run, mapping: Mapping[str, str] | None = None, options: Options | None = None
) -> Description:
    """Return what the run's file has, and how its columns are understood.

    Where a `mapping` with `options` is given they are shown, whether they can be used or not.
    """
    upload, target = upload_of(run), target_named(run.target)
    known = remembered_mapping(run.source, run.target, upload.columns)
    understood, told = dict(mapping or run.mapping), options or Options.of(run.options)
    if not understood:
        understood = known.columns if known else guess_mapping(upload.columns, target.columns)
        told = _with_remembered(told, known.options if known else {}, target)
    return Description(
        run=run,
        target=target,
        headings=upload.columns,
        rows=preview(upload, SHOWN_ROWS),
        total=upload.rows,
        encoding=upload.encoding,
        delimiter=upload.delimiter,
        mapping={name: heading for name, heading in understood.items() if heading in upload.columns},
        options=told,
        remembered=known is not None,
        currency=current_company().currency,
    )


def choose_mapping(*, run: Run, mapping: Mapping[str, str], options: Options) -> Run:
    """Keep how the run's columns are to be understood.

    Raises BadInput when a heading does not exist or a needed field is missing.
    """
    target, upload = target_named(run.target), upload_of(run)
    mapping = {name: heading for name, heading in mapping.items() if heading}
    _refuse_mapping(target, upload, mapping, options)
    run.mapping, run.options = mapping, options.stored()
    run.save(update_fields=["mapping", "options"])
    return run


def choose_source(*, run: Run, source: str) -> Run:
    """Say where the run's file comes from. Raises BadInput for a name that cannot be used."""
    refuse_source(source)
    run.source = source
    run.save(update_fields=["source"])
    return run


def given_by(target: Target, mapping: Mapping[str, str], options: Options) -> frozenset[str]:
    """Return the fields that a file with this mapping, or its options, fill."""
    attributes = {"attributes"} if target.attributes else set()
    return frozenset(mapping) | frozenset(constants_of(target, mapping, options)) | attributes


def constants_of(target: Target, mapping: Mapping[str, str], options: Options) -> dict[str, str]:
    """Return the values that stand for all rows: what was said, and else the company's currency."""
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
        raise BadInput("One column of the file is chosen for two fields: choose another for one of them.")
    given = given_by(target, mapping, options)
    needed = target.needed(given)
    lacking = [column.name for column in target.columns if column.name in needed - given]
    if lacking:
        raise LackingFields(target, tuple(lacking), upload.columns)
    if target.asks_day and options.on is None:
        raise BadInput("Say on which day the snapshot was taken.")


def _column(target: Target, name: str) -> Column:
    found = next((column for column in target.columns if column.name == name), None)
    if found is None:
        known = ", ".join(column.name for column in target.columns)
        raise BadInput("There is no field “%(name)s”. Known: %(known)s.", name=name, known=known)
    return found

"""Collecting, checking and compiling the texts of every room, without programs from outside.

Babel reads the Python files; Django turns its templates into something Babel can read. A room is a
folder with pages or texts of its own: `web` and each app. Its catalogs lie in `locale/<language>/
LC_MESSAGES/django.po`; the compiled `.mo` files are made on the spot and not kept in version control.
Run as a program: `python -m karn.platform.translations update|check|compile`.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.checkers import checkers
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from karn.kernel.durable import write_bytes_durably

PACKAGE = Path(__file__).resolve().parents[1]
LANGUAGES = ("nl", "sv")
Keywords = dict[str, tuple[int | tuple[int, str], ...] | None]
KEYWORDS: Keywords = {
    "_": None,
    "_now": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
# Errors carry their message as a template; a declared column says what it means.
ERRORS: Keywords = {
    "KarnError": (1,),
    "BadInput": (1,),
    "DamagedFile": (1,),
    "UnknownName": (1,),
    "message": (1,),
}
COLUMNS: Keywords = {"Column": (3,)}
# Rooms that know no gettext keep no catalogs: what their errors say stands in the catalog of this room.
BORROWED = {
    "web": (
        "kernel/*.py",
        "platform/locks.py",
        "platform/backups/nightly.py",
        "platform/models/*.py",
        "platform/runs/*.py",
        "engine/*.py",
        "engine/metrics/*.py",
        "engine/readers/*.py",
    )
}
# Files of data whose tables below are shown to people, sentence by sentence.
SPOKEN = {"farewell": ("rules/packs/*.toml",)}
SPOKEN_TABLES = ("sources", "verify")
# Catalogs carry no dates of their own: the same texts always make the same bytes.
DATE = datetime(2026, 1, 1, tzinfo=UTC)


def rooms(package: Path = PACKAGE) -> list[Path]:
    """Return the folders that have texts of their own."""
    return [package / "web", *sorted(path.parent for path in package.glob("apps/*/apps.py"))]


def collected(room: Path) -> Catalog:
    """Return a catalog of the texts the room's Python files and templates ask to translate."""
    catalog = Catalog(project="Karn", creation_date=DATE, revision_date=DATE)
    keywords = KEYWORDS | ERRORS | (COLUMNS if room.parent.name == "apps" else {})
    for path in _sources(room):
        _collect(catalog, path, path.relative_to(room).as_posix(), keywords)
    for pattern in BORROWED.get(room.name, ()):
        for path in sorted(room.parent.glob(pattern)):
            _collect(catalog, path, path.relative_to(room.parent).as_posix(), KEYWORDS | ERRORS)
    return catalog


def _collect(catalog: Catalog, path: Path, place: str, keywords: Keywords) -> None:
    for _line, message, comments, context in _texts(path, keywords):
        catalog.add(message, locations=[(place, 0)], auto_comments=comments, context=context)


def updated(room: Path, language: str) -> Catalog:
    """Return the room's catalog for `language`, brought in step with its sources; new texts are empty."""
    path = catalog_path(room, language)
    catalog = Catalog(locale=language, project="Karn", creation_date=DATE, revision_date=DATE)
    if path.exists():
        with path.open("rb") as file:
            catalog = read_po(file, locale=language)
    catalog.update(collected(room), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.creation_date = catalog.revision_date = DATE
    catalog.fuzzy, catalog.project, catalog.version = False, "Karn", ""
    catalog.last_translator = catalog.language_team = "the Karn authors"
    catalog.header_comment = "# Karn's texts. See docs/translating.md for the words that are used everywhere."
    return catalog


def written(catalog: Catalog) -> bytes:
    """Return the bytes of a catalog's file, sorted by text."""
    buffer = BytesIO()
    write_po(buffer, catalog, sort_output=True, include_lineno=False, width=100, ignore_obsolete=True)
    return buffer.getvalue()


def catalog_path(room: Path, language: str) -> Path:
    """Return where the room's texts in `language` lie."""
    return room / "locale" / language / "LC_MESSAGES" / "django.po"


def update(package: Path = PACKAGE) -> None:
    """Write every catalog anew from the sources, keeping what is translated."""
    for room in rooms(package):
        if not collected(room):
            continue
        for language in LANGUAGES:
            path = catalog_path(room, language)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(written(updated(room, language)))


def compile_stale(package: Path = PACKAGE) -> int:
    """Compile the catalogs whose `.mo` is missing or older; return how many."""
    stale = [
        path
        for path in sorted(package.glob("**/locale/*/LC_MESSAGES/django.po"))
        if not (mo := path.with_suffix(".mo")).exists() or mo.stat().st_mtime < path.stat().st_mtime
    ]
    for path in stale:
        with path.open("rb") as source:
            catalog = read_po(source, locale=path.parents[1].name)
        compiled = BytesIO()
        write_mo(compiled, catalog)
        write_bytes_durably(path.with_suffix(".mo"), compiled.getvalue())
    return len(stale)


def complaints(package: Path = PACKAGE) -> Iterator[str]:
    """Yield one line for each thing that is not in order with the translations."""
    for room in rooms(package):
        if not collected(room):
            continue
        for language in LANGUAGES:
            yield from _complaints_about(room, language)
    for language in LANGUAGES:
        yield from _two_words_for_one(package, language)


def _two_words_for_one(package: Path, language: str) -> Iterator[str]:
    """Complain where two rooms translate the same text differently: Django would use one of them.

    Of two plurals with one singular as well: it finds a plural by its singular, and fills in other names.
    """
    known: dict[object, object] = {}
    for room in rooms(package):
        if not (path := catalog_path(room, language)).exists():
            continue
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                one, said = (message.context, *_found_by(message)), (message.id, message.string)
                if message.id and known.setdefault(one, said) != said:
                    yield f"{language}: translated differently in {room.name} than elsewhere: {message.id!r}"


def _found_by(message: Message) -> tuple[str, bool]:
    return (message.id, False) if isinstance(message.id, str) else (message.id[0], True)


def _complaints_about(room: Path, language: str) -> Iterator[str]:
    path = catalog_path(room, language)
    name = path.relative_to(room.parent).as_posix()
    if not path.exists():
        yield f"{name} is missing: run make translations-update"
        return
    catalog = updated(room, language)
    if path.read_bytes() != written(catalog):
        yield f"{name} is not in step with the sources: run make translations-update"
    for message in catalog:
        yield from (f"{name}: {problem}" for problem in _problems(catalog, message))


def _problems(catalog: Catalog, message: Message) -> Iterator[str]:
    if not message.id:
        return
    text = message.id if isinstance(message.id, str) else message.id[0]
    strings = [message.string] if isinstance(message.string, str) else list(message.string or [""])
    if not all(strings):
        yield f"not translated: {text!r}"
        return
    if message.fuzzy:
        yield f"marked fuzzy: {text!r}"
    for checker in checkers:
        try:
            checker(catalog, message)
        except Exception as error:  # noqa: BLE001 (a checker's complaint is the answer)
            yield f"{error}: {text!r}"


def _sources(room: Path) -> Iterator[Path]:
    for pattern in ("**/*.py", "templates/**/*.html", "templates/**/*.txt", *SPOKEN.get(room.name, ())):
        for path in sorted(room.glob(pattern)):
            if "migrations" not in path.parts:
                yield path


def _texts(
    path: Path, keywords: Keywords
) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    content = path.read_text(encoding="utf-8")
    if path.suffix == ".toml":
        content = _spoken(content)
    elif path.suffix != ".py":
        content = _as_python(content, path)
    yield from extract("python", BytesIO(content.encode()), keywords, ["Translators:"], {"encoding": "utf-8"})


def _spoken(data: str) -> str:
    told = tomllib.loads(data)
    texts = (text for table in SPOKEN_TABLES for text in told.get(table, {}).values())
    return "\n".join(f"_({text!r})" for text in texts)


def _as_python(template: str, path: Path) -> str:
    from django.utils.translation.template import templatize  # noqa: PLC0415 (needs settings)

    # Indentation would look like blocks of Python.
    return "\n".join(line.strip() for line in templatize(template, origin=str(path)).splitlines())


def main(arguments: list[str]) -> int:
    """Run one command; return the exit status."""
    import django  # noqa: PLC0415 (the program alone starts it)
    from django.conf import settings  # noqa: PLC0415

    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()
    match arguments:
        case ["update"]:
            update()
        case ["compile"]:
            compile_stale()
        case ["check"]:
            found = list(complaints())
            sys.stderr.writelines(f"{line}\n" for line in found)
            return 1 if found else 0
        case _:
            sys.stderr.write("Usage: python -m karn.platform.translations update|check|compile\n")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

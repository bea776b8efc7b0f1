"""`karn personal`: what is kept of one person, erasing it, and the proof that nothing is left."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from karn.cli.installation import prepare
from karn.kernel.errors import BadInput

personal = typer.Typer(help="Personal data: hand out, erase, prove.", no_args_is_help=True)

Data = Annotated[Path | None, typer.Option(help="The data folder, in place of KARN_DATA.")]
CustomerId = Annotated[int | None, typer.Option("--customer", help="The customer's number in Karn.")]
ContactId = Annotated[int | None, typer.Option("--contact", help="The contact's number in Karn.")]


@personal.command()
def export(
    to: Annotated[Path, typer.Option("--to", help="Where to write the ZIP file.")],
    customer: CustomerId = None,
    contact: ContactId = None,
    data: Data = None,
) -> None:
    """Write everything kept about one person into a ZIP file: JSON, and a CSV file per table."""
    kind, number = _who(customer, contact)
    prepare(data)
    from karn.apps.personal.actions.handouts import hand_out  # noqa: PLC0415 (models exist only now)

    packed = _found(lambda: hand_out(kind=kind, number=number, by=None, at=datetime.now(UTC)))
    to.write_bytes(packed)
    typer.echo(f"{to} holds what is kept.")


@personal.command()
def erase(
    customer: CustomerId = None,
    contact: ContactId = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do it: this cannot be taken back.")] = False,
    data: Data = None,
) -> None:
    """Say what erasing one person would do; with --yes, erase."""
    kind, number = _who(customer, contact)
    prepare(data)
    from karn.apps.personal.actions.erasures import erase_person  # noqa: PLC0415 (models exist only now)

    if not yes:
        _found(lambda: _tell_before(kind, number))
        return
    done = _found(lambda: erase_person(kind=kind, number=number, by=None, on=_today(), at=datetime.now(UTC)))
    left = "" if done.done_at else " Files are left to do: karn personal finish."
    typer.echo(f"Erased. Reference {done.reference}.{left}")


@personal.command()
def finish(data: Data = None) -> None:
    """Do what is left of erasures that could not be finished."""
    prepare(data)
    from karn.apps.personal.actions.erasures import finish_erasures  # noqa: PLC0415 (models exist only now)

    typer.echo(f"{finish_erasures(at=datetime.now(UTC))} finished.")


@personal.command()
def replay(data: Data = None) -> None:
    """After a restore: erase again whom the list of erasures names; leave in peace who said no."""
    prepare(data)
    from karn.apps.personal.actions.replays import replay_erasures  # noqa: PLC0415 (models exist only now)

    typer.echo(f"{replay_erasures(at=datetime.now(UTC))} erased again.")
    from karn.apps.mailing.actions.replays import replay_objections  # noqa: PLC0415 (models exist only now)

    typer.echo(f"{replay_objections(at=datetime.now(UTC))} left in peace again.")


@personal.command()
def search(
    text: Annotated[str, typer.Argument(help="What to look for, whatever its case.")],
    data: Data = None,
) -> None:
    """Look for a text in every byte of the data folder; exit status 1 when it stands anywhere."""
    prepare(data)
    from django.conf import settings  # noqa: PLC0415 (after prepare)

    from karn.platform.byte_search import search_folder  # noqa: PLC0415

    folder: Path = settings.INSTALLATION.data
    found = list(search_folder(folder, text))
    for one in found:
        place = f" at byte {one.at:,}" if one.at is not None else ""
        typer.echo(f"{one.file.relative_to(folder)}: {one.how}{place}")
    typer.echo(f"Found in {len({one.file for one in found}):,} files." if found else "Nothing found.")
    raise typer.Exit(1 if found else 0)


def _who(customer: int | None, contact: int | None) -> tuple[str, int]:
    if customer is not None and contact is None:
        return "customer", customer
    if contact is not None and customer is None:
        return "contact", contact
    raise BadInput("Say who: --customer NUMBER or --contact NUMBER.")


def _found(act: Any) -> Any:
    from django.core.exceptions import ObjectDoesNotExist  # noqa: PLC0415 (after prepare)

    try:
        return act()
    except ObjectDoesNotExist:
        raise BadInput("There is nobody with this number.") from None


def _today() -> date:
    from karn.apps.company.queries import current_company, local_day  # noqa: PLC0415

    return local_day(datetime.now(UTC), current_company())


def _tell_before(kind: str, number: int) -> None:
    from karn.apps.personal.queries.previews import preview_of  # noqa: PLC0415

    told = preview_of(kind, number, by=None, on=_today())
    for one in told.held:
        typer.echo(f"{one.marks.title}: {one.rows:,} {'go' if one.goes else 'are emptied'}")
    typer.echo(f"Other texts with the name: {told.mentions:,}")
    if told.hindrance:
        raise BadInput(told.hindrance)
    typer.echo("Nothing is erased yet. Say --yes to do it.")

"""`karn serve`: the pages, on this machine."""

from __future__ import annotations

import os
import signal
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from karn.cli.installation import folder_of, prepare
from karn.kernel.errors import BadInput
from karn.platform.program import called_as

THREADS = 4
"""Pages a process answers at the same time; SQLite writes one at a time whatever this says."""

MOST_PROCESSES = 4
"""One for each core, and not more: each takes some 150 MB."""

LONGEST_STOP = 30
"""Seconds a process has to end what it does before it is ended; whatever it had in hand is taken up again."""


def serve(
    host: Annotated[
        str, typer.Option(help="The address to listen on; others reach only what is not 127.0.0.1.")
    ] = ("127.0.0.1"),
    port: Annotated[int, typer.Option(help="The port.", min=1, max=65535)] = 8000,
    data: Annotated[Path | None, typer.Option(help="The data folder, in place of KARN_DATA.")] = None,
    database: Annotated[str, typer.Option(help="sqlite or postgres; else what the data folder holds.")] = "",
    work: Annotated[bool, typer.Option(help="Do background work in the same processes.")] = True,
) -> None:
    """Serve the pages until you press Ctrl-C."""
    refuse_taken(host, port)
    prepare(data, database)
    _refuse_without_people(data)
    erase_again()
    object_again()
    serve_pages(host, port, work=work)


def erase_again() -> None:
    """Erase again, before anybody can look, whom the list of erasures names and this database still knows."""
    from karn.apps.personal.actions.replays import replay_erasures  # noqa: PLC0415 (models exist only now)

    if again := replay_erasures(at=datetime.now(UTC)):
        typer.echo(f"Erased again after a restore: {again}.")


def object_again() -> None:
    """Leave in peace, before anything leaves, who said no by the list of objections."""
    from karn.apps.mailing.actions.replays import replay_objections  # noqa: PLC0415 (models exist only now)

    if again := replay_objections(at=datetime.now(UTC)):
        typer.echo(f"Left in peace again after a restore: {again}.")


def refuse_taken(host: str, port: int) -> None:
    """Raise BadInput, before anything is done, when nothing can listen on that address and port."""
    try:
        family, *_rest, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror:
        raise BadInput(f"There is no address “{host}” on this machine. Try --host 127.0.0.1.") from None
    except OSError as error:
        raise BadInput(
            f"Port {port} on {host} cannot be used ({error.strerror}): another program has it. "
            f"Stop that one, or choose another port, for instance: --port {port % 65535 + 1}"
        ) from None


def serve_anew(data: Path, host: str, port: int) -> NoReturn:
    """Become `karn serve` on the data folder `data`.

    The server forks; what drew charts or ran the engine in this process has threads that do not survive
    that, and a page that needs them would wait for ever.
    """
    sys.stdout.flush()
    options = ["--host", host, "--port", str(port), "--data", str(data)]
    os.execv(sys.executable, [sys.executable, "-m", "karn", "serve", *options])  # noqa: S606 (our own)


def serve_pages(host: str, port: int, *, work: bool = True) -> None:
    """Collect the static files if they changed, then serve; Django is up already.

    With `work` the processes that serve do the background work as well.
    """
    from granian import Granian  # noqa: PLC0415 (other commands start faster without it)
    from granian.constants import Interfaces  # noqa: PLC0415

    from karn.platform.static_files import collect_static_files  # noqa: PLC0415 (Django is up only now)
    from karn.platform.translations import compile_stale  # noqa: PLC0415

    _allow_host(host)
    compile_stale()
    collect_static_files()
    os.environ["KARN_SERVED_PORT"] = str(port)  # links that are made here lead here
    os.environ["KARN_WORK_WITH_PAGES"] = "yes" if work else ""
    typer.echo(f"Karn is on http://{_in_address(host)}:{port}  (stop it with Ctrl-C)")
    server = Granian(
        "karn.project.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=min(os.cpu_count() or 1, MOST_PROCESSES),
        blocking_threads=THREADS,
        log_enabled=False,
        websockets=False,
        workers_kill_timeout=LONGEST_STOP,
    )
    os.register_at_fork(after_in_child=_end_when_told)
    server.serve()
    typer.echo("Karn has stopped. Everything is stored.")


def _end_when_told() -> None:
    """Let a process that still loads the pages end at once when it is told to.

    Until it serves it has inherited from the first process how to answer signals, and would lose them: the
    first process would then wait for it for ever. Ctrl-C in a terminal reaches all; the first passes it on.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _allow_host(host: str) -> None:
    """Let the pages answer under the address they listen on; names come from KARN_HOSTS."""
    from django.conf import settings  # noqa: PLC0415 (Django is up only now)

    if host not in settings.ALLOWED_HOSTS and "KARN_HOSTS" not in os.environ:
        raise BadInput(
            f"To listen on {host}, say under which names Karn may be reached, for instance: "
            f"KARN_HOSTS='[\"karn.example.nl\"]' {called_as()} serve --host {host}"
        )


def _refuse_without_people(data: Path | None) -> None:
    from karn.apps.people.queries import active_people  # noqa: PLC0415 (models exist only now)

    if active_people().exists():
        return
    if demos := sorted(folder_of(data).glob("*/demo.json")):
        deeper = demos[0].parent
        raise BadInput(f"The demo is one folder deeper: {called_as()} serve --data {deeper}")
    raise BadInput(
        f"Nobody can log in yet. Begin with: {called_as()} init  (or look at the demo: {called_as()} demo)"
    )

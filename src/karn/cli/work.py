"""`karn work`: a process that does nothing but background work, beside those that serve pages."""

from __future__ import annotations

import signal
import threading
from pathlib import Path
from typing import Annotated

import typer

from karn.cli.installation import prepare


def work(
    threads: Annotated[int, typer.Option(help="How much it does at the same time.", min=1, max=32)] = 2,
    data: Annotated[Path | None, typer.Option(help="The data folder, in place of KARN_DATA.")] = None,
    database: Annotated[str, typer.Option(help="sqlite or postgres; else what the data folder holds.")] = "",
) -> None:
    """Do background work until you press Ctrl-C; only needed beside `karn serve --no-work`."""
    prepare(data, database)
    from karn.platform.runs.queue import queue  # noqa: PLC0415 (models exist only now)
    from karn.platform.runs.workers import Workers  # noqa: PLC0415

    queue()  # says what is wrong with KARN_QUEUE before anything begins
    asked_to_stop = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_told: asked_to_stop.set())
    workers = Workers(threads=threads)
    workers.start()
    typer.echo("Karn works in the background.  (stop it with Ctrl-C)")
    asked_to_stop.wait()
    workers.stop()
    typer.echo("Karn has stopped. What was not done is done by others, or at the next start.")

"""`karn demo`: a simulated company, imported through the door, its answer, and its pages."""

from __future__ import annotations

import json
import shutil
import time
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from karn.cli.answer import print_answer
from karn.cli.init import new_password
from karn.cli.installation import prepare
from karn.cli.serve import refuse_taken, serve_pages
from karn.cli.steps import Steps
from karn.kernel.durable import write_bytes_durably
from karn.kernel.errors import BadInput
from karn.simulator.companies import COMPANIES
from karn.simulator.exports import write_exports
from karn.simulator.simulation import simulate

HOST = "127.0.0.1"
# In the order in which they are best imported: who, what they buy, what was said, who left.
FILES = ("customers", "contacts", "subscriptions", "payments", "orders", "conversations", "departures")
STATE = "demo.json"


@dataclass(frozen=True, slots=True)
class State:
    """How far a demo folder came; written durably at its start and when all of it is there."""

    company: str
    until: date
    done: bool

    @classmethod
    def of(cls, folder: Path) -> State | None:
        """Read the folder's state; nothing where no demo was begun."""
        if not (folder / STATE).exists():
            return None
        told = json.loads((folder / STATE).read_text(encoding="utf-8"))
        return cls(told["company"], date.fromisoformat(told["until"]), told["done"])

    def keep(self, folder: Path) -> None:
        """Write the state into the folder."""
        write_bytes_durably(folder / STATE, json.dumps(asdict(self), default=str).encode())


def demo(
    company: Annotated[
        str, typer.Option(help="agency (48 clients) or subscription (thousands).")
    ] = "subscription",
    serve: Annotated[bool, typer.Option(help="Serve the pages after the printed answer.")] = True,
    port: Annotated[int, typer.Option(help="The port of the pages.", min=1, max=65535)] = 8000,
    data: Annotated[
        Path, typer.Option(help="The folder of the demos, one inside it for each company.")
    ] = Path("demo-data"),
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Throw the demo away and make it anew, up to today.")
    ] = False,
) -> None:
    """Show Karn with a simulated company. The second time it starts at once."""
    if company not in COMPANIES:
        raise BadInput(f"There is no demo company “{company}”. Known: {', '.join(sorted(COMPANIES))}.")
    if serve:
        refuse_taken(HOST, port)
    folder = data / company
    if fresh:
        throw_away(folder)
    state = State.of(folder) or State(company, datetime.now().astimezone().date(), done=False)
    if not state.done:
        make(folder, state)
    else:
        prepare(folder)
    show(folder, state.until, port if serve else None)


def throw_away(folder: Path) -> None:
    """Delete a demo's folder; raise BadInput for a folder that is not one."""
    if not folder.exists():
        return
    if State.of(folder) is None:
        raise BadInput(f"{folder} holds something that is not a demo of Karn: move it away yourself.")
    shutil.rmtree(folder)


def make(folder: Path, state: State) -> None:
    """Make the demo in `folder`. Each step can be repeated: an interrupted one is taken up again."""
    began = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    state.keep(folder)
    exports = folder / "exports"
    with Steps(f"Making the demo in {folder}") as steps:
        _simulate(state, exports, steps)
        with steps.step("Preparing the database"):
            prepare(folder)
        _create_company(exports)
        for name in FILES:
            if (exports / f"{name}.csv").exists():
                _import(exports / f"{name}.csv", name, steps)
        _refresh(state.until, steps)
    State(state.company, state.until, done=True).keep(folder)
    typer.echo(f"Made in {time.monotonic() - began:.0f} s.\n")


def show(folder: Path, until: date, port: int | None) -> None:
    """Print the answer, then the login, then serve the pages on `port` if there is one."""
    from karn.apps.desk.queries.dashboard import dashboard  # noqa: PLC0415 (models exist only now)

    print_answer(dashboard(until))
    email, password = _login(folder)
    address = f"http://{HOST}:{port or 8000}"
    typer.echo(f"\nThe pages: {address}\n  e-mail   {email}\n  password {password}")
    if port is None:
        typer.echo("To serve them: karn demo (without --no-serve)")
    else:
        typer.echo("")
        serve_pages(HOST, port)


def _simulate(state: State, exports: Path, steps: Steps) -> None:
    with steps.step("Simulating the company") as progress:
        made = simulate(state.company, until=state.until, progress=progress)
    with steps.step("Writing its exports"):
        write_exports(made, exports)


def _create_company(exports: Path) -> None:
    """Store the company and its people: settings, not customer data. Those who are there stay as they are."""
    import csv  # noqa: PLC0415

    from karn.apps.company.actions import create_company  # noqa: PLC0415 (models exist only now)
    from karn.apps.company.queries import company_or_none  # noqa: PLC0415
    from karn.apps.people.actions import create_person  # noqa: PLC0415
    from karn.apps.people.queries import person_with_email  # noqa: PLC0415

    if company_or_none() is None:
        create_company(**json.loads((exports / "company.json").read_text(encoding="utf-8")))
    with (exports / "people.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if person_with_email(row["email"]) is None:
                create_person(email=row["email"], name=row["name"], role=row["role"], password=None)


def _import(path: Path, target: str, steps: Steps) -> None:
    from karn.apps.intake.actions.loads import import_file  # noqa: PLC0415 (models exist only now)
    from karn.apps.intake.rules import Options  # noqa: PLC0415

    # Where a file's dates can be read in two ways, a person is asked; these companies write the day first.
    options = Options(date_order="dmy")
    with steps.step(f"Importing {path.name}") as progress:
        run = import_file(
            path=path, target=target, source="demo", options=options, at=datetime.now(UTC), progress=progress
        )
        steps.note(f"{run.rows:,} rows" + (f", {run.refused:,} refused" if run.refused else ""))


def _refresh(as_of: date, steps: Steps) -> None:
    from karn.apps.desk.actions import refresh_everything  # noqa: PLC0415 (models exist only now)

    with steps.step("Measuring churn") as progress:
        refresh_everything(
            as_of=as_of, at=datetime.now(UTC), progress=lambda _what, done, total: progress(done, total)
        )


def _login(folder: Path) -> tuple[str, str]:
    """Return the demo's login: the first administrator, and the password kept beside the data."""
    from karn.apps.people.actions import set_password  # noqa: PLC0415 (models exist only now)
    from karn.apps.people.queries import first_administrator  # noqa: PLC0415

    person, path = first_administrator(), folder / "login.txt"
    if person is None:
        raise BadInput("The demo has nobody who may log in. Make it anew: karn demo --fresh")
    if path.exists() and person.check_password(kept := path.read_text(encoding="utf-8").strip()):
        return person.email, kept
    password = new_password()
    path.touch(mode=0o600)
    write_bytes_durably(path, password.encode())
    path.chmod(0o600)
    set_password(person, password=password)
    return person.email, password

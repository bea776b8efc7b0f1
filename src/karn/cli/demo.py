"""`karn demo`: a simulated company, imported through the door, its answer, and its pages."""

from __future__ import annotations

import hashlib
import json
import shlex
import shutil
import time
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from karn.cli.answer import print_answer
from karn.cli.demo_exits import answer_exits
from karn.cli.demo_goodbyes import say_goodbye_and_ask_back
from karn.cli.demo_lessons import learn_lessons
from karn.cli.demo_nights import work_the_first_night
from karn.cli.demo_notes import type_in_notes
from karn.cli.demo_notices import receive_notices
from karn.cli.demo_people import declare_attributes, give_to_people
from karn.cli.demo_reasons import put_down_reasons
from karn.cli.demo_reminders import remind_in_time
from karn.cli.demo_surveys import answer_surveys
from karn.cli.demo_tasks import plan_anew
from karn.cli.init import new_password
from karn.cli.installation import prepare
from karn.cli.serve import refuse_taken, serve_anew
from karn.cli.steps import Steps
from karn.kernel.durable import write_bytes_durably
from karn.kernel.errors import BadInput
from karn.platform.program import called_as

if TYPE_CHECKING:
    from karn.apps.people.models import Person, Role

HOST = "127.0.0.1"
# In the order in which they are best imported: who, what they buy, what was said, who left.
FILES = (
    "customers", "contacts", "subscriptions", "payments", "orders", "conversations", "departures", "hours",
)  # fmt: skip
STATE = "demo.json"
# Shown with what its trade needs; the other demos show everything there is.
BY_PRESET = ("practice",)
DATA, COMPANY, PORT = Path("demo-data"), "subscription", 8000


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
        str, typer.Option(help="agency (48 clients), practice (110 to 140) or subscription (thousands).")
    ] = COMPANY,
    serve: Annotated[bool, typer.Option(help="Serve the pages after the printed answer.")] = True,
    port: Annotated[int, typer.Option(help="The port of the pages.", min=1, max=65535)] = PORT,
    data: Annotated[
        Path, typer.Option(help="The folder of the demos, one inside it for each company.")
    ] = DATA,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Throw the demo away and make it anew, up to today.")
    ] = False,
) -> None:
    """Show Karn with a simulated company. The second time it starts at once."""
    folder = data / company
    if not (folder / STATE).exists():
        _refuse_unknown(company)
    if serve:
        refuse_taken(HOST, port)
    if fresh:
        throw_away(folder)
    state = State.of(folder) or State(company, datetime.now().astimezone().date(), done=False)
    if not state.done:
        make(folder, state)
    else:
        prepare(folder)
    show(state.until)
    address = f"http://{HOST}:{port}"
    if serve:
        typer.echo(f"\nThe pages: {address}")
        print_logins(folder)
        typer.echo("")
        serve_anew(folder, HOST, port)
    else:
        typer.echo(f"\nTo see the pages, start {command_again(company, data, port)}")
        typer.echo(f"They are then on {address}. Log in with:")
        print_logins(folder)


def command_again(company: str, data: Path, port: int) -> str:
    """Return what a person types to serve the same demo."""
    parts = [called_as(), "demo"]
    parts += ["--company", company] if company != COMPANY else []
    parts += ["--data", shlex.quote(str(data))] if data != DATA else []
    parts += ["--port", str(port)] if port != PORT else []
    return " ".join(parts)


def _refuse_unknown(company: str) -> None:
    from karn.simulator.companies import COMPANIES  # noqa: PLC0415 (a demo that is made needs it no more)

    if company not in COMPANIES:
        raise BadInput(f"There is no demo company “{company}”. Known: {', '.join(sorted(COMPANIES))}.")


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
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    state.keep(folder)
    exports = folder / "exports"
    with Steps(f"Making the demo in {folder}") as steps:
        _simulate(state, exports, steps)
        with steps.step("Preparing the database") as tell:
            prepare(folder, tell=tell)
        _create_company(exports)
        for name in FILES:
            if (exports / f"{name}.csv").exists():
                _import(exports / f"{name}.csv", name, steps)
        with steps.step("Giving customers to people"):
            declare_attributes(at=datetime.now(UTC))
            give_to_people(state.until, at=datetime.now(UTC))
        with steps.step("Typing in what people wrote down") as tell:
            type_in_notes(exports, state.until, at=datetime.now(UTC), tell=tell)
        with steps.step("Asking customers"):
            answer_surveys(state.until, at=datetime.now(UTC))
        with steps.step("Hearing out who left"):
            answer_exits(state.until, at=datetime.now(UTC))
        with steps.step("Saying goodbye, and asking back"):
            say_goodbye_and_ask_back(state.until, at=datetime.now(UTC))
        with steps.step("Hearing who is leaving"):
            receive_notices(state.until, at=datetime.now(UTC))
        with steps.step("Putting down why they left"):
            put_down_reasons(state.until, at=datetime.now(UTC))
        with steps.step("Looking back at who left"):
            learn_lessons(state.until, at=datetime.now(UTC))
        with steps.step("Reminding of payments and renewals"):
            remind_in_time(state.until)
        _refresh(state.until, steps)
        with steps.step("Planning what the people do next"):
            work_the_first_night(state.until, at=datetime.now(UTC))
            plan_anew(state.until, at=datetime.now(UTC))
    State(state.company, state.until, done=True).keep(folder)
    typer.echo(f"Made in {time.monotonic() - began:.0f} s.\n")


def show(until: date) -> None:
    """Print the answer: that of the last refresh, stored."""
    from karn.apps.desk.queries.dashboard import dashboard  # noqa: PLC0415 (models exist only now)

    print_answer(dashboard(until))


def print_logins(folder: Path) -> None:
    """Print who may log in: the administrator, then an account manager."""
    from karn.apps.customers.queries import customers_by_owner  # noqa: PLC0415 (models exist only now)
    from karn.apps.people.models import Role  # noqa: PLC0415 (models exist only now)

    email, password = _login(folder / "login.txt", Role.ADMINISTRATOR)
    typer.echo(f"  e-mail   {email}\n  password {password}")
    if customers_by_owner():  # without any in their care, every list would be empty
        email, password = _login(folder / "login-staff.txt", Role.ACCOUNT_MANAGER, Role.MANAGER)
        typer.echo(f"  or as account manager: {email}, {password}")


def _simulate(state: State, exports: Path, steps: Steps) -> None:
    from karn.simulator.exports import write_exports  # noqa: PLC0415 (a demo that is made needs it no more)
    from karn.simulator.simulation import simulate  # noqa: PLC0415

    with steps.step("Simulating the company") as progress:
        made = simulate(state.company, until=state.until, progress=progress)
    with steps.step("Writing its exports"):
        write_exports(made, exports)


def _create_company(exports: Path) -> None:
    """Store the company and its people: settings, not customer data. Those who are there stay as they are."""
    import csv  # noqa: PLC0415

    from karn.apps.company.actions import create_company  # noqa: PLC0415 (models exist only now)
    from karn.apps.company.queries import company_or_none  # noqa: PLC0415
    from karn.apps.company.rules.trades import first_settings  # noqa: PLC0415
    from karn.apps.people.actions import create_person  # noqa: PLC0415
    from karn.apps.people.queries import person_with_email  # noqa: PLC0415

    if company_or_none() is None:
        told = json.loads((exports / "company.json").read_text(encoding="utf-8"))
        begun = first_settings(told["trade"], told["zone"]) if told["trade"] in BY_PRESET else {}
        create_company(**told, **begun)
    with (exports / "people.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if person_with_email(row["email"]) is None:
                create_person(email=row["email"], name=row["name"], role=row["role"], password=None)


def _import(path: Path, target: str, steps: Steps) -> None:
    from karn.apps.intake.actions.loads import Delivery, import_file  # noqa: PLC0415 (models exist only now)
    from karn.apps.intake.rules import Options  # noqa: PLC0415

    # Where a file's dates can be read in two ways, a person is asked; these companies write the day first.
    delivery = Delivery(path=path, target=target, source="demo", options=Options(date_order="dmy"))
    with steps.step(f"Importing {path.name}") as progress:
        run = import_file(delivery, at=datetime.now(UTC), progress=progress)
        steps.note(f"{run.rows:,} rows" + (f", {run.refused:,} refused" if run.refused else ""))


def _refresh(as_of: date, steps: Steps) -> None:
    from karn.apps.desk.actions import refresh_everything  # noqa: PLC0415 (models exist only now)
    from karn.apps.threats.actions.records import keep_records_of_few  # noqa: PLC0415

    with steps.step("Measuring churn") as progress:
        refresh_everything(
            as_of=as_of, at=datetime.now(UTC), progress=lambda _what, done, total: progress(done, total)
        )
    with steps.step("Counting how the signals would have done"):
        keep_records_of_few(on=as_of, at=datetime.now(UTC))


def _login(path: Path, *roles: Role) -> tuple[str, str]:
    """Return a login of the demo: the first person with one of `roles`, and the password kept beside it."""
    from karn.apps.people.actions import set_password  # noqa: PLC0415 (models exist only now)
    from karn.apps.people.queries import first_person  # noqa: PLC0415

    person = next(filter(None, map(first_person, roles)), None)
    if person is None:
        raise BadInput(f"The demo has nobody who may log in. Make it anew: {called_as()} demo --fresh")
    seal = path.with_suffix(".seal")
    if path.exists() and seal.exists() and seal.read_text(encoding="utf-8") == _sealed(person):
        return person.email, path.read_text(encoding="utf-8").strip()
    password = new_password()
    path.touch(mode=0o600)
    write_bytes_durably(path, password.encode())
    path.chmod(0o600)
    set_password(person, password=password)
    write_bytes_durably(seal, _sealed(person).encode())
    return person.email, password


def _sealed(person: Person) -> str:
    """Return a hash of the stored password: it tells whether the kept one still fits, without the work."""
    return hashlib.sha256(person.password.encode()).hexdigest()

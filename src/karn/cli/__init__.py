"""The command line: parse, one call, print. Commands of the engine run without Django."""

from __future__ import annotations

import sys

import typer

from karn.cli.audit import audit
from karn.cli.backup import backup
from karn.cli.demo import demo
from karn.cli.doctor import doctor
from karn.cli.imports import import_
from karn.cli.init import init
from karn.cli.lake import lake
from karn.cli.mail import mail
from karn.cli.metric import metric
from karn.cli.people import people
from karn.cli.personal import personal
from karn.cli.refresh import refresh
from karn.cli.release import release
from karn.cli.restore import restore
from karn.cli.serve import serve
from karn.cli.signals import signals
from karn.cli.simulate import simulate_company
from karn.cli.tokens import tokens
from karn.cli.upgrade import upgrade
from karn.cli.verify import verify
from karn.cli.work import work
from karn.kernel.errors import KarnError

app = typer.Typer(
    name="karn",
    help="Keep your customers: see who leaves, why, and what it costs.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(audit, name="audit")
app.command("backup")(backup)
app.command("demo")(demo)
app.command("doctor")(doctor)
app.command("import")(import_)
app.command("init")(init)
app.command("metric")(metric)
app.add_typer(lake, name="lake")
app.add_typer(mail, name="mail")
app.add_typer(people, name="people")
app.add_typer(personal, name="personal")
app.command("refresh")(refresh)
app.command("release")(release)
app.command("restore")(restore)
app.command("serve")(serve)
app.command("signals")(signals)
app.command("simulate")(simulate_company)
app.add_typer(tokens, name="tokens")
app.command("upgrade")(upgrade)
app.command("verify")(verify)
app.command("work")(work)


def run() -> None:
    """Run the command line; what a person can mend becomes one line on stderr and exit status 2."""
    try:
        app()
    except KarnError as error:
        sys.stderr.write(f"karn: {' '.join(str(error).split())}\n")
        sys.exit(2)

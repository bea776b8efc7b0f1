"""`python -m karn` is the command `karn`."""

from karn.cli import run

run()

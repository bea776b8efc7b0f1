"""Python's search for garbage in cycles, held back where much is made that holds none: rows, modules."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

RARELY = (100_000, 50, 50)
"""After so many new objects it looks among the young, and after so many such looks among the older ones."""


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Have it look rarely, in this whole process; afterwards as often as before.

    It took a third of a refresh, and a fifth of starting Django. It is not switched off: what else runs in
    the process meanwhile, pages say, does leave cycles.
    """
    before = gc.get_threshold()
    gc.set_threshold(*RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*before)

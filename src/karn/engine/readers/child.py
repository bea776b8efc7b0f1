"""The process in which a stranger's file is read: bound in memory, time and output before it opens it.

Run as ``python -P -m karn.engine.readers.child REQUEST ANSWER`` by :func:`karn.engine.readers.read_upload`.
"""

from __future__ import annotations

import gc
import json
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa

from karn.engine.readers.delimited import write_delimited
from karn.engine.readers.dialects import Dialect
from karn.engine.readers.limits import Limits
from karn.engine.readers.parquets import is_parquet, refuse_misnamed, write_parquet
from karn.kernel.errors import BadInput

REFUSED = 3


def read(request: dict[str, Any]) -> None:
    """Read `request["source"]` into `request["target"]`. Raises BadInput."""
    source, target = Path(request["source"]), Path(request["target"])
    limits = Limits(**request["limits"])
    limits.apply()
    pa.set_cpu_count(1)
    gc.disable()  # reading makes millions of small lists and no cycles
    if is_parquet(source):
        write_parquet(source, target, limits)
    else:
        refuse_misnamed(source)
        write_delimited(source, target, Dialect(**request["dialect"]), limits)


def main(request: Path, answer: Path) -> int:
    """Do what `request` asks and leave a refusal in `answer`; return the exit status."""
    wanted = json.loads(request.read_bytes())
    try:
        read(wanted)
    except BadInput as refusal:
        return _answer(answer, refusal)
    except MemoryError:
        return _answer(answer, too_much_memory(Path(wanted["source"]).name))
    return 0


def _answer(path: Path, refusal: BadInput) -> int:
    told = {"template": refusal.template, "values": refusal.values}
    path.write_text(json.dumps(told), encoding="utf-8")
    return REFUSED


def too_much_memory(name: str) -> BadInput:
    """Make the error for a file whose reading took more memory than it may."""
    return BadInput(
        "%(file)s needs more memory to read than one file may take: split it, or export fewer columns.",
        file=name,
    )


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))

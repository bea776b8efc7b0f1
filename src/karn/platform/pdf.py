"""Pages for paper, set by Typst: a template of ours, and what it says as data, never read as markup."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def pdf_of(template: Path, data: Mapping[str, Any]) -> bytes:
    """Return the PDF that a template makes of the data (JSON; the template reads it as `sys.inputs.data`).

    The template sees no file outside its folder and no font but those Typst brings along, so a page looks
    the same everywhere.
    """
    import typst  # noqa: PLC0415 (thirty megabytes that only who prints pays for)

    told = {"data": json.dumps(dict(data), ensure_ascii=False)}
    folder = str(template.parent)
    made: bytes = typst.compile(str(template), root=folder, sys_inputs=told, ignore_system_fonts=True)
    return made

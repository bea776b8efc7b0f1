"""The surveys that are there from the start, one file each, in three languages."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from karn.apps.surveys.rules.questions import Form, form_from

CODES = ("half_term", "experience", "nps", "csat", "ces", "practice")
"""In the order in which they are offered."""


@cache
def ready_form(code: str) -> Form:
    """Return the ready survey with this code. Raises KeyError for one there is not."""
    if code not in CODES:
        raise KeyError(code)
    return form_from(yaml.safe_load((Path(__file__).parent / f"{code}.yaml").read_text(encoding="utf-8")))

"""The platform's own tables, one file per noun."""

from karn.platform.models.links import Link
from karn.platform.models.runs import STANDING, UNFINISHED, Run, RunState

__all__ = ["STANDING", "UNFINISHED", "Link", "Run", "RunState"]

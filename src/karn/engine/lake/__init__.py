"""The lake: a folder of Parquet with a manifest that holds a SHA-256 per file. It can always be rebuilt."""

from karn.engine.lake.manifest import Entry, Manifest
from karn.engine.lake.opened import Lake, open_lake
from karn.engine.lake.states import StateRules
from karn.engine.lake.writer import LakeWriter

__all__ = ["Entry", "Lake", "LakeWriter", "Manifest", "StateRules", "open_lake"]

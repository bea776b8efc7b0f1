"""The platform's own tables, one file per noun."""

from karn.platform.models.links import Link

__all__ = ["Link"]

"""Filters of the import pages."""

from __future__ import annotations

from typing import Protocol

from django import template

from karn.apps.intake.rules import reason_of

register = template.Library()


class Refused(Protocol):
    """A refused cell, stored or just found."""

    code: str
    detail: str


@register.filter
def reason(cell: Refused) -> str:
    """Say in words why the cell was refused."""
    return reason_of(cell.code, cell.detail)

"""Where a customer stands, in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karn.apps.contracts.rules import Standing

STANDINGS: dict[Standing, Promise] = {
    Standing.ACTIVE: _("Paying"),
    Standing.LEAVING: _("Leaving"),
    Standing.PAUSED: _("Paused"),
    Standing.LEFT: _("Left"),
    Standing.NONE: _("No contract"),
}

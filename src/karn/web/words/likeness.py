"""Why two customers look like one, in words."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karn.apps.customers.rules.likeness import ADDRESS, DOMAIN, EMAIL, NAME, PHONE, REGISTRATION, TOWN

REASONS: Final[dict[str, Promise]] = {
    REGISTRATION: _("the same registration number"),
    EMAIL: _("the same e-mail address"),
    DOMAIN: _("the same website"),
    ADDRESS: _("alike in name and address"),
    PHONE: _("alike in name and phone"),
    TOWN: _("alike in name and town"),
    NAME: _("the same name"),
}

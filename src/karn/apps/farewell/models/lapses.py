"""Who left without a word, and whether they were asked how it was."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from karn.apps.customers.models import Customer


class Lapse(models.Model):
    """A departure that was recognised without a notice. `asked` says that a mail with the questions went out.

    Which link was in the mail is not kept, so no answer is found from here.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    left_on = models.DateField(_("left"))
    sign = models.CharField(_("recognised by"), max_length=10)
    asked = models.BooleanField(_("asked how it was"), default=False)
    noticed_at = models.DateTimeField()

    class Meta:
        """One for each customer and day."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer", "left_on"], name="farewell_lapse_once")
        ]

"""Links that open one thing for one reader."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Link(models.Model):
    """A link that was given out: what it opens, for whom, until when. Its secret is not kept, only a hash.

    `purpose` is the kind of page it opens ("survey"), `audience` what it opens there ("invitation:17").
    """

    purpose = models.CharField(max_length=40)
    audience = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        """Found by what they open, to be revoked."""

        indexes: ClassVar = [models.Index(fields=["purpose", "audience"], name="platform_link_audience")]

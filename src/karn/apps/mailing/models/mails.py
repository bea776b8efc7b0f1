"""The outbox: every mail, from the moment it is queued until what became of it is known."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from karn.apps.customers.models import Contact, Customer
from karn.apps.mailing.rules.rendering import LINKS, filled


class Kind(models.TextChoices):
    """Why a mail is sent. What needs consent, and what an objection stops, follows from it."""

    SERVICE = "service", _("Service")
    SURVEY = "survey", _("Survey")
    MARKETING = "marketing", _("Marketing")


RANKS = {Kind.SERVICE: 0, Kind.SURVEY: 1, Kind.MARKETING: 2}
"""Who goes first: a receipt does not wait behind a thousand invitations."""


class State(models.TextChoices):
    """How far a mail is."""

    QUEUED = "queued", _("Waiting")
    CLAIMED = "claimed", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    UNKNOWN = "unknown", _("Unknown")
    WITHHELD = "withheld", _("Not sent")


class Reason(models.TextChoices):
    """Why a mail was not sent, failed, or waits."""

    OBJECTED = "objected", _("They want no such mail.")
    NO_CONSENT = "no_consent", _("Nobody said that they want such mail.")
    TOO_LATE = "too_late", _("They left too long ago to be asked back.")
    BOUNCED = "bounced", _("Mail to this address came back.")
    BAD_ADDRESS = "bad_address", _("This is no address mail can go to.")
    NO_ADDRESS = "no_address", _("There is no address any more.")
    OWN_ADDRESS = "own_address", _("This is our own address, or one that nobody reads.")
    HEADER = "header", _("A line break in the subject or a name: that could hide something.")
    HIDDEN = "hidden", _("The customer is in the bin.")
    LEFT = "left", _("This contact left.")
    REMOVED = "removed", _("This contact was removed.")
    STALE = "stale", _("It waited too long to be true.")
    CANCELLED = "cancelled", _("Somebody took it back.")
    RESTORED = "restored", _("It waited in a backup, and may have been sent since.")
    REFUSED = "refused", _("The mail server refused it.")
    GAVE_UP = "gave_up", _("The mail server did not take it, however often we tried.")
    LOST = "lost", _("The connection broke while it was handed over: it may have arrived, or not.")
    KILLED = "killed", _("Karn was stopped while it was handed over: it may have arrived, or not.")
    COOLDOWN = "cooldown", _("They had such a mail only days ago.")
    ENOUGH = "enough", _("They had enough mail this month.")
    LOST_KEY = "lost_key", _("The key suppressions.key is missing: nobody knows who wants no mail.")
    LATER = "later", _("The mail server asked us to try later.")


class Returned(models.TextChoices):
    """What came back after a mail was sent."""

    NOTHING = "", _("Nothing")
    BOUNCED = "bounced", _("Came back")
    COMPLAINED = "complained", _("Reported as unwanted")


class Mail(models.Model):
    """One mail to one address. The same `key` queues once.

    `subject_source`, `body_source` and `values` are what it is made of, kept until it is settled; the link
    among them sealed. `subject`, `text` and `html` are what was sent, without the secrets of its links.
    `digest` is the keyed hash of the address: it stays when the address is erased. It is empty where the
    key was lost, until a person sends the mail all the same.
    """

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    purpose = models.CharField(max_length=10, blank=True)
    template = models.CharField(_("template"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=5)
    address = models.CharField(_("to"), max_length=254, blank=True)
    digest = models.CharField(max_length=32)
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, null=True, blank=True, related_name="mails", db_index=False
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="mails"
    )
    subject_source = models.CharField(max_length=500, blank=True)
    body_source = models.TextField(blank=True)
    values = models.JSONField(default=dict, blank=True)
    subject = models.CharField(_("subject"), max_length=1000, blank=True)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(blank=True)
    rank = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    reason = models.CharField(_("why"), max_length=12, choices=Reason.choices, blank=True)
    detail = models.CharField(_("what the server said"), max_length=500, blank=True)
    queued_at = models.DateTimeField(_("made"))
    queued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    # When it was meant to go, and when it is tried next.
    meant_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.CharField(max_length=80, blank=True)
    settled_at = models.DateTimeField(_("when"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    # How it left: smtp, folder, or a provider's name; and by which names it is known outside.
    via = models.CharField(max_length=20, blank=True)
    message_id = models.CharField(max_length=120, blank=True)
    provider_id = models.CharField(max_length=200, blank=True)
    returned = models.CharField(_("came back"), max_length=10, choices=Returned.choices, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Due ones by rank and age; the newest first; those of one address or customer; by outside names."""

        indexes: ClassVar = [
            models.Index(
                fields=["rank", "due_at", "id"], condition=models.Q(state="queued"), name="mailing_mail_due"
            ),
            models.Index(
                fields=["claimed_by"], condition=models.Q(state="claimed"), name="mailing_mail_claimed"
            ),
            models.Index(fields=["claimed_at"], name="mailing_mail_claims"),
            models.Index(fields=["state", "-queued_at", "-id"], name="mailing_mail_state"),
            models.Index(fields=["-queued_at", "-id"], name="mailing_mail_newest"),
            models.Index(fields=["digest", "kind", "settled_at"], name="mailing_mail_digest"),
            models.Index(fields=["customer", "-settled_at"], name="mailing_mail_customer"),
            models.Index(fields=["message_id"], name="mailing_mail_message"),
            models.Index(fields=["provider_id"], name="mailing_mail_provider"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Its subject, as sent or as it would be."""
        return self.subject or filled(self.subject_source, {**self.values, **dict.fromkeys(LINKS, "…")})

    @property
    def waits(self) -> bool:
        """Whether it may still be sent by itself."""
        return self.state == State.QUEUED

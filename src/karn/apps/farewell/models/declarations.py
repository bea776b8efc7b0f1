"""What customers declare when they leave: notice, or withdrawal. It counts when it arrives."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from karn.apps.contracts.models import Departure, Subscription
from karn.apps.customers.models import Contact, Customer


class Sort(models.TextChoices):
    """Which of the two exits: they are different in law, and are never mixed."""

    CANCEL = "cancel", _("Notice")
    WITHDRAW = "withdraw", _("Withdrawal")


class Way(models.TextChoices):
    """How it reached us."""

    PAGE = "page", _("On the page")
    PHONE = "phone", _("By phone")
    MAIL = "mail", _("By mail")
    LETTER = "letter", _("By letter")
    TALK = "talk", _("In a talk")


class State(models.TextChoices):
    """How far it is."""

    RECEIVED = "received", _("Received")
    MATCH = "match", _("To match")
    LATE = "late", _("To decide")
    VERIFIED = "verified", _("Verified")
    UNDONE = "undone", _("Called off")
    CLOSED = "closed", _("Closed")


class Proof(models.TextChoices):
    """How we know whose declaration it is."""

    NONE = "", _("Not yet")
    LINK = "link", _("A personal link")
    CODE = "code", _("A code to the address on file")
    STAFF = "staff", _("One of us")


OPEN = models.Q(state__in=(State.RECEIVED, State.MATCH, State.LATE))
"""Those about which there is still something to do."""


class Declaration(models.Model):
    """One declaration as it arrived, in the declarer's words, and what became of it.

    `customer` is whose it is, or, until it is `verified_at`, whose it seems to be. `once` is the form's own
    number: the same form sent again is the same declaration. `told` are the lines of the calculation as
    the declarer read them.
    """

    sort = models.CharField(_("kind"), max_length=8, choices=Sort.choices)
    way = models.CharField(_("how"), max_length=6, choices=Way.choices, default=Way.PAGE)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.RECEIVED)
    reference = models.CharField(max_length=12, unique=True)
    once = models.CharField(max_length=32, unique=True)
    country = models.CharField(max_length=5, blank=True)
    language = models.CharField(max_length=5)
    name = models.CharField(_("name"), max_length=300)
    contract = models.CharField(_("contract"), max_length=300, blank=True)
    wanted_on = models.DateField(_("end wanted"), null=True, blank=True)
    extraordinary = models.BooleanField(_("for good cause"), default=False)
    reason = models.TextField(_("the good cause"), blank=True)
    receipt_to = models.CharField(_("receipt to"), max_length=254, blank=True)
    received_at = models.DateTimeField(_("received"))
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    # Keyed hashes of where it came from and of where the receipt goes, to slow machines down; empty a day
    # later.
    machine = models.CharField(max_length=64, blank=True)
    mailbox = models.CharField(max_length=64, blank=True, default="", db_default="")
    # Too many came at once: the mail to the address that was typed waits until it is known who declared.
    mail_waits = models.BooleanField(default=False, db_default=False)
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, null=True, blank=True, related_name="declarations", db_index=False
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    subscription = models.ForeignKey(
        Subscription, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    proof = models.CharField(_("known by"), max_length=5, choices=Proof.choices, blank=True)
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    told = models.JSONField(default=list, blank=True)
    # The code that was mailed last: its keyed hash, until when it counts, and what was tried.
    code_digest = models.CharField(max_length=64, blank=True)
    code_until = models.DateTimeField(null=True, blank=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    codes_sent = models.PositiveSmallIntegerField(default=0)
    undo_until = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(_("called off"), null=True, blank=True)
    # Nobody of us: who has the link of the mail to the address on file.
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    closed_why = models.CharField(_("why closed"), max_length=300, blank=True)
    refund_due_on = models.DateField(_("refund until"), null=True, blank=True)
    refunded_at = models.DateTimeField(_("refunded"), null=True, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        """The newest first; those to do; those of a customer, an address or a machine."""

        indexes: ClassVar = [
            models.Index(fields=["-received_at", "-id"], name="farewell_decl_newest"),
            models.Index(fields=["state", "-received_at"], name="farewell_decl_state"),
            models.Index(fields=["customer", "-received_at"], name="farewell_decl_customer"),
            models.Index(fields=["mailbox", "made_at"], name="farewell_decl_mailbox"),
            models.Index(fields=["machine", "made_at"], name="farewell_decl_machine_made"),
            models.Index(fields=["made_at"], name="farewell_decl_made"),
        ]

    def __str__(self) -> str:
        return f"{self.get_sort_display()} {self.reference}"

    @property
    def version(self) -> str:
        """Name what is stored now: with every change comes another."""
        return self.changed_at.isoformat()

    @property
    def is_open(self) -> bool:
        """Whether there is still something to do about it."""
        return self.state in (State.RECEIVED, State.MATCH, State.LATE)

    @property
    def is_unconfirmed(self) -> bool:
        """Whether nobody confirmed whose it is: it may be anybody's, or nobody's."""
        return self.state in (State.RECEIVED, State.MATCH)

    @property
    def is_withdrawal(self) -> bool:
        """Whether it is a withdrawal, and not notice."""
        return self.sort == Sort.WITHDRAW

    @property
    def last_day(self) -> date | None:
        """The last day with the contract, where it is known."""
        return self.ends_on - timedelta(days=1) if self.ends_on else None

    def has_ended(self, on: date) -> bool:
        """Say whether what was ended by it is over on that day."""
        return self.state == State.VERIFIED and self.ends_on is not None and self.ends_on <= on

    def is_final(self, on: date, at: datetime) -> bool:
        """Say whether not even one of us can take it back any more: it ended, and the undo time is over.

        Within the undo time even what ended at once: who reads the address on file may see it days later.
        """
        is_late = self.undo_until is not None and at > self.undo_until
        return is_late and self.has_ended(on) and not self.is_withdrawal


class Ending(models.Model):
    """One contract that a declaration ends, and the departure it made."""

    declaration = models.ForeignKey(Declaration, on_delete=models.CASCADE, related_name="endings")
    subscription = models.ForeignKey(
        Subscription, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    departure = models.ForeignKey(
        Departure, on_delete=models.SET_NULL, null=True, blank=True, related_name="endings"
    )
    ends_on = models.DateField(null=True, blank=True)

"""The people who log in, and what they did."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from karn.apps.people.rules import ROLE_NAMES, Role
from karn.apps.people.rules.chain import Link
from karn.apps.people.rules.scopes import why_dead
from karn.platform.versions import facts_of, version_of

__all__ = [
    "ApiToken",
    "AuditEntry",
    "Change",
    "Cover",
    "HandOver",
    "KeptAnswer",
    "LoginTries",
    "PasswordLink",
    "People",
    "Person",
    "Role",
    "Team",
]


class People(BaseUserManager["Person"]):
    """Everybody who may log in."""

    def get_by_natural_key(self, username: str | None) -> Person:
        """Find somebody by e-mail address, whatever its case."""
        return self.get(email__iexact=username)


class Team(models.Model):
    """People who work together. A team changes nothing about what they may see."""

    name = models.CharField(_("team"), max_length=100, unique=True)

    def __str__(self) -> str:
        return self.name


class Person(AbstractBaseUser):
    """Somebody who logs in with an e-mail address."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    role = models.CharField(_("role"), max_length=20, choices=list(ROLE_NAMES.items()), default=Role.MANAGER)
    language = models.CharField(_("language"), max_length=5, blank=True)
    is_active = models.BooleanField(_("may log in"), default=True)
    team = models.ForeignKey(
        Team, verbose_name=_("team"), on_delete=models.SET_NULL, null=True, blank=True, related_name="people"
    )
    # Counts up when everything this person is logged in with must end: role, password, switched off.
    entry_number = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar[People] = People()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def version(self) -> str:
        """Name what an administrator said of this person: with every change comes another."""
        return version_of(facts_of(self, ("name", "role", "team_id")))

    @property
    def is_administrator(self) -> bool:
        """Whether this person may do everything; what others may says :func:`karn.apps.people.rules.may`."""
        return self.role == Role.ADMINISTRATOR

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Return what a session carries: with another password, role or entry number it is no longer one."""
        told = json.dumps([self.password, self.role, self.is_active, self.entry_number])
        return salted_hmac("karn.people.session", told, secret=secret, algorithm="sha256").hexdigest()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the address in lower case, so that one person cannot exist twice."""
        self.email = self.email.lower()
        super().save(*args, **kwargs)


class Cover(models.Model):
    """Somebody looks after a colleague's customers, from a day up to, not including, another."""

    away = models.ForeignKey(Person, verbose_name=_("away"), on_delete=models.CASCADE, related_name="covers")
    covering = models.ForeignKey(
        Person, verbose_name=_("covered by"), on_delete=models.CASCADE, related_name="covering"
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))

    class Meta:
        """A day at least, and never of oneself."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("starts_on")), name="people_cover_has_days"
            ),
            models.CheckConstraint(
                condition=~models.Q(away=models.F("covering")), name="people_cover_by_another"
            ),
        ]


class HandOver(models.Model):
    """Customers given from one person to another, so that it can be undone."""

    giver = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    taker = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    # Their ids: the customers stand above the people, no key can point there.
    customers = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True, blank=True)


class PasswordLink(models.Model):
    """A link with which somebody sets a password, once. Only a hash of it is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


class ApiToken(models.Model):
    """With which a program acts for somebody. Only a hash of the secret is kept, and how it begins.

    It is never more than its person: see :func:`karn.apps.people.rules.scopes.why_dead`.
    """

    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="tokens"
    )
    name = models.CharField(_("name"), max_length=100)
    scopes = models.JSONField(_("may"), default=list)
    digest = models.CharField(max_length=64, unique=True)
    prefix = models.CharField(_("begins with"), max_length=12)
    # The person's entry number when it was made: with another one it is good no more.
    entry_number = models.PositiveIntegerField()
    made_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("good until"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    def why_dead(self, at: datetime) -> str:
        """Say why it is good no more at `at`; nothing while it is good."""
        return why_dead(
            revoked=self.revoked_at is not None,
            expires_at=self.expires_at,
            is_active=self.person.is_active,
            entries=(self.entry_number, self.person.entry_number),
            at=at,
        )


class KeptAnswer(models.Model):
    """What a program was answered under a key of its own, to be said again when it asks again.

    Stored in the transaction of what was done, so that it is done once; forgotten after two days.
    """

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="answers", db_index=False)
    key = models.CharField(max_length=200)
    # SHA-256 of what was asked: another question under the same key is refused.
    asked = models.CharField(max_length=64)
    body = models.JSONField(default=dict)
    # Whom the answer speaks of (the customers stand above the people, no key can point there).
    customer = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(db_index=True)

    class Meta:
        """One answer per token and key."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["token", "key"], name="people_answer_once")]


class LoginTries(models.Model):
    """Wrong passwords in a row, for an address or from a machine; neither is kept in the clear."""

    digest = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()


class Change(models.Model):
    """What somebody changed of what the company set up: a segment, a plan, a setting, a person who logs in.

    `before` and `after` hold the facts that differ, by name, as JSON; nothing before is a row made, and
    `how` says whether it was put into the bin or brought back. Customers, contacts and conversations have
    histories of their own, and contracts the edits.
    """

    # The table and the row's number: no key, what is changed stands above the people.
    kind = models.CharField(max_length=60)
    object = models.BigIntegerField()
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    # "made", nothing (changed), "bin", "restore", "erase".
    how = models.CharField(max_length=10, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        """Read by row, newest first."""

        indexes: ClassVar = [models.Index(fields=["kind", "object", "-id"], name="people_change_by_object")]


class AuditEntry(models.Model):
    """Who saw or did what, once. The database refuses to change or delete an entry.

    Written by :func:`karn.apps.people.actions.audit.record` alone. A migration that makes this table
    anew must set its triggers again (0003_audit_log): SQLite drops them with the old table.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    # No foreign keys: an entry stays as it is, whatever becomes of the person or the object.
    person = models.BigIntegerField(null=True)
    deed = models.CharField(max_length=40)
    kind = models.CharField(max_length=60)
    object = models.CharField(max_length=40)
    # Codes and counts, never personal values.
    detail = models.CharField(max_length=200)
    previous = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    class Meta:
        """Read newest first, narrowed by person or deed."""

        indexes: ClassVar = [
            models.Index(fields=["person", "number"], name="people_audit_by_person"),
            models.Index(fields=["deed", "number"], name="people_audit_by_deed"),
            models.Index(fields=["at"], name="people_audit_by_time"),
            models.Index(fields=["kind", "object", "number"], name="people_audit_by_object"),
        ]

    @classmethod
    def of(cls, link: Link) -> AuditEntry:
        """Return the entry that holds this link."""
        return cls(**asdict(link))

    @property
    def link(self) -> Link:
        """The entry as a link of the chain."""
        return Link(**{name: getattr(self, name) for name in Link.__dataclass_fields__})

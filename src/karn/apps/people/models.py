"""The people who log in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from karn.apps.people.rules import ROLE_NAMES, Role

__all__ = ["People", "Person", "Role"]


class People(BaseUserManager["Person"]):
    """Everybody who may log in."""

    def get_by_natural_key(self, username: str | None) -> Person:
        """Find somebody by e-mail address, whatever its case."""
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """Somebody who logs in with an e-mail address."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    role = models.CharField(_("role"), max_length=20, choices=list(ROLE_NAMES.items()), default=Role.MANAGER)
    language = models.CharField(_("language"), max_length=5, blank=True)
    is_active = models.BooleanField(_("may log in"), default=True)

    objects: ClassVar[People] = People()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_administrator(self) -> bool:
        """Whether this person may do everything; what others may says :func:`karn.apps.people.rules.may`."""
        return self.role == Role.ADMINISTRATOR

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the address in lower case, so that one person cannot exist twice."""
        self.email = self.email.lower()
        super().save(*args, **kwargs)

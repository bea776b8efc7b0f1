"""What was answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from karn.apps.customers.models import Contact, Customer
from karn.apps.surveys.models.invitations import Invitation, Page
from karn.apps.surveys.models.surveys import Survey, Version
from karn.apps.surveys.rules.questions import Answer, Form, Kind


class Response(models.Model):
    """One person's answers: to an invitation, on a page without a name (`once`), or told to one of us.

    `answers` holds what can be counted, by question: {"recommend": 9, "rates": {"place": 4}}; `texts` what
    was said in words: when its person is erased the words go, and the counts stay.
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="responses", db_index=False)
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+", db_index=False)
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, null=True, blank=True, related_name="+", db_index=False
    )
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    invitation = models.OneToOneField(
        Invitation, on_delete=models.SET_NULL, null=True, blank=True, related_name="response"
    )
    page = models.ForeignKey(
        Page, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    # Names the form that a page without a person sent: sent twice, it is one answer.
    once = models.CharField(max_length=32, blank=True)
    language = models.CharField(_("language"), max_length=5)
    answers = models.JSONField(_("answers"), default=dict)
    texts = models.JSONField(_("in words"), default=dict)
    # The number its survey is scored by, and how that is read: nps or mean; none where it was not answered.
    score = models.SmallIntegerField(_("score"), null=True, blank=True)
    reading = models.CharField(max_length=4, blank=True, default="")
    unhappy = models.BooleanField(_("unhappy"), default=False)
    has_wish = models.BooleanField(_("asks for something"), default=False)
    said_at = models.DateTimeField(_("when"))
    changed_at = models.DateTimeField()
    # Told to one of us: who wrote it down.
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Read by survey and by customer, the newest first; unhappy ones by age."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["page", "once"], condition=~Q(once=""), name="surveys_sent_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["survey", "-said_at"], name="surveys_said_survey"),
            models.Index(fields=["customer", "-said_at"], name="surveys_said_customer"),
            models.Index(fields=["page", "-said_at"], name="surveys_said_page"),
            models.Index(fields=["said_at"], condition=Q(unhappy=True), name="surveys_unhappy"),
            models.Index(fields=["said_at"], condition=Q(has_wish=True), name="surveys_wishes"),
        ]

    @property
    def given(self) -> dict[str, Answer]:
        """All answers by question, words too."""
        return {**self.answers, **self.texts}

    def keep(self, given: Mapping[str, Answer], form: Form) -> None:
        """Put answers in: words apart from what can be counted."""
        words = {question.code for question in form.questions if question.kind == Kind.TEXT}
        self.answers = {code: answer for code, answer in given.items() if code not in words}
        self.texts = {code: answer for code, answer in given.items() if code in words}
        score = given.get(form.score)
        self.score = score if isinstance(score, int) else None
        self.reading = form.reading if self.score is not None else ""

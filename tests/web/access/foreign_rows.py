"""What is stored about a foreign customer, and must stay as it is."""

from types import MappingProxyType
from typing import Any

from django.db import connection
from planting import CANARY

from karn.apps.care.models import (
    Benefit,
    BoardImport,
    Confirmation,
    ContactBond,
    Expectation,
    Judgement,
    LearningGoal,
    Need,
    PaymentDecision,
    Problem,
    Promise,
    Recap,
    Review,
    StartUp,
    Step,
    Tick,
)
from karn.apps.contracts.models import (
    Cost,
    Departure,
    Edit,
    Hours,
    Invoice,
    Order,
    Subscription,
)
from karn.apps.conversations.models import Conversation, Hint
from karn.apps.customers.models import Contact, Customer
from karn.apps.farewell.models import Declaration, RenewalReminder
from karn.apps.fit.models import Answer, Check, Decision
from karn.apps.fit.models import Step as FitStep
from karn.apps.lessons.models import Finding, PostMortem, PostMortemVoice
from karn.apps.surveys.models import Response
from karn.apps.tasks.models import Task
from karn.apps.threats.models import Case, Signal


class ForeignRows:
    """Everything stored about the customers with the foreign word in their name.

    Asked some thousand times, so in SQL that the ORM wrote once.
    """

    MODELS = (
        Contact,
        Conversation,
        Hint,
        Subscription,
        Departure,
        Signal,
        Invoice,
        Order,
        Hours,
        Cost,
        Edit,
        Task,
        Response,
        Review,
        LearningGoal,
        Benefit,
        Recap,
        Need,
        Expectation,
        Promise,
        Confirmation,
        StartUp,
        Problem,
        BoardImport,
        Tick,
        Case,
        Answer,
        Check,
        PostMortem,
        Finding,
        Decision,
        PaymentDecision,
        RenewalReminder,
        Declaration,
    )
    WAYS = MappingProxyType(
        {
            Judgement: "contact__customer",
            ContactBond: "contact__customer",
            Step: "start_up__customer",
            FitStep: "decision__customer",
            PostMortemVoice: "post_mortem__customer",
        }
    )
    """Rows that are a customer's by another row."""

    def __init__(self) -> None:
        its = list(Customer.everything.filter(name__startswith=CANARY.decode()).values_list("pk", flat=True))
        rows = [Customer.everything.filter(pk__in=its).order_by("pk").values_list()]
        ways = dict.fromkeys(self.MODELS, "customer") | self.WAYS
        rows += [
            model._base_manager.filter(**{f"{way}__in": its}).order_by("pk").values_list()
            for model, way in ways.items()
        ]
        self._questions = [each.query.sql_with_params() for each in rows]
        self._looked = -1
        self._before = self.now()

    @property
    def empty(self) -> list[int]:
        """Return the places of those of which nothing is stored: nothing could be changed there."""
        return [place for place, rows in enumerate(self.now()) if not rows]

    def now(self) -> list[list[tuple[Any, ...]]]:
        """Return them as they stand."""
        with connection.cursor() as cursor:
            return [
                cursor.execute(text, values) and list(cursor.fetchall()) for text, values in self._questions
            ]

    @property
    def changed(self) -> bool:
        """Say whether one of them was changed. Where nothing at all was written, none was."""
        written = getattr(connection.connection, "total_changes", None)  # SQLite counts the rows written
        if written is not None and written == self._looked:
            return False
        self._looked = -1 if written is None else written
        return self.now() != self._before

"""What segments can ask of surveys: who was asked, who answered, and what the last answer says."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from karn.apps.segments.fields.comparing import number_in
from karn.apps.segments.fields.field import OF_EACH, Field, Find, When, latest, yes
from karn.apps.segments.rules.operators import FieldType
from karn.apps.segments.rules.values import Asked
from karn.apps.surveys.models import Invitation, Response


def _asked(when: When) -> QuerySet[Invitation]:
    return Invitation.objects.filter(customer=OF_EACH, asked_at__lt=when.until)


def _answers(when: When) -> QuerySet[Response]:
    return Response.objects.filter(customer=OF_EACH, removed_at__isnull=True, said_at__lt=when.until)


def _newest(its: QuerySet[Response], when: When, **alike: object) -> QuerySet[Response]:
    """Leave out what the same customer said again later, among rows that are alike."""
    later = Response.objects.filter(
        Q(said_at__gt=OuterRef("said_at")) | Q(said_at=OuterRef("said_at"), pk__gt=OuterRef("pk")),
        customer=OuterRef("customer"), removed_at__isnull=True, said_at__lt=when.until, **alike,
    )  # fmt: skip
    return its.filter(~Exists(later))


def _last_score(**of: str) -> Find:
    """Find by the number of the newest answer to surveys of this kind."""

    def find(asked: Asked, when: When) -> Q:
        its = _answers(when).filter(**of, score__isnull=False)
        return Q(Exists(_newest(its, when, **of, score__isnull=False).filter(number_in(asked, "score"))))

    return find


def _is_unhappy(when: When) -> Q:
    return Q(Exists(_newest(_answers(when), when, survey=OuterRef("survey")).filter(unhappy=True)))


class Surveys:
    """What customers were asked, and what they answered."""

    name = _("Surveys")

    def fields(self) -> Sequence[Field]:
        """Return them all."""
        return FIELDS


FIELDS = (
    Field("surveys.asked", _("Last asked by a survey"), FieldType.DATE, latest(_asked, "asked_at")),
    Field(
        "surveys.answered",
        _("Last answer to a survey"),
        FieldType.DATE,
        latest(_answers, "said_at"),
        note=_("Also an answer somebody here wrote down. Who answers on a page stays unknown."),
    ),
    Field(
        "surveys.nps", _("Would recommend us, 0 to 10 (NPS)"), FieldType.NUMBER, _last_score(reading="nps")
    ),
    Field("surveys.csat", _("Satisfied, 1 to 5 (CSAT)"), FieldType.NUMBER, _last_score(survey__ready="csat")),
    Field(
        "surveys.unhappy",
        _("Last answer is unhappy"),
        FieldType.YES_NO,
        yes(_is_unhappy),
        note=_("Of any survey: what each survey counts as unhappy."),
    ),
)
SURVEYS = Surveys()

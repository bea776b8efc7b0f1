"""What moves with a customer: looks back, and what rounds found. Of two open looks one stays behind."""

from django.db.models import Q

from karn.apps.customers.holders import Held, Holding
from karn.apps.lessons.models.post_mortems import OPEN_LOOK, PostMortem
from karn.apps.lessons.models.rounds import Finding


def _open_already(_lost: int, kept: int) -> Q:
    """Return the open look back where the kept customer has one too: one at a time is enough."""
    its = PostMortem.objects.filter(OPEN_LOOK, customer=kept)
    return OPEN_LOOK if its.exists() else Q(pk__in=())


def _asked_already(_lost: int, kept: int) -> Q:
    """Return what was found in rounds in which somebody answered about the kept customer, too."""
    return Q(round__in=Finding.objects.filter(customer=kept).values("round"))


LOOKING_BACK = Holding("lessons", Held(PostMortem, stays=_open_already), Held(Finding, stays=_asked_already))

"""What moves with a customer: its problems, the boards they came from, and what it does of what is normal."""

from django.db.models import Q

from karn.apps.care.models.boards import BoardImport
from karn.apps.care.models.innovations import Tick
from karn.apps.care.models.problems import Problem
from karn.apps.customers.holders import Held, Holding


def _ticked_on_both(_lost: int, kept: int) -> Q:
    return Q(innovation__in=Tick.objects.filter(customer=kept).values("innovation"))


PROBLEMS = Holding("care_problems", Held(Problem), Held(BoardImport), Held(Tick, stays=_ticked_on_both))

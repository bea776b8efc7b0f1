"""What moves with a customer: the signals seen, open and ended."""

from django.db.models import Q

from karn.apps.customers.holders import Held, Holding
from karn.apps.threats.models import Case, LightOverrule, LightState, LookDue, Signal
from karn.apps.threats.rules.cases import State


def _said_already(_lost: int, kept: int) -> Q:
    """Return the open signals of rules that fire for the kept customer too: one at a time is enough."""
    rules = Signal.objects.filter(customer=kept, ended_on__isnull=True).values("rule")
    return Q(ended_on__isnull=True, rule__in=rules)


def _open_already(_lost: int, kept: int) -> Q:
    """Return the open case where the kept customer has one too: one at a time is enough."""
    its = Case.objects.filter(customer=kept).exclude(state=State.CLOSED)
    return ~Q(state=State.CLOSED) if its.exists() else Q(pk__in=())


def _lit_already(_lost: int, kept: int) -> Q:
    """Return the lights that the kept customer has too: the next look makes them anew."""
    return Q(light__in=LightState.objects.filter(customer=kept).values("light"))


def _said_instead(_lost: int, kept: int) -> Q:
    """Return what people say of a light of which the kept customer has a judgement that holds."""
    its = LightOverrule.objects.filter(customer=kept, ended_at__isnull=True)
    return Q(ended_at__isnull=True, light__in=its.values("light"))


def _due_already(_lost: int, kept: int) -> Q:
    """Return the look that is due where one at the kept customer is due too."""
    return Q() if LookDue.objects.filter(customer=kept).exists() else Q(pk__in=())


THREATS = Holding(
    "threats",
    Held(Signal, stays=_said_already),
    Held(Case, stays=_open_already),
    Held(LightState, stays=_lit_already),
    Held(LightOverrule, stays=_said_instead),
    Held(LookDue, stays=_due_already),
)

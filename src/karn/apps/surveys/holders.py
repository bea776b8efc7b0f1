"""What moves with a customer: what it was asked and answered."""

from karn.apps.customers.holders import Held, Holding
from karn.apps.surveys.models import Invitation, Response

SURVEYS = Holding("surveys", Held(Invitation), Held(Response))

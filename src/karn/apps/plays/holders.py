"""What moves with a customer: that it was asked to come back."""

from karn.apps.customers.holders import Held, Holding
from karn.apps.plays.models.win_back import Asking

WIN_BACK = Holding("plays", Held(Asking))

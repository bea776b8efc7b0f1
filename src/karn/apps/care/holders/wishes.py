"""What moves with a customer: what it asked for."""

from karn.apps.care.models.wishes import Need
from karn.apps.customers.holders import Held, Holding

WISHES = Holding("care_wishes", Held(Need))

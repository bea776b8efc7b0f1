"""What moves with a customer: what they got, and the recaps that tell them."""

from karn.apps.care.models.value import OPEN_RECAP, Benefit, Recap
from karn.apps.customers.holders import Held, HeldOnce, Holding

VALUE = Holding("care_value", Held(Benefit), HeldOnce(Recap, open=OPEN_RECAP))

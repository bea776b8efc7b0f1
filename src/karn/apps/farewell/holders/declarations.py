"""What moves with a customer: what it declared."""

from karn.apps.customers.holders import Held, Holding
from karn.apps.farewell.models.declarations import Declaration

DECLARATIONS = Holding("farewell_declarations", Held(Declaration))

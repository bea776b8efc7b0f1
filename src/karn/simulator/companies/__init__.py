"""The companies that can be simulated, by name."""

from karn.simulator.companies.agency import Agency
from karn.simulator.companies.practice import Practice
from karn.simulator.companies.subscription import SubscriptionService
from karn.simulator.life import Trade

COMPANIES: dict[str, Trade] = {
    "agency": Agency(),
    "practice": Practice(),
    "subscription": SubscriptionService(),
}

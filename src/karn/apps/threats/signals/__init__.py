"""The rules that look for threats, one file each. None of them is a probability."""

from karn.apps.threats.signals.asked_notice import AskedNotice
from karn.apps.threats.signals.card import Card, Rule
from karn.apps.threats.signals.contract_end import ContractEnd
from karn.apps.threats.signals.lost_contact import LostContact
from karn.apps.threats.signals.named_competitor import NamedCompetitor
from karn.apps.threats.signals.payment import PaymentTrouble
from karn.apps.threats.signals.price_rise import PriceRise
from karn.apps.threats.signals.silent import Silent
from karn.apps.threats.signals.something_changed import SomethingChanged
from karn.apps.threats.signals.unanswered import Unanswered
from karn.apps.threats.signals.unhappy_answer import UnhappyAnswer

RULES: tuple[Rule, ...] = (
    Unanswered(),
    Silent(),
    PaymentTrouble(),
    PriceRise(),
    LostContact(),
    ContractEnd(),
    AskedNotice(),
    NamedCompetitor(),
    SomethingChanged(),
    UnhappyAnswer(),
)

OF_TALKS: tuple[Rule, ...] = (
    Unanswered(), AskedNotice(), NamedCompetitor(), SomethingChanged(), UnhappyAnswer(),
)  # fmt: skip
"""Those that can look at one customer at once, when somebody recorded something about that customer."""

__all__ = ["OF_TALKS", "RULES", "Card", "Rule"]

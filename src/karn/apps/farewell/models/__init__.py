"""The tables of farewell, one file per noun."""

from karn.apps.farewell.models.declarations import Declaration, Ending
from karn.apps.farewell.models.goodbyes import Goodbye, GoodbyeHabits, GoodbyeStep
from karn.apps.farewell.models.lapses import Lapse
from karn.apps.farewell.models.procedures import ProcedureRead
from karn.apps.farewell.models.reasons import Axis, Coding, CommentTheme, How, ReasonVersion, ReasonWord
from karn.apps.farewell.models.renewal_reminders import RenewalReminder
from karn.apps.farewell.models.returns import Referral

__all__ = [
    "Axis",
    "Coding",
    "CommentTheme",
    "Declaration",
    "Ending",
    "Goodbye",
    "GoodbyeHabits",
    "GoodbyeStep",
    "How",
    "Lapse",
    "ProcedureRead",
    "ReasonVersion",
    "ReasonWord",
    "Referral",
    "RenewalReminder",
]

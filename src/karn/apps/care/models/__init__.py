"""The tables of the routine that keeps single clients, one file per noun."""

from karn.apps.care.models.boards import BoardImport
from karn.apps.care.models.confirmations import Confirmation, Correction
from karn.apps.care.models.expectations import Expectation
from karn.apps.care.models.failed_payments import Decided, PaymentDecision, PaymentReminder
from karn.apps.care.models.influence import Bond, ContactBond, Judgement, Strength
from karn.apps.care.models.innovations import Innovation, Tick, Uptake
from karn.apps.care.models.moments import Moment
from karn.apps.care.models.problems import Problem, ProblemStatus
from karn.apps.care.models.promises import Promise
from karn.apps.care.models.reviews import LearningGoal, Review, ReviewAnswer
from karn.apps.care.models.rhythm import OwnRhythm, RhythmHabits, SegmentRhythm
from karn.apps.care.models.rounds import AskingRound
from karn.apps.care.models.start_ups import StartUp, StartUpPlan, Step
from karn.apps.care.models.value import Benefit, Recap
from karn.apps.care.models.wishes import Need, Wish

__all__ = [
    "AskingRound",
    "Benefit",
    "BoardImport",
    "Bond",
    "Confirmation",
    "ContactBond",
    "Correction",
    "Decided",
    "Expectation",
    "Innovation",
    "Judgement",
    "LearningGoal",
    "Moment",
    "Need",
    "OwnRhythm",
    "PaymentDecision",
    "PaymentReminder",
    "Problem",
    "ProblemStatus",
    "Promise",
    "Recap",
    "Review",
    "ReviewAnswer",
    "RhythmHabits",
    "SegmentRhythm",
    "StartUp",
    "StartUpPlan",
    "Step",
    "Strength",
    "Tick",
    "Uptake",
    "Wish",
]

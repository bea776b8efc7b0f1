"""What was seen, and what is done about it: the tables, one file per noun."""

from karn.apps.threats.models.cases import Case, CaseStep
from karn.apps.threats.models.lights import LightOverrule, LightState
from karn.apps.threats.models.signals import LookDue, Observation, Record, Signal, Switch

__all__ = [
    "Case",
    "CaseStep",
    "LightOverrule",
    "LightState",
    "LookDue",
    "Observation",
    "Record",
    "Signal",
    "Switch",
]

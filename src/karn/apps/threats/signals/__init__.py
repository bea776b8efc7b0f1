"""The rules that look for threats: SQL of the engine, and what the company chose of them."""

from karn.apps.threats.signals.choices import Rule, rules_now

__all__ = ["Rule", "rules_now"]

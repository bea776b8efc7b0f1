"""The tables of plays, one file per noun."""

from karn.apps.plays.models.win_back import Asking, WinBackHabits, WinBackText

__all__ = ["Asking", "WinBackHabits", "WinBackText"]

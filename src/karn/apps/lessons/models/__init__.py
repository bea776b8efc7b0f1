"""The tables of lessons, one file per noun."""

from karn.apps.lessons.models.improvements import Improvement
from karn.apps.lessons.models.lessons import Every, Lesson
from karn.apps.lessons.models.post_mortems import PostMortem, PostMortemVoice
from karn.apps.lessons.models.rounds import Answer, Finding, Round, Share

__all__ = [
    "Answer",
    "Every",
    "Finding",
    "Improvement",
    "Lesson",
    "PostMortem",
    "PostMortemVoice",
    "Round",
    "Share",
]

"""What the first night of a demo does: start-ups, reviews and recaps are planned, contact is asked for."""

from __future__ import annotations

from datetime import date, datetime


def work_the_first_night(on: date, *, at: datetime) -> None:
    """Do what the routine does each night, so that its pages show what is due. Repeatable."""
    from karn.apps.care.actions.mailed import follow_mails  # noqa: PLC0415 (models exist only now)
    from karn.apps.care.actions.nightly import look_after  # noqa: PLC0415
    from karn.apps.care.actions.problems import ask_for_problems  # noqa: PLC0415
    from karn.apps.care.actions.recap_tasks import care_for_recaps  # noqa: PLC0415
    from karn.apps.care.actions.review_tasks import care_for_reviews  # noqa: PLC0415
    from karn.apps.care.actions.rhythm import follow_rhythm  # noqa: PLC0415

    look_after(on=on, at=at)
    care_for_reviews(on=on, at=at)
    follow_mails(at=at)
    care_for_recaps(on=on, at=at)
    follow_rhythm(at=at)
    ask_for_problems(at=at)

"""Whether a goodbye may carry the four questions: it is a service mail, and they are a survey."""

from __future__ import annotations

from datetime import datetime

from karn.apps.farewell.models.goodbyes import Goodbye
from karn.apps.mailing.queries.digests import LostKey
from karn.apps.surveys.models import Survey
from karn.apps.surveys.queries.people import Receiver, weigh
from karn.apps.surveys.rules.asking import Verdict


def asking_with(goodbye: Goodbye, *, at: datetime) -> Verdict:
    """Say whether the reader of a goodbye may be asked how it was: by the rules of every survey. Six queries.

    So not against an objection, nor without a yes where the country wants one, nor soon after another survey.
    """
    whom = goodbye.contact or goodbye.customer
    receiver = Receiver(goodbye.customer, goodbye.contact, whom.email, goodbye.language)
    try:
        (weighed,) = weigh(Survey(), [receiver], at=at, leavers=True)
    except LostKey:
        return Verdict.OBJECTED  # nobody knows whether they did
    return weighed.verdict

"""Customers who answer a survey: opening their link, and sending an answer that is stored durably."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.load.served import ask, ask_by, run_python

LINKS = 6000
AIMS = {"survey, opened": (100, 150, 1.1), "survey, answered": (80, 300, 1.0)}
"""As in `__main__`: at least so many a second, p95 at most so many ms at S, so many times that at L."""
ASK = """
import sys
from datetime import timedelta
from karn.cli.installation import prepare
prepare()
from django.db import transaction
from django.utils import timezone
from karn.apps.customers.models import Customer
from karn.apps.people.models import Person
from karn.apps.surveys.actions.surveys import make_ready_survey
from karn.apps.surveys.models import Invitation, Way
from karn.apps.surveys.queries.surveys import newest_version
from karn.platform.links import make_link
at = timezone.now()
survey = make_ready_survey(code="nps", language="en", by=Person.objects.order_by("pk")[0], at=at)
about = {"survey": survey, "version": newest_version(survey), "way": Way.LINK, "language": "nl"}
about |= {"asked_at": at, "expires_at": at + timedelta(days=60)}
with transaction.atomic():
    for customer in Customer.objects.order_by("pk")[: int(sys.argv[1])]:
        asked = Invitation.objects.create(customer=customer, **about)
        told = {"audience": f"invitation:{asked.pk}", "expires_at": asked.expires_at}
        print("/s/" + make_link(purpose="survey", at=at, **told))
"""


def answering(
    data: Path, address: str, folder: Path, seconds: int, at_once: int
) -> dict[str, dict[str, Any]]:
    """Ask LINKS customers, open their links and answer; one in ten is unhappy. Return wrk's figures."""
    paths = run_python(data, "-c", ASK, str(LINKS)).splitlines()
    opened, answered = AIMS
    ask(address, paths, cookie="", folder=folder, seconds=3, at_once=at_once)  # only warms up
    found = {opened: ask(address, paths, cookie="", folder=folder, seconds=seconds, at_once=at_once)}
    listed = folder / "links.txt"
    listed.write_text("\n".join(paths), encoding="utf-8")
    found[answered] = ask_by("answer.lua", address, listed, seconds=seconds, at_once=at_once)
    return found

"""Both sides, planted once for all tests of a file."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client, override_settings
from django.utils.translation import get_language

from karn.apps.people.models import Person
from karn.platform.locks import hold
from karn.project.installation import Installation
from karn.web.charts import drawing

# So that the files here can import each other.
sys.path.insert(0, str(Path(__file__).parent))

from planting import Walked, plant_both


@pytest.fixture(scope="module")
def planted(
    unused_world: Any,
    django_db_setup: None,  # noqa: ARG001 (makes the database)
    django_db_blocker: Any,
    tmp_path_factory: Any,
) -> Iterator[Walked]:
    """Plant both sides and make the figures, once for all tests here; each takes back what it changes."""
    folder = tmp_path_factory.mktemp("walked")
    installed = override_settings(INSTALLATION=Installation(data=folder))
    with installed, pictures_kept(), django_db_blocker.unblock(), transaction.atomic():
        found = plant_both(unused_world)
        # Making the figures takes seconds and is not what is tested here: somebody else just does.
        with hold(folder / "refresh.lock", otherwise=""):
            yield found
        transaction.set_rollback(True)


@contextmanager
def pictures_kept() -> Iterator[None]:
    """Keep what was drawn from one test to the next: the cache is emptied between them."""
    with pytest.MonkeyPatch.context() as patch:
        drawn, draw = {}, drawing._render

        def kept(text: str) -> str:
            key = get_language(), text
            if key not in drawn:
                drawn[key] = draw(text)
            return drawn[key]

        patch.setattr(drawing, "_render", kept)
        yield


@pytest.fixture
def walked(planted: Walked) -> Walked:
    """Return what was planted, with everybody newly logged in."""
    cache.clear()
    planted.client = {role: Client() for role in ("", *planted.people)}
    for role, person in planted.people.items():
        planted.client[role].force_login(Person.objects.get(pk=person.pk))
    return planted

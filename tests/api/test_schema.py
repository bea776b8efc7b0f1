"""The document holds: whatever fits it is answered as it says, and whatever does not is refused."""

import io
import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from pydantic import BaseModel
from schemathesis.generation import GenerationMode

from karn.api import access
from karn.api.door import api
from karn.api.pace import Meter
from karn.apps.conversations.models import Conversation
from karn.apps.customers.models import Contact, Customer
from karn.apps.intake.actions.files import receive_file
from karn.apps.intake.models import Run
from karn.apps.people.models import Role
from karn.apps.segments.models import Segment
from karn.project.installation import Installation

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def loaded() -> Any:
    """Return the document as a schema of the application itself: no server, no copy."""
    told = json.dumps(api.get_openapi_schema(path_prefix="api/v1/"))
    schema = schemathesis.openapi.from_dict(json.loads(told))
    schema.app = get_wsgi_application()
    schema.config.generation.update(max_examples=5, deterministic=True, database="none")
    schema.config.checks.positive_data_acceptance.expected_statuses.append("422")
    return schema


document = loaded()


def refused_only_for_what_no_document_can_say(_: Any, response: Any, case: Any) -> None:
    """Data that fit the document may be refused for what only the data themselves tell: unknown numbers, …"""
    if response.status_code == 422 and case.meta.generation.mode == GenerationMode.POSITIVE:
        assert response.json()["code"] in {"refused", "key_reused"}, response.text


def test_no_two_shapes_have_one_name_for_the_document_keeps_the_last_of_them() -> None:
    def below(shape: type[BaseModel]) -> Iterator[type[BaseModel]]:
        for one in shape.__subclasses__():
            yield one
            yield from below(one)

    shapes = {one for one in below(BaseModel) if one.__module__.startswith("karn.api.")}
    names = Counter(one.__name__ for one in shapes)
    assert [name for name, count in names.items() if count > 1] == []
    assert len(names) > 50


@pytest.fixture(autouse=True)
def _connection_stays_open() -> Iterator[None]:
    """Let the end of a request not end the test's transaction, as Django's own test client does."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def caller(world: Any, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Any:
    settings.INSTALLATION = Installation(data=tmp_path)
    monkeypatch.setattr(access, "METER", Meter(10**9))
    caller = world.caller(world.person(Role.ADMINISTRATOR))
    world.full("Bakker", caller.token.person)
    Conversation.objects.update(source="karn", logged_by=caller.token.person)
    condition = {"field": "customers.name", "operator": "not_empty", "values": []}
    definition = {"version": 1, "root": {"match": "all", "parts": [condition]}}
    told = {"owner": caller.token.person, "definition": definition, "made_at": NOW, "known_at": NOW}
    Segment.objects.create(name="Everybody", **told)
    file = io.BytesIO(b"customer_id,name\n1,Nobody\n")
    receive_file(file=file, file_name="a.csv", target="customers", source="api", at=datetime.now(UTC))
    return caller


def reach_what_is_there(case: schemathesis.Case) -> None:
    """Let data that fit the document name a row there is, and the version that is stored of it."""
    if case.meta.generation.mode != GenerationMode.POSITIVE or "number" not in case.path_parameters:
        return
    kind: Any = Contact if case.path.startswith("/api/v1/contacts") else Customer
    kind = Conversation if case.path.startswith("/api/v1/conversations") else kind
    kind = Segment if case.path.startswith("/api/v1/segments") else kind
    kind = Run if case.path.startswith("/api/v1/imports") else kind
    row = kind.objects.order_by("pk").first()
    if row is None:  # let go of just before
        return
    case.path_parameters["number"] = row.pk
    if isinstance(case.body, dict) and "version" in case.body:
        case.body["version"] = row.version


@pytest.mark.slow
@document.parametrize()
@settings(deadline=None, suppress_health_check=list(HealthCheck))
def test_every_call_keeps_to_the_document(case: schemathesis.Case, caller: Any) -> None:
    reach_what_is_there(case)
    headers = {"Authorization": f"Bearer {caller.secret}", "Accept-Encoding": "identity"}
    case.call_and_validate(headers=headers, additional_checks=[refused_only_for_what_no_document_can_say])

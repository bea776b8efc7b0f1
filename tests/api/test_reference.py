"""What is public and not documented fails here."""

import json
from pathlib import Path
from typing import Any

from karn.api.door import api
from karn.api.reference import reference
from karn.apps.people.rules import Scope

DOCS = Path(__file__).resolve().parents[2] / "docs"


def document() -> dict[str, Any]:
    return json.loads(json.dumps(api.get_openapi_schema(path_prefix="api/v1/")))


def test_the_page_in_the_docs_is_fresh() -> None:
    told = api.get_openapi_schema(path_prefix="api/v1/")
    assert (DOCS / "api-calls.md").read_text(encoding="utf-8") == reference(told)


def test_every_field_parameter_and_call_says_what_it_means() -> None:
    told = document()
    silent = [
        f"{name}.{field}"
        for name, schema in told["components"]["schemas"].items()
        for field, its in schema["properties"].items()
        if not its.get("description")
    ]
    for path, methods in told["paths"].items():
        for method, call in methods.items():
            silent += [f"{method} {path}"] if not call.get("description") else []
            silent += [f"{path} {one['name']}" for one in call["parameters"] if not one.get("description")]
    assert silent == []


def test_every_scope_and_code_is_told_in_the_docs() -> None:
    page = (DOCS / "api.md").read_text(encoding="utf-8")
    assert [scope for scope in Scope if f"| `{scope}` |" not in page] == []

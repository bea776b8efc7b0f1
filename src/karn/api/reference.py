"""The docs page of all calls, made from the document.

``python -m karn.api.reference > docs/api-calls.md`` writes it (with Django's settings in the environment).
"""

import sys
from collections.abc import Iterator
from typing import Any

HEAD = """\
# The calls of the API

*Made from the document at `/api/v1/openapi.json` by `python -m karn.api.reference`; a test keeps it fresh.*

How to get a token and make the first call: [api.md](api.md). Fields in **bold** must be sent.
"""

Told = dict[str, Any]


def reference(document: Told) -> str:
    """Return the page as Markdown."""
    schemas = document["components"]["schemas"]
    calls = [
        (method.upper(), path, told)
        for path, methods in document["paths"].items()
        for method, told in methods.items()
    ]
    parts = [HEAD, *("\n".join(_call(*call)) for call in calls)]
    parts += [
        "## What is sent and answered",
        *(_schema(name, told) for name, told in sorted(schemas.items())),
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _call(method: str, path: str, told: Told) -> Iterator[str]:
    yield f"## `{method} {path}`\n"
    yield f"{told['description']}\n"
    scope = f"`{told['x-scope']}`" if told["x-scope"] else "any token"
    yield f"Scope: {scope}. {_body_and_answer(told)}"
    form = told.get("requestBody", {}).get("content", {}).get("multipart/form-data")
    if form:
        yield "\n| field | kind | means |\n| --- | --- | --- |"
        needed = form["schema"].get("required", [])
        for field, its in form["schema"]["properties"].items():
            yield f"| {_name(field, field in needed)} | {_kind(its)} | {its['description']} |"
    if told["parameters"]:
        yield "\n| parameter | where | means |\n| --- | --- | --- |"
        for one in told["parameters"]:
            kind = _kind(one["schema"])
            yield f"| {_name(one['name'], one['required'])} | {one['in']} | {one['description']} ({kind}) |"


def _body_and_answer(told: Told) -> str:
    sent = _content(told.get("requestBody"))
    good = next(code for code in told["responses"] if int(code) < 300)
    answered = f"Answers {good} with {_content(told['responses'][good])}."
    return f"Takes {sent}. {answered}" if sent else answered


def _content(told: Told | None) -> str:
    if not told:
        return ""
    kind, its = next(iter(told["content"].items()))
    return "a form with a file" if kind == "multipart/form-data" else _kind(its["schema"])


def _schema(name: str, told: Told) -> str:
    required = told.get("required", [])
    lines = [
        f"### {name}\n",
        f"{told.get('description', '')}\n",
        "| field | kind | means |",
        "| --- | --- | --- |",
    ]
    for field, its in told["properties"].items():
        kind = _kind(its)
        lines.append(f"| {_name(field, field in required)} | {kind} | {its['description']} |")
    return "\n".join(lines)


def _name(name: str, required: bool) -> str:
    return f"**{name}**" if required else name


def _kind(schema: Told) -> str:
    """Say what a value is."""
    if "$ref" in schema:
        return f"[{(name := schema['$ref'].rpartition('/')[2])}](#{name.lower()})"
    if "enum" in schema:
        return "one of " + ", ".join(f"`{one}`" if one else "empty" for one in schema["enum"])
    if "anyOf" in schema:
        return " or ".join(_kind(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    kind = {"date": "day", "date-time": "moment"}.get(schema.get("format", "")) or schema.get(
        "type", "anything"
    )
    longest = f" of at most {schema['maxLength']} characters" if "maxLength" in schema else ""
    if schema.get("format") == "binary":
        return "file"
    words = {
        "string": "text",
        "integer": "whole number",
        "boolean": "true or false",
        "object": "names with values",
    }
    return words.get(kind, kind) + longest


def main() -> None:
    """Write the page to standard output."""
    import django  # noqa: PLC0415 (the calls read models)

    django.setup()
    from karn.api.door import api  # noqa: PLC0415

    sys.stdout.write(reference(api.get_openapi_schema(path_prefix="api/v1/")))


if __name__ == "__main__":
    main()

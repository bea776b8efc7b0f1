"""The pages of docs/metrics, made from the metrics' cards and SQL.

``python -m karn.engine.metrics.pages`` writes them.
"""

from __future__ import annotations

import sys
from pathlib import Path

from karn.engine.metrics.cards import card_of
from karn.engine.metrics.catalogue import METRICS, Metric, metric_named
from karn.engine.metrics.composer import compose
from karn.engine.tables import TABLES


def docs_page(name: str) -> str:
    """Return the docs page of a metric as Markdown: the words, the modes, and the SQL as it runs."""
    card, metric = card_of(name), metric_named(name)
    lines = [
        f"# {card.title}",
        "",
        f"*Made from `src/karn/engine/metrics/{name}/` by `python -m karn.engine.metrics.pages`.*",
        "",
        f"`karn metric {name}` · *{card.question}*",
        "",
        card.definition,
        "",
        f"- **Rows:** {card.grain}.",
        f"- **Unit:** {card.unit}.",
        f"- **Reads:** {', '.join(sorted(_tables(metric)))}.",
        f"- **Source:** {card.source}",
        *(["", "## Edge cases", "", *(f"- {edge}" for edge in card.edges)] if card.edges else []),
        *(
            ["", "## Modes", "", *(f"- `{mode}`: {words}." for mode, words in card.modes.items())]
            if card.modes
            else []
        ),
        "",
        "## SQL",
        "",
        "```sql",
        compose(metric).text.strip(),
        "```",
    ]
    return "\n".join(lines) + "\n"


def docs_index() -> str:
    """Return the docs page that lists all metrics."""
    rows = [
        f"| [{card_of(name).title}]({name}.md) | `{name}` | {card_of(name).question} |" for name in METRICS
    ]
    return "\n".join(
        [
            "# Karn's numbers",
            "",
            "*Made from the metrics' cards by `python -m karn.engine.metrics.pages`; a test keeps it fresh.*",
            "",
            "Each figure names its definition; other systems' definitions are *modes*.",
            "Periods are half-open: from the first day up to, not including, the last.",
            "",
            "| figure | name | question |",
            "| --- | --- | --- |",
            *rows,
            "",
        ]
    )


def _tables(metric: Metric) -> set[str]:
    return set(compose(metric).reads) & TABLES.keys()


def pages() -> dict[str, str]:
    """Return every page of docs/metrics by its file name."""
    return {"index.md": docs_index(), **{f"{name}.md": docs_page(name) for name in METRICS}}


def write_pages(folder: Path) -> None:
    """Write every page into `folder`, made if missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_pages(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/metrics"))

"""The owner's answer in the terminal: who is here, who left, what it cost, who is at risk."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from karn.apps.desk.queries.dashboard import Dashboard, MonthFigures, NothingYet
    from karn.apps.desk.queries.readings import Rate
    from karn.apps.threats.queries import AtRisk

SHOWN = 5
DEFINITION = "Left: paying just before the month began, no longer paying just before it ended."
WIDTH = 14


def print_answer(board: Dashboard | NothingYet) -> None:
    """Print the dashboard's first figures; the definition beside the rate."""
    for line in answer_lines(board):
        typer.echo(line)


def answer_lines(board: Dashboard | NothingYet) -> list[str]:
    """Return the answer line by line, in English, as all commands speak."""
    from karn.apps.desk.queries.dashboard import Dashboard  # noqa: PLC0415 (models exist only now)

    if not isinstance(board, Dashboard):
        return ["There are no figures yet."]
    currency = board.company.currency
    return [
        f"{board.company.name}, {board.as_of:%-d %B %Y}",
        _line("Customers", f"{board.customers:,}, together {_money(board.mrr, currency)} a month (MRR)"),
        *_month_lines(board),
        *_risk_lines(board.at_risk[:SHOWN]),
    ]


def _month_lines(board: Dashboard) -> list[str]:
    month = board.last_month
    by_name = not board.says_percentages
    lines = [
        _line("Churn", f"{_counts(month.churn, by_name=by_name)} in {month.period.starts_on:%B %Y}"),
        _line("", DEFINITION),
    ]
    if by_name:
        lines += [_line("", f"- {leaver.name}") for leaver in month.lost.named]
    return lines + _cost_lines(month, board.company.currency)


def _counts(rate: Rate, *, by_name: bool) -> str:
    """Say `86 of 2,143 left (4.0 %, …)`; a company that knows its customers by name reads no percentages."""
    said = f"{int(rate.numerator or 0):,} of {int(rate.denominator or 0):,} left"
    if by_name or rate.value is None or not rate.may_be_percentage:
        return said
    between = f"; 90% interval {_share(rate.low)} to {_share(rate.high)}" if rate.low is not None else ""
    return f"{said} ({_share(rate.value)}{between})"


def _cost_lines(month: MonthFigures, currency: str) -> list[str]:
    lines = [_line("It cost", f"{_money(month.lost.mrr, currency)} a month (MRR) that they no longer pay")]
    if month.cost.cost is not None:
        lines += [
            _line("", f"over time {_money(month.cost.cost, currency)}: what such customers bring while they"),
            _line("", "are here (lifetime value), and what winning as many new ones costs"),
        ]
    elif month.lost.total:
        lines.append(_line("", "over time: too few customers left so far to say what one is worth"))
    if month.cost.one_point_less is not None:
        saved = _money(month.cost.one_point_less, currency)
        lines.append(_line("", f"each percentage point less churn is worth {saved}"))
    return lines


def _risk_lines(listed: tuple[AtRisk, ...]) -> list[str]:
    if not listed:
        return [_line("At risk", "nobody, as far as the rules see")]
    lines = [_line("At risk", "most urgent first, each with what Karn's rules saw:")]
    for number, one in enumerate(listed, start=1):
        lines.append(_line("", f"{number}. {one.name} ({_money(one.mrr, one.currency)} a month)"))
        lines += [_line("", f"   {reason.sentence}") for reason in one.reasons[:2]]
    return lines


def _line(label: str, text: str) -> str:
    return f"  {label:<{WIDTH}}{text}".rstrip()


def _money(amount: Decimal, currency: str) -> str:
    from karn.platform.amounts import amount_words  # noqa: PLC0415 (models exist only now)

    return amount_words(amount, currency)


def _share(share: Decimal | None) -> str:
    from karn.platform.amounts import percent_words  # noqa: PLC0415 (with the sentences below, in one manner)

    return "–" if share is None else percent_words(share, 1)

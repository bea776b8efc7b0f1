"""The tree guard: refuses SQL that two engines would answer differently, or that asks the clock.

An allow-list over the parsed tree, not a list of known evils: what is not named here is refused. Found
to differ silently between DuckDB and Spark: months between dates, date plus month, decimal division,
1.0 / 0, `generate_series` in SELECT, 32-bit floats, the order of nulls. So dates are only compared and
joined to calendar tables, every division has a `nullif` (or a number that is not 0), every ORDER BY
says where nulls go, and numbers are DECIMAL(18, 6), BIGINT, INTEGER or DOUBLE.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from karn.kernel.errors import BadInput

DIALECT = "duckdb"

STRUCTURE: frozenset[type[exp.Expr]] = frozenset(
    {
        exp.Alias,
        exp.Column,
        exp.CTE,
        exp.DataType,
        exp.DataTypeParam,
        exp.Distinct,
        exp.From,
        exp.Group,
        exp.Having,
        exp.Identifier,
        exp.Join,
        exp.Literal,
        exp.Null,
        exp.Boolean,
        exp.Order,
        exp.Ordered,
        exp.Paren,
        exp.Select,
        exp.Star,
        exp.Subquery,
        exp.Table,
        exp.TableAlias,
        exp.Union,
        exp.Where,
        exp.Window,
        exp.WindowSpec,
        exp.With,
    }
)
OPERATORS: frozenset[type[exp.Expr]] = frozenset(
    {
        exp.Add,
        exp.And,
        exp.Case,
        exp.Cast,
        exp.Div,
        exp.EQ,
        exp.GT,
        exp.GTE,
        exp.If,  # the branches of CASE
        exp.In,
        exp.Is,
        exp.LT,
        exp.LTE,
        exp.Mul,
        exp.Neg,
        exp.NEQ,
        exp.Not,
        exp.Or,
        exp.Sub,
    }
)
FUNCTIONS: frozenset[type[exp.Expr]] = frozenset(
    {
        exp.Abs,
        exp.Coalesce,
        exp.Count,
        exp.Exp,
        exp.Floor,
        exp.Greatest,
        exp.Lead,
        exp.Least,
        exp.Ln,
        exp.LogicalOr,
        exp.Max,
        exp.Min,
        exp.Nullif,
        exp.Pow,
        exp.RowNumber,
        exp.Sqrt,
        exp.Sum,
    }
)
ALLOWED = STRUCTURE | OPERATORS | FUNCTIONS
TYPES = frozenset({"INT", "BIGINT", "DOUBLE", "DECIMAL(18, 6)"})
JOINS = frozenset({("", "INNER"), ("LEFT", ""), ("", "CROSS")})
DATE_ENDINGS = ("_on", "_at", "_since", "valid_from")


def complaints_about(text: str) -> list[str]:
    """Return why `text` may not be shipped, one plain line each; empty when it may.

    Raises BadInput where the text is not one SELECT.
    """
    return [*_structural(_tree(text)), *_unordered_nulls(text)]


def _tree(text: str) -> exp.Expr:
    try:
        statements = sqlglot.parse(text, dialect=DIALECT)
    except SqlglotError as error:
        raise BadInput(f"This is not SQL: {str(error).splitlines()[0]}") from error
    if len(statements) != 1 or not isinstance(statements[0], exp.Select | exp.Union):
        raise BadInput("A definition is one SELECT.")
    return statements[0]


def _structural(tree: exp.Expr) -> Iterator[str]:
    for node in tree.walk():
        if type(node) not in ALLOWED:
            yield f"{_named(node)} is not on the list of what every engine does alike"
        elif (complaint := _complaint(node)) is not None:
            yield f"{complaint}: {node.sql(DIALECT)}"


def _complaint(node: exp.Expr) -> str | None:
    """Say what is wrong with a node whose kind is allowed, if anything is."""
    if isinstance(node, exp.Cast) and node.to.sql(DIALECT) not in TYPES:
        return f"cast only to {', '.join(sorted(TYPES))}"
    if isinstance(node, exp.Div) and not _cannot_be_zero(node.expression):
        return "a division needs nullif(…, 0)"
    if isinstance(node, exp.Add | exp.Sub) and any(_is_date(side) for side in (node.left, node.right)):
        return "days are numbered by the calendar, not added or subtracted"
    return _clause(node)


def _clause(node: exp.Expr) -> str | None:
    if isinstance(node, exp.Table) and not _is_plain_name(node):
        return "tables are known by a plain name"
    if isinstance(node, exp.Join) and ((node.side, node.kind) not in JOINS or node.args.get("method")):
        return "joins are INNER, LEFT or CROSS, and written so"
    if isinstance(node, exp.Select) and (node.args.get("limit") or node.args.get("qualify")):
        return "LIMIT and QUALIFY are not for definitions"
    return None


def _is_plain_name(node: exp.Table) -> bool:
    return isinstance(node.this, exp.Identifier) and node.this.name.isidentifier() and not node.db


def _cannot_be_zero(divisor: exp.Expr) -> bool:
    inner = divisor.unnest()
    if isinstance(inner, exp.Nullif):
        return bool(inner.expression.is_number and float(inner.expression.name) == 0)
    return bool(isinstance(inner, exp.Literal) and inner.is_number and float(inner.name) != 0)


def _is_date(node: exp.Expr) -> bool:
    inner = node.unnest()
    return isinstance(inner, exp.Column) and inner.name.endswith(DATE_ENDINGS)


def _unordered_nulls(text: str) -> Iterator[str]:
    """The parser fills in a default for nulls, so count what is written against what is ordered."""
    tokens = sqlglot.tokenize(text, dialect=DIALECT)
    written = sum(
        1
        for token, following in pairwise(tokens)
        if token.text.upper() == "NULLS" and following.text.upper() in {"FIRST", "LAST"}
    )
    ordered = sum(1 for _ in _tree(text).find_all(exp.Ordered))
    if written < ordered:
        yield f"ORDER BY says where nulls go: {ordered} orders, {written} NULLS FIRST or LAST"


def _named(node: exp.Expr) -> str:
    if isinstance(node, exp.Anonymous):
        return f"{node.name}()"
    return node.key

"""The kinds of values that come in and go out: each says to programs what it is."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, StrictInt, WithJsonSchema
from pydantic_core import PydanticCustomError

LARGEST = 2**63 - 1
"""The largest number a database gives a row."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)


def _day(value: Any) -> Any:
    if value is None or type(value) is date:
        return value
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise PydanticCustomError("day", "This is no day: it looks like 2026-03-31.")


def _moment(value: Any) -> Any:
    if value is None or isinstance(value, datetime):
        return value
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        try:
            return datetime.fromisoformat(value.upper()).astimezone(UTC)
        except (ValueError, OverflowError):
            pass
    raise PydanticCustomError(
        "moment", "This is no moment with its zone: it looks like 2026-03-31T09:30:00+02:00."
    )


def _whole(value: Any) -> Any:
    """Return 7.0 as 7: in JSON both are the same whole number."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _amount(value: str) -> str:
    return plain(Decimal(value)) or "0"


def plain(value: Decimal | None) -> str | None:
    """Return an amount as text without zeros at the end: sums of two databases differ in those."""
    return None if value is None else f"{value.normalize() + 0:f}"


def text(longest: int, *, shortest: int = 0, may_lack: bool = False, means: str) -> Any:
    """Return the field of a text: so many characters at most, none NUL; what may be empty may lack."""
    return Field(
        (None if may_lack else ...) if shortest else "",
        min_length=shortest,
        max_length=longest,
        pattern=r"^[^\x00]*$",
        description=means,
    )


Day = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}),
]
"""A day as ISO 8601: 2026-03-31."""

Moment = Annotated[
    datetime,
    BeforeValidator(_moment),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""A moment with its zone, RFC 3339."""

Amount = Annotated[str, Field(pattern=r"^\d{1,12}(\.\d{1,2})?$"), AfterValidator(_amount)]
"""An amount of money, as text so that no cent is lost: 1250.50."""

Number = Annotated[StrictInt, Field(ge=1, le=LARGEST), BeforeValidator(_whole)]
"""The number of a row."""

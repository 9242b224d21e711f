"""A value of a typed cell as the text that a person sees."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any


def text(value: Any) -> str:
    """Write the value of a cell as it is seen.

    >>> text(34.0), text(datetime(2025, 2, 7)), text(True), text(None)
    ('34', '2025-02-07', 'yes', '')
    >>> text(["afp", "rfi"])
    'afp ; rfi'
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        if value != value:
            return ""
        return str(int(value)) if value.is_integer() else format(value, ".15g")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, time):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    return " ; ".join(text(item) for item in value) if isinstance(value, list) else str(value)

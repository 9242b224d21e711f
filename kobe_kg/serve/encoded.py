"""Names and values as browsers encode them, in a query string or in a form's body."""

from __future__ import annotations

import re
from binascii import a2b_qp
from urllib.parse import unquote_to_bytes

#: How many there may be.
MOST = 1000

_STRAY = re.compile(rb"%(?![0-9A-Fa-f]{2})")


def pairs(text: bytes) -> tuple[tuple[str, str], ...]:
    """Read names and values, in order, repeated names kept; a name alone has an empty value.

    :raises ValueError: when they are no UTF-8, or there are too many.

    >>> pairs(b"query=ASK+%7B%7D&x&x=%C3%A9%26")
    (('query', 'ASK {}'), ('x', ''), ('x', 'é&'))
    """
    parts = text.replace(b"+", b" ").split(b"&")
    if len(parts) > MOST:
        raise ValueError(f"there are more than {MOST} values")
    return tuple([(decoded(name), decoded(value)) for name, _, value in (p.partition(b"=") for p in parts if p)])


def decoded(text: bytes) -> str:
    """Read percent-encoded UTF-8; a percent sign that begins no code stands for itself.

    :raises ValueError: when it is no UTF-8.

    >>> decoded(b"/caf%C3%A9=%3D%25+"), decoded(b"100%")
    ('/café==%+', '100%')
    """
    if b"%" not in text:
        return text.decode()
    if _STRAY.search(text):
        return unquote_to_bytes(text).decode()
    # quoted-printable is the same with another sign, and read ten times as fast
    return a2b_qp(text.replace(b"=", b"=3D").replace(b"%", b"=")).decode()

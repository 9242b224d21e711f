"""The articles that UCDP names for an event: quoted items of publisher, day and headline, in one cell.

The headline is read to tell one article of a day from another, and goes no further: what stands for it is the
beginning of the SHA-256 of the item. The columns that list offices, days and headlines are not used, as a semicolon
inside a headline throws them out of step.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple
from unicodedata import normalize

_BETWEEN = re.compile(r'"\s*;\s*"')
# A publisher may have commas in its name, so that the first thing like a day ends it.
_ITEM = re.compile(r"(.*?),\s*([0-9]{4}-[0-9]{2}-[0-9]{2})(?=,|\s*\Z)", re.DOTALL)


class Article(NamedTuple):
    """One article that an event rests on."""

    #: First 16 hexadecimal digits of the SHA-256 of the item, its blanks made single, in Unicode's form NFC.
    key: str
    #: Who printed it; empty where the item does not say.
    publisher: str
    #: The day, ``YYYY-MM-DD``; empty where there is none, or none that exists.
    issued: str


def cut(text: str) -> list[Article]:
    """Cut a list of articles; what is not quoted is free text, and names none.

    >>> [(a.publisher, a.issued) for a in cut('"Sand, Tea and Guns,2016-06-01,In May; and after";"AFP,2016-05-27,Two"')]
    [('Sand, Tea and Guns', '2016-06-01'), ('AFP', '2016-05-27')]
    >>> cut("Reuters 1989-12-24")
    []
    """
    text = text.strip()
    if len(text) < 2 or text[0] != '"' or text[-1] != '"':
        return []
    return [_article(item) for item in _BETWEEN.split(text[1:-1])]


@lru_cache(50_000)
def _article(item: str) -> Article:
    plain = " ".join(normalize("NFC", item).split())
    key = sha256(plain.encode(errors="replace")).hexdigest()[:16]
    match = _ITEM.match(plain)
    if match is None:
        return Article(key, "", "")
    return Article(key, match[1].strip(), match[2] if _is_day(match[2]) else "")


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True

"""Labels in English and French that all readers of data sets write alike."""

from __future__ import annotations

from functools import lru_cache

from kobe_kg.ingest.lines import literal, node

_LABEL = node("rdfs:label")
_MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
}


def both(english: str, french: str) -> tuple[str, str, str, str]:
    """Give labels in both languages as properties and values."""
    return _LABEL, literal(english, "@en"), _LABEL, literal(french, "@fr")


@lru_cache(10_000)
def span(first: str, last: str, lang: str) -> str:
    """Say from which day to which.

    >>> span("2016-05-26", "2016-05-26", "en"), span("1992-09-01", "1992-09-30", "fr")
    ('26 May 2016', '1er septembre 1992 – 30 septembre 1992')
    """
    return day(first, lang) if first == last else f"{day(first, lang)} – {day(last, lang)}"


@lru_cache(10_000)
def day(text: str, lang: str) -> str:
    """Write a day in words.

    >>> day("2025-02-01", "en"), day("2025-02-01", "fr")
    ('1 February 2025', '1er février 2025')
    """
    year, month, number = (int(part) for part in text.split("-"))
    first = "1er" if lang == "fr" and number == 1 else str(number)
    return f"{first} {_MONTHS[lang][month - 1]} {year}"


def month(text: str, lang: str) -> str:
    """Write the month of a day in words.

    >>> month("2025-02-01", "fr")
    'février 2025'
    """
    return f"{_MONTHS[lang][int(text[5:7]) - 1]} {int(text[:4])}"

"""Figures and days in words, in English and French."""

from __future__ import annotations

from datetime import date

_QUALIFIERS = {
    "en": {
        "About": "about {0}",
        "AtLeast": "at least {0}",
        "AtMost": "at most {0}",
        "Exactly": "{0}",
        "Majority": "most of the “{1}”",
        "MoreThan": "more than {0}",
        "Several": "several",
        "Some": "some, not told how many",
        "SimilarTo": "a number similar to that of the “{1}”",
        "UpTo": "up to {0}",
    },
    "fr": {
        "About": "environ {0}",
        "AtLeast": "au moins {0}",
        "AtMost": "au plus {0}",
        "Exactly": "{0}",
        "Majority": "la plupart des « {1} »",
        "MoreThan": "plus de {0}",
        "Several": "plusieurs",
        "Some": "un nombre inconnu",
        "SimilarTo": "un nombre semblable à celui des « {1} »",
        "UpTo": "jusqu’à {0}",
    },
}
_MONTHS = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(),
    "fr": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.".split(),
}


def wording(qualifier: str, value: int | None, *, like: str | None = None, lang: str = "en") -> str:
    """Say a figure as its source did.

    :param qualifier: code of the qualifier.
    :param value: the headline number, or None where none is given.
    :param like: label of the whole a majority is of, or of the population a number is compared to.
    :param lang: ``en`` or ``fr``.

    >>> wording("MoreThan", 100), wording("Majority", None, like="Passengers"), wording("AtLeast", 34, lang="fr")
    ('more than 100', 'most of the “Passengers”', 'au moins 34')
    """
    return _QUALIFIERS[lang][qualifier].format(number(value, lang), like or "?")


def number(value: int | None, lang: str = "en") -> str:
    """Write a number with its thousands parted; a question mark for none.

    >>> number(12345), number(None)
    ('12,345', '?')
    """
    return "?" if value is None else f"{value:,}".replace(",", "\u202f" if lang == "fr" else ",")


def day(when: date | None, lang: str = "en") -> str:
    """Write a day shortly; empty for none.

    >>> day(date(2025, 2, 8)), day(date(2025, 2, 8), "fr"), day(None)
    ('8 Feb 2025', '8 févr. 2025', '')
    """
    return "" if when is None else f"{when.day} {_MONTHS[lang][when.month - 1]} {when.year}"

"""From a number as people word it, in English or French, to the figures of a claim."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from kobe_kg.ingest.dossier.numbers import WITHOUT_NUMBER, Figure, figure
from kobe_kg.ingest.dossier.sense import Unread

#: Wording of the dossiers to the words that stand before a number, longest first when read.
_BEFORE = {
    "at-least": "at least|no fewer than|no less than|not less than|not fewer than|a minimum of|minimum|min|"
    "au moins|pas moins de|un minimum de|au minimum|≥|>=",
    "more-than": "more than|over|above|upwards of|in excess of|plus de|plus d'|>",
    "less-than": "less than|fewer than|under|below|moins de|moins d'|<",
    "at-most": "at most|no more than|not more than|a maximum of|maximum|max|au plus|pas plus de|au maximum|≤|<=",
    "up-to": "up to|as many as|jusqu'à|jusqu'a",
    "about": "about|around|some|approximately|approx.|approx|roughly|close to|nearly|almost|an estimated|estimated|"
    "circa|ca.|ca|c.|environ|près de|à peu près|autour de|quelque|quelques|~|≈",
    "exact": "exactly|only|just|exactement|seulement",
}
_AFTER = {
    "at-least": "or more|and more|at least|ou plus|et plus|au moins|+",
    "at-most": "or fewer|or less|at most|ou moins|au plus|au maximum",
    "about": "or so|environ|approximately|approx.",
}
#: Words that are a figure without a number.
_ALONE = {
    "several": "several|a few|plusieurs|quelques|quelques-uns",
    "some": "some|an unknown number|unknown number|unknown|un nombre inconnu|nombre inconnu|inconnu",
    "majority": "majority|the majority|a majority|most|mostly|la majorité|majorité|la plupart|majoritairement",
    "similar-to": "similar|a similar number|similar to|un nombre comparable|comparable",
}
#: Concept of kg:QualifierScheme to the wording that has it.
QUALIFIERS = {
    "About": "about",
    "AtLeast": "at-least",
    "AtMost": "at-most",
    "Exactly": "exact",
    "Majority": "majority",
    "MoreThan": "more-than",
    "Several": "several",
    "SimilarTo": "similar-to",
    "Some": "some",
    "UpTo": "up-to",
}
_ENGLISH = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen twenty"""
_FRENCH = """zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept
dix-huit dix-neuf vingt"""
_ONES = {name: number for names in (_ENGLISH, _FRENCH) for number, name in enumerate(names.split())}
_TENS = {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100}
_TENS |= {"trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "cent": 100}
#: Words for so many, more or less.
_ROUND = {
    "dozen": 12,
    "dizaine": 10,
    "douzaine": 12,
    "quinzaine": 15,
    "vingtaine": 20,
    "trentaine": 30,
    "quarantaine": 40,
    "cinquantaine": 50,
    "soixantaine": 60,
    "centaine": 100,
}
_DIGITS = re.compile(r"[0-9]{1,12}(?:\.0+)?|[0-9]{1,3}(?:[ ,\u00a0\u202f][0-9]{3}){1,3}")
_RANGE = re.compile(
    r"(?:between |from |entre |de )?(?P<low>[^–—‑-]+?)\s*(?:[–—‑-]|\bto\b|\band\b|\bà\b|\bet\b)\s*(?P<high>.+)"
)
_HINT = "as in 25, at least 34, up to 56, about 30, environ 30, several, 25-30"


class Part(NamedTuple):
    """One claim of a number: a range makes several."""

    #: Empty where the number makes one claim; else ``low``, ``best`` or ``high``.
    name: str
    figure: Figure
    #: What of the wording no property holds, a sentence, or an empty text.
    note: str = ""


def parse(text: str) -> tuple[Part, ...]:
    """Read a number as it is worded.

    :raises Unread: when it cannot be read.

    >>> parse("au moins 34")
    (Part(name='', figure=Figure(qualifier='AtLeast', value=34, min=34, max=None), note=''),)
    >>> [part.name for part in parse("25–30")]
    ['low', 'high']
    >>> parse("une vingtaine")[0].figure
    Figure(qualifier='About', value=20, min=None, max=None)
    """
    said = " ".join(text.replace("’", "'").casefold().split())
    for wording, words in _ALONE.items():
        if said in words.split("|"):
            return (Part("", WITHOUT_NUMBER[wording]),)
    wording, bare = _cut(said)
    number = whole(bare)
    if number is not None:
        return _one(wording or ("about" if bare in _ROUND else "exact"), number)
    match = _RANGE.fullmatch(bare)
    low, high = (whole(match[name]) for name in ("low", "high")) if match else (None, None)
    if low is not None and high is not None and wording in ("", "exact"):
        return between(low, high)
    if re.fullmatch(r"[0-9]{1,3}\.[0-9]{3}", bare):
        raise Unread("number", f"{text!r} may be {bare.replace('.', '')} or {bare}", "write it without the point")
    raise Unread("number", f"{text!r} is no number as it is worded here", _HINT)


def between(low: int, high: int, best: int | None = None) -> tuple[Part, ...]:
    """Make the claims of a range: at least the one, at most the other, and about the best figure.

    :raises Unread: when it ends before it begins.
    """
    if low > high:
        raise Unread("number", f"the lower number {low} is above the higher number {high}")
    if low == high and best in (None, low):
        return (Part("", figure("exact", low, low)),)
    note = (
        f"Given as a range, {low} to {high}."
        if best is None
        else f"Given as {best}, with a range from {low} to {high}."
    )
    middle = () if best is None else (Part("best", figure("about", best, best), note),)
    low_end, high_end = figure("at-least", low, None), figure("at-most", None, high)
    return (Part("low", low_end, note), *middle, Part("high", high_end, note))


def worded(qualifier: str, number: int | None) -> tuple[Part, ...]:
    """Read a bare number with the qualifier that stands in a column of its own.

    :param qualifier: concept of kg:QualifierScheme.
    :raises Unread: when they do not go together.
    """
    wording = QUALIFIERS[qualifier]
    if number is None:
        if wording not in WITHOUT_NUMBER:
            raise Unread("qualifier", f"{qualifier} needs a number")
        return (Part("", WITHOUT_NUMBER[wording]),)
    return _one(wording, number)


def measured(text: str) -> tuple[str, str]:
    """Part a measure into the qualifier that words it and the number as it stands.

    >>> measured("environ 30,5"), measured("30")
    (('About', '30,5'), ('Exactly', '30'))
    """
    wording, bare = _cut(" ".join(text.replace("’", "'").casefold().split()))
    names = {wording: name for name, wording in QUALIFIERS.items()}
    return names.get(wording or "exact", ""), bare


def whole(text: str) -> int | None:
    """Read a bare whole number, in digits or in words, or give None.

    >>> whole("1 200"), whole("34.0"), whole("twenty-five"), whole("many")
    (1200, 34, 25, None)
    """
    text = text.strip()
    if _DIGITS.fullmatch(text):
        return int(re.sub(r"[^0-9]", "", re.sub(r"\.0+$", "", text)))
    if text in _ONES:
        return _ONES[text]
    if text in _ROUND:
        return _ROUND[text]
    ten, _, one = text.replace("-et-", "-").replace(" et ", "-").replace(" ", "-").partition("-")
    if ten in _TENS or ten in ("twenty", "vingt"):
        rest = _ONES.get(one) if one else 0
        return None if rest is None or rest > 9 else _TENS.get(ten, 20) + rest
    return None


def _one(wording: str, number: int) -> tuple[Part, ...]:
    low = None if wording in ("at-most", "less-than", "up-to") else number
    high = None if wording in ("at-least", "more-than") else number
    note = f"Worded as less than {number}." if wording == "less-than" else ""
    return (Part("", figure(wording, low, high), note),)


@lru_cache(10_000)
def _cut(said: str) -> tuple[str, str]:
    """Part a wording from its number."""
    said = re.sub(r"^(?:a|une) (?=[a-z]+aine$|dozen$)", "", said)
    found = [
        (len(word), wording, said[len(word) :].strip() if before else said[: -len(word)].strip())
        for before, table in ((True, _BEFORE), (False, _AFTER))
        for wording, words in table.items()
        for word in words.split("|")
        if (said.startswith(word) if before else said.endswith(word)) and _ends(said, word, before=before)
    ]
    if not found:
        return "", said
    _, wording, rest = max(found)
    return wording, re.sub(r"^(a|une?|de|d'|of)\s+(?=[a-z])", "", rest)


def _ends(said: str, word: str, *, before: bool) -> bool:
    """Tell whether a word stands by itself: what follows it, or goes before it, is no letter of its own."""
    rest = said[len(word) :] if before else said[: -len(word)]
    if not rest.strip():
        return False
    edge, other = (word[-1], rest[0]) if before else (word[0], rest[-1])
    return not (edge.isalpha() and other.isalpha())

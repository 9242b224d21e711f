"""What saved queries say of themselves, in the page's language: titles, sentences, names of columns and parameters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlencode

from kobe_kg.catalog import SavedQuery
from kobe_kg.pages.site import Site, french

#: Folders of queries to what they are about, in the order of the page; a folder of one's own stands last.
TOPICS = {
    "claims": "What is claimed",
    "reason": "What follows from it",
    "sources": "Sources and reports",
    "events": "Events and places",
    "names": "Names and spellings",
}


class Told(NamedTuple):
    """A text, and its language where that is not the page's."""

    text: str
    #: For the attribute ``lang``, or empty.
    lang: str = ""

    def __str__(self) -> str:
        return self.text


def told(text: str, site: Site) -> Told:
    """Give a sentence of a saved query in the page's language, or as it stands where nobody has translated it.

    >>> told("The event.", Site(lang="fr")).text
    'L’événement.'
    >>> told("A question of one's own", Site(lang="fr")).lang
    'en'
    """
    if site.lang == "en" or not text:
        return Told(text)
    found = french().get(text)
    return Told(found) if isinstance(found, str) else Told(text, "en")


def name(text: str, site: Site) -> Told:
    """Write the name of a column or parameter as words.

    >>> name("statedOn", Site()).text, name("as_of", Site(lang="fr")).text
    ('Stated on', 'Dit jusqu’au')
    """
    if site.lang == "fr" and isinstance(found := french().get(f"column {text}"), str):
        return Told(found)
    words = _NAMES.get(text) or re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", text).lower()
    if re.match(r"[ab] ", words):
        words = f"{'first' if words[0] == 'a' else 'second'}: {words[2:]}"
    return Told(words[:1].upper() + words[1:])


def tag(text: str, site: Site) -> Told:
    """Give a tag in the page's language, or as it stands."""
    found = french().get(f"tag {text}") if site.lang == "fr" else None
    return Told(found) if isinstance(found, str) else Told(text)


# Names that read badly by themselves.
_NAMES = {
    "a": "first",
    "as_of": "said until",
    "b": "second",
    "lang": "language",
    "max": "maximum",
    "min": "minimum",
    "url": "address",
    "what": "which outcome",
    "wkt": "coordinates",
}


def topic(query: SavedQuery, site: Site) -> Told:
    """Name what a query is about: its folder."""
    folder = query.path.parent.name
    return told(TOPICS[folder], site) if folder in TOPICS else Told(folder.replace("-", " ").capitalize())


def address(site: Site, path: str, pairs: Iterable[tuple[str, str]]) -> str:
    """Give the address of a page with arguments of any name.

    >>> address(Site(), "/query/claims", [("path", "a b")])
    '/query/claims?path=a+b'
    """
    if not site.live:
        return site.link(path)
    found = list(pairs)
    if site.named and not any(key == "lang" for key, _ in found):
        found.append(("lang", site.lang))
    return site._replace(named=False).link(path) + (f"?{urlencode(found)}" if found else "")

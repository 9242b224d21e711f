"""What all pages share: where they link to, their language, their frame."""

from __future__ import annotations

import json
import posixpath
import re
import tomllib
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode, urljoin

from markupsafe import Markup

from kobe_kg.namespaces import ID, KG, RULE, TYPES
from kobe_kg.pages.elements import Linked, is_web
from kobe_kg.pages.templating import Templates
from kobe_kg.reason.words import day, number

#: Languages of the pages.
LANGUAGES = ("en", "fr")
#: Types of resource whose page stands right below the root; that of any other is its document.
PAGED = ("claim", "convoy", "event", "party", "place", "report", "source")
#: The assets pages are made with.
STATIC = Path(__file__).resolve().parent / "static"
_WORDS = Path(__file__).resolve().parent / "words"
_CODE = re.compile(r"(<(?:code|pre|script|textarea)\b.*?</(?:code|pre|script|textarea)>)", re.DOTALL)
# A space before a sign that stands alone, or after an opening quotation mark, outside tags.
_SET_OFF = re.compile(r" (?:(?=[:;?!](?:[\s<]|$)|»)|(?<=« ))(?![^<>]*>)")


class Site(NamedTuple):
    """Where a page stands, and in which language."""

    #: ``en`` or ``fr``.
    lang: str = "en"
    #: Whether links have to name the language, because it was asked for by name.
    named: bool = False
    #: What stands before every path of a link: the path part of the server's address, without a slash at the end.
    prefix: str = ""
    #: The server's whole address, for links that leave the page: JSON-LD, citations.
    base: str = ""
    #: The page's own path and arguments, for the link to the other language and the canonical address.
    path: str = "/"
    args: tuple[tuple[str, str], ...] = ()
    #: Whether a server answers. If not, pages are files in a folder: their links are relative, and without arguments.
    live: bool = True
    #: The resources that have a page, where that is not for the server to find out when it is asked.
    known: frozenset[str] | None = None
    #: The data set: its title, version, SHA-256, licence.
    title: str = "Kobé KG"
    version: str = ""
    digest: str = ""
    licence: str = ""
    #: Whether all claims stand in named graphs, where no page looks.
    empty: bool = False

    def link(self, path: str, **args: object) -> str:
        """Give the address of a page of the site.

        :param path: from the root on, such as ``/event/kobe-attack``; its segments are encoded here.
        :param args: the query string; None leaves one out, a list repeats it, a final underscore is dropped.
        """
        if not self.live:
            return self._relative(path, str(args.get("lang", self.lang)))
        pairs = [(k.rstrip("_"), v) for k, value in args.items() if value is not None for v in _each(value)]
        if self.named and not any(name == "lang" for name, _ in pairs):
            pairs.append(("lang", self.lang))
        return self.prefix + quote(path, safe="/:@!$&'()*+,;=~.-_") + (f"?{urlencode(pairs)}" if pairs else "")

    def here(self, **changed: object) -> str:
        """Give the address of this page with other arguments."""
        if not self.live:
            return self._relative(self.path, str(changed.get("lang", self.lang)))
        kept = [(k, v) for k, v in self.args if k not in changed and k != "lang"]
        pairs = [*kept, *((k, v) for k, value in changed.items() if value is not None for v in _each(value))]
        if self.named and "lang" not in changed:
            pairs.append(("lang", self.lang))
        return self.prefix + quote(self.path, safe="/:@!$&'()*+,;=~.-_") + (f"?{urlencode(pairs)}" if pairs else "")

    @property
    def file(self) -> str:
        """The page's own file, in a folder of them.

        >>> Site(live=False, lang="fr", path="/event/kobe-attack").file
        'fr/event/kobe-attack.html'
        """
        return _file(self.path, self.lang)

    def _relative(self, path: str, lang: str) -> str:
        """Give the way from this page's file to another's.

        >>> Site(live=False, path="/event/kobe-attack").link("/claim/x"), Site(live=False).link("/dump.ttl")
        ('../claim/x.html', 'dump.ttl')
        """
        return _way(_folder(self.path, self.lang), path, lang)

    def thing(self, iri: str) -> str | None:
        """Give the address of a resource's page; None where it can have none.

        >>> Site().thing("https://w3id.org/kobe-kg/id/claim/hrw-civilians-killed")
        '/claim/hrw-civilians-killed'
        """
        if self.known is not None and iri not in self.known and not iri.startswith(RULE):
            return None
        if place := _place(iri):
            return self.link(place.path) + place.anchor
        known = self.live and iri.startswith(("http://", "https://", "urn:"))
        return self.link("/resource", iri=iri) if known else None

    def whole(self, path: str) -> str:
        """Give the address of a page in full, for machines; relative where it is not known where pages will be.

        >>> Site(base="https://example.org/kobe", prefix="/kobe").whole("/event/x")
        'https://example.org/kobe/event/x'
        >>> Site(base="https://example.org", live=False, path="/event/x").whole("/")
        'https://example.org/index.html'
        """
        return self.joined(self._replace(named=False).link(path))

    def joined(self, address: str) -> str:
        """Give a link of this page in full."""
        if self.live or not self.base:
            return self.base.removesuffix(self.prefix) + address
        return urljoin(f"{self.base}/{self.file}", address)

    def static(self, name: str) -> str:
        """Give the address of an asset; it changes whenever any asset does.

        :raises FileNotFoundError: when there is no such asset.
        """
        _check(name)
        return f"{self.prefix}/static/{digest()}/{name}" if self.live else self._relative(f"/static/{name}", "en")

    def say(self, text: str, **values: object) -> str:
        """Give a text in the page's language, its ``{names}`` filled in.

        >>> Site(lang="fr").say("Search")
        'Rechercher'
        """
        found = text if self.lang == "en" else french()[text]
        assert isinstance(found, str)
        return found.format(**values) if values else found

    @property
    def colon(self) -> str:
        """Give a colon as the language sets it after a word."""
        return " :" if self.lang == "fr" else ":"

    def counted(self, n: int, one: str, many: str, **values: object) -> str:
        """Give a counted text; ``{n}`` is the number.

        >>> Site(lang="fr").counted(2, "{n} claim", "{n} claims")
        '2 affirmations'
        """
        single, several = (one, many) if self.lang == "en" else french()[one]
        plural = n > 1 if self.lang == "fr" else n != 1
        return (several if plural else single).format(n=number(n, self.lang), **values)


@lru_cache(20_000)
def _way(folder: str, path: str, lang: str) -> str:
    """Give the way from a folder to the file of an address, encoded.

    >>> _way("fr/event", "/claim/x", "fr")
    '../claim/x.html'
    """
    here, there = folder.split("/") if folder else [], _file(path, lang).split("/")
    same = 0
    while same < min(len(here), len(there) - 1) and here[same] == there[same]:
        same += 1
    return quote("/".join([".."] * (len(here) - same) + there[same:]), safe="/~.-_")


@lru_cache(1_000)
def _folder(path: str, lang: str) -> str:
    return posixpath.dirname(_file(path, lang))


def _file(path: str, lang: str) -> str:
    """Give the file of an address: pages have one a language, data has one for all."""
    name = path.strip("/") or "index"
    if "." in posixpath.basename(name):
        return name
    return f"{name}.html" if lang == "en" else f"{lang}/{name}.html"


class _Place(NamedTuple):
    """Where a resource of ours stands."""

    path: str
    #: What follows the address of the page: where on it.
    anchor: str = ""


@lru_cache(20_000)
def _place(iri: str) -> _Place | None:
    """Give where a resource has its page, or where on one it stands; None for one without."""
    if iri.startswith(ID):
        kind, _, slug = iri.removeprefix(ID).partition("/")
        if kind in TYPES and slug and not set("/.") & set(slug):  # a dot may read as an extension
            return _Place(f"/{kind}/{slug}" if kind in PAGED else f"/doc/{kind}/{slug}")
    for namespace, path in ((KG, "/ns"), (RULE, "/rules")):
        if iri.startswith(namespace):
            return _Place(path, "#" + quote(iri.removeprefix(namespace)))
    return None


@cache
def _check(asset: str) -> None:
    if not (STATIC / asset).is_file():
        raise FileNotFoundError(asset)


def _each(value: object) -> list[str]:
    return [str(v) for v in value] if isinstance(value, (list, tuple)) else [str(value)]


def render(template: str, site: Site, **values: Any) -> str:
    """Fill in a template of a page or of a part of one; everything put in is escaped.

    :param template: its file name, such as ``claim.html``.
    """
    made = _templates(site.lang).fill(template, site=site, **_bound(site), **values)
    return spaced(made) if site.lang == "fr" else made


def spaced(page: str) -> str:
    """Keep the signs that French sets off by a space on the line of their word, except in code.

    >>> spaced("<h1>Kobé : qui ?</h1> <code>a ; b</code>") == "<h1>Kobé\\xa0: qui\\xa0?</h1> <code>a ; b</code>"
    True
    """
    parts = _CODE.split(page)
    return "".join(part if n % 2 else _SET_OFF.sub("\N{NO-BREAK SPACE}", part) for n, part in enumerate(parts))


def _bound(site: Site) -> dict[str, Any]:
    """Give what a template calls by name."""
    return Linked(site.thing).functions() | {
        "colon": site.colon,
        "counted": site.counted,
        "date": lambda value: day(value, site.lang),
        "here": site.here,
        "link": site.link,
        "number": lambda value: number(value, site.lang),
        "say": site.say,
        "static": site.static,
        "thing": site.thing,
    }


@cache
def _templates(lang: str) -> Templates:
    found = Templates(lang, Site(lang=lang).say, _words())
    found.filters["jsonld"] = _jsonld
    found.tests["web"] = is_web
    return found


@cache
def _words() -> str:
    """Give what tells apart the states of the texts."""
    return " ".join(f"{path.name}:{path.stat().st_mtime_ns}" for path in sorted(_WORDS.glob("*.toml")))


@cache
def french() -> dict[str, Any]:
    """Give every text of the pages in French: a text, or a pair of one and several."""
    found: dict[str, Any] = {}
    for path in sorted(_WORDS.glob("*.toml")):
        found |= tomllib.loads(path.read_text(encoding="utf-8"))
    return found


@cache
def digest() -> str:
    """Give eight figures that stand for all assets as they are."""
    every = sha256()
    for path in sorted(STATIC.rglob("*")):
        if path.is_file():
            every.update(path.relative_to(STATIC).as_posix().encode() + b"\0" + path.read_bytes())
    return every.hexdigest()[:8]


def _jsonld(found: object) -> Markup:
    """Write JSON as it may stand in a script element: no ``<`` ends it early."""
    text = json.dumps(found, ensure_ascii=False, sort_keys=True)
    return Markup(text.replace("<", "\\u003c").replace("&", "\\u0026"))  # noqa: S704 - escaped for where it stands

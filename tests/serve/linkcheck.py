"""Read a folder of pages as a browser would find its way through it: every link a file, every fragment an id."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

_ADDRESSES = {"action", "formaction", "href", "poster", "src", "srcset"}


class Page(HTMLParser):
    """The links and ids of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in _ADDRESSES or (name == "data" and tag == "object"):
                self.links.add(value or "")
            if name == "id":
                self.ids.add(value or "")


def faults(folder: Path, base: str = "") -> Iterator[str]:
    """Tell every link of the folder's pages that leads nowhere.

    :param base: where it will be published; what begins there is in the folder too.
    """
    pages = {p.relative_to(folder).as_posix(): Page(p.read_text(encoding="utf-8")) for p in folder.rglob("*.html")}
    files = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert len(pages) > 10
    root = base or "https://folder.invalid"
    for name, page in pages.items():
        for link in page.links:
            whole = urlsplit(urljoin(f"{root}/{name}", link))
            place = whole._replace(query="", fragment="").geturl()
            if whole.scheme in ("http", "https") and not place.startswith(f"{root}/"):
                if not urlsplit(link).scheme:
                    yield f"{name}: {link!r} leads out of the folder"
                continue
            target = posixpath.normpath(unquote(place.removeprefix(f"{root}/"))) if place != f"{root}/" else ""
            if whole.scheme not in ("http", "https"):
                yield f"{name}: {link!r} is no address"
            elif whole.query:
                yield f"{name}: {link!r} asks something of a file"
            elif target not in files:
                yield f"{name}: {link!r} is no file"
            elif whole.fragment and unquote(whole.fragment) not in pages[target].ids:
                yield f"{name}: {link!r} is no place on that page"

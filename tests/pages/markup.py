"""Read a page as strictly as no browser does: every tag closed in its order, every id once, every link somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from typing import NamedTuple

VOID = set("area base br col embed hr img input link meta source track wbr".split())
#: What closes itself when it stands in a drawing.
DRAWN = set("circle line path rect use".split())


class Element:
    """An element and what is in it."""

    def __init__(self, tag: str, attrs: dict[str, str]) -> None:
        self.tag = tag
        self.attrs = attrs
        self.children: list[Element | str] = []

    def walk(self) -> Iterator[Element]:
        """Give it and all elements within."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def all(self, tag: str, **attrs: str) -> list[Element]:
        """Give the elements of a tag; an attribute named ``class_`` holds one of its classes."""

        def fits(e: Element) -> bool:
            return all(
                value in e.attrs.get("class", "").split() if name == "class_" else e.attrs.get(name) == value
                for name, value in attrs.items()
            )

        return [e for e in self.walk() if e.tag == tag and fits(e)]

    def one(self, tag: str, **attrs: str) -> Element:
        """Give the only element of its kind."""
        (found,) = self.all(tag, **attrs)
        return found

    @property
    def text(self) -> str:
        """Its text as it is read, spaces gathered."""
        return re.sub(r"[ \t\r\n\f]+", " ", "".join(self._texts())).strip()

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                yield from child._texts()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("#page", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice: {names}"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in DRAWN | VOID, f"<{tag}/> closes itself"
        self.open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}> at {self.getpos()}"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read(page: str) -> Element:
    """Read a page, and require that it is well-formed; a space that keeps words together is read as any other."""
    reader = _Reader()
    reader.feed(page.replace("\N{NO-BREAK SPACE}", " "))
    reader.close()
    assert len(reader.open) == 1, f"<{reader.open[-1].tag}> is never closed"
    return reader.open[0]


class Fault(NamedTuple):
    """What is wrong with a page."""

    what: str
    where: str


def faults(page: Element) -> list[Fault]:
    """Find what a reader, a keyboard or the policy of the server would stumble over."""
    found: list[Fault] = []
    ids = [e.attrs["id"] for e in page.walk() if "id" in e.attrs]
    found += [Fault("an id twice", i) for i in sorted({i for i in ids if ids.count(i) > 1})]
    for e in page.walk():
        if "style" in e.attrs or any(name.startswith("on") for name in e.attrs):
            found.append(Fault("what the policy forbids", f"<{e.tag}> {e.attrs}"))
        if e.tag == "style" or (e.tag == "script" and "src" not in e.attrs and "json" not in e.attrs.get("type", "")):
            found.append(Fault("inline code", e.tag))
        if e.tag == "a" and not e.attrs.get("href"):
            found.append(Fault("a link to nowhere", e.text))
        if e.tag == "a" and e.attrs.get("href", "").startswith("#") and e.attrs["href"][1:] not in ids:
            found.append(Fault("a link to no place of the page", e.attrs["href"]))
        for name in ("aria-labelledby", "for", "list"):
            found += [Fault(f"{name} of nothing", i) for i in e.attrs.get(name, "").split() if i not in ids]
        if e.tag == "svg" and e.attrs.get("aria-hidden") != "true" and "aria-label" not in e.attrs:
            inside = [d for d in e.walk() if d.attrs.get("role") == "img" or d.tag == "title"]
            if not inside and "at" not in e.attrs.get("class", ""):
                found.append(Fault("a drawing that says nothing", str(e.attrs)))
        if e.tag == "table" and not e.all("th"):
            found.append(Fault("a table without headers", e.text[:40]))
    levels = [int(e.tag[1]) for e in page.walk() if re.fullmatch("h[1-6]", e.tag)]
    found += [Fault("a heading skipped", f"h{a} to h{b}") for a, b in pairwise(levels) if b > a + 1]
    if levels.count(1) != 1 or levels[0] != 1:
        found.append(Fault("not one h1 first", str(levels[:4])))
    return found

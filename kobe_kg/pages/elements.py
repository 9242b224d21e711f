"""The smallest elements of pages, which stand there in hundreds: a text in its language, a link, a badge.

They are functions here, and not in the templates, because a template takes many times as long for each.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

if TYPE_CHECKING:  # these make pages of elements
    from kobe_kg.pages.reading import Text
    from kobe_kg.pages.thing.facts import Value

_SPECIAL = re.compile("[&<>'\"]").search


def escaped(value: object) -> str:
    """Write a value into a page; few texts have anything to escape.

    >>> escaped("a < b"), escaped(Markup("<b>")), escaped(1)
    ('a &lt; b', Markup('<b>'), '1')
    """
    if type(value) is Markup:
        return value
    if type(value) is str:
        return str(escape(value)) if _SPECIAL(value) else value
    return str(escape(value))


def is_web(address: object) -> bool:
    """Tell whether a text is an address that a browser may follow."""
    return str(address).startswith(("http://", "https://"))


def worded(some: Text) -> Markup:
    """Write a text, with its language where that is not the page's."""
    return _spoken(some.value, some.lang)


def badge(text: object, kind: str = "") -> Markup:
    """Mark a word: what kind of disagreement, how sure, first-hand or not.

    :param kind: one of the classes of ``kobe.css``.

    >>> badge("revised", "warning")
    Markup('<span class="tag warning">revised</span>')
    """
    return _marked(f'<span class="tag{" " + escaped(kind) if kind else ""}">{escaped(text)}</span>')


def outside(address: str, label: object) -> Markup:
    """Link to a page of others, where it is one."""
    words = escaped(label or address)
    link = f'<a class="out" rel="noreferrer" href="{escaped(address)}">{words}</a>'
    return _marked(link if is_web(address) else words)


class Linked:
    """Writes what leads to the pages of resources.

    :param thing: gives the address of a resource's page, or None where it can have none.
    """

    def __init__(self, thing: Callable[[str], str | None]) -> None:
        self._thing = thing

    def resource(self, iri: str, label: object) -> Markup:
        """Link to a resource by a label in the page's language."""
        return self.go(iri, label or iri)

    def link_to(self, iri: str, some: Text) -> Markup:
        """Link to a resource by its label."""
        return self.go(iri, some.value, some.lang)

    def go(self, iri: str, words: object, lang: str = "") -> Markup:
        """Write words that lead to a resource's page, where it can have one."""
        address = self._thing(iri)
        if not address:
            return _spoken(words, lang)
        spoken = f' lang="{escaped(lang)}"' if lang else ""
        return _marked(f'<a href="{escaped(address)}"{spoken}>{escaped(words)}</a>')

    def value_of(self, some: Value) -> Markup:
        """Write a value of a fact, and what there is to be noted of it."""
        if some.outside and is_web(some.iri):
            found = f'<a class="out" rel="noreferrer" href="{escaped(some.iri)}">{worded(some.text)}</a>'
        else:
            found = self.link_to(some.iri, some.text) if some.iri else worded(some.text)
        return _marked(f'{found} <span class="note">{worded(some.note)}</span>' if some.note.value else found)

    def functions(self) -> dict[str, Any]:
        """Give what a template calls by name."""
        return {
            "badge": badge,
            "go": self.go,
            "link_to": self.link_to,
            "outside": outside,
            "resource": self.resource,
            "value_of": self.value_of,
            "worded": worded,
        }


def _spoken(words: object, lang: str) -> Markup:
    found = escaped(words)
    return _marked(f'<span lang="{escaped(lang)}">{found}</span>' if lang else found)


def _marked(html: str) -> Markup:
    """Tell templates that this is escaped already."""
    return Markup(html)  # noqa: S704 - all that is put in is escaped above

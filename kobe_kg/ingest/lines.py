"""Statements as lines of N-Triples or N-Quads, made of texts: what streams faster than it could be held."""

from __future__ import annotations

import re
from functools import lru_cache

from kobe_kg.namespaces import expand

_SPECIAL = re.compile(r'[\\"\n\r]')
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})


@lru_cache(1000)
def node(name: str) -> str:
    """Write the IRI of a prefixed name.

    >>> node("kg:Killed")
    '<https://w3id.org/kobe-kg/ns#Killed>'
    """
    return f"<{expand(name)}>"


def literal(text: str, kind: str = "") -> str:
    r"""Write a literal.

    :param kind: ``@`` and a language, or the prefixed name of a datatype.

    >>> print(literal('a "b"\n', "@en"), literal("7", "xsd:integer"))
    "a \"b\"\n"@en "7"^^<http://www.w3.org/2001/XMLSchema#integer>
    """
    if _SPECIAL.search(text):
        text = text.translate(_ESCAPES)
    return f'"{text}"{kind}' if not kind or kind[0] == "@" else f'"{text}"^^{node(kind)}'


class Lines:
    """Statements under way.

    :param graph: what names the graph they are in, written as a term; an empty text is none.
    """

    def __init__(self, graph: str = "") -> None:
        self._end = f" {graph} .\n" if graph else " .\n"
        self._lines: list[str] = []

    def say(self, subject: str, *said: str) -> None:
        """Add statements about one thing.

        :param said: property and value in turn, each written as a term.
        """
        end = self._end
        self._lines += [f"{subject} {said[at]} {said[at + 1]}{end}" for at in range(0, len(said), 2)]

    def take(self) -> str:
        """Give the text of what was added since this was last asked."""
        text = "".join(self._lines)
        self._lines.clear()
        return text

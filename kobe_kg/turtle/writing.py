"""The canonical text of a graph: the same triples always give the same Turtle."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kobe_kg.errors import DataError, LimitError, ParameterError
from kobe_kg.turtle.blanks import Blanks, Graph
from kobe_kg.turtle.reading import parse_with_prefixes
from kobe_kg.turtle.terms import Speller
from kobe_kg.turtle.tokens import TOKEN, Lines

_NIL = "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil"
_WIDTH = 100
# How deep blank nodes may nest: each level is indented, so that the text grows with the square of the depth.
_DEEP = 250

# A nested blank node yet to be written, and the indent of the line it begins on.
_Nested = tuple[str, int]


def format(text: str, *, path: Path | str | None = None) -> str:  # noqa: A001 - goes with parse
    """Put a Turtle text in canonical form.

    The comments at the very top stay. Namespaces of the project's table get its prefixes, others the text's
    own. IRIs relative to a declared base are written whole.

    :param text: the whole document.
    :param path: the file it came from, to be named in errors.
    :raises DataError: where the text is not Turtle 1.1, or at a comment below the top, which would be lost.
    :raises LimitError: when blank nodes are nested too deep, or need labels and are too alike to be ordered.

    >>> print(format("@prefix k: <https://w3id.org/kobe-kg/ns#> . k:Trucks a k:Population ; k:max 2, 1 ."))
    PREFIX kg: <https://w3id.org/kobe-kg/ns#>
    <BLANKLINE>
    kg:Trucks
        a kg:Population ;
        kg:max
            1 ,
            2 ;
    .
    <BLANKLINE>
    """
    triples, prefixes = parse_with_prefixes(text, path=path)
    return write(triples, header=_header(text, path), prefixes=prefixes)


def write(triples: Iterable[Triple], *, header: str = "", prefixes: Mapping[str, str] | None = None) -> str:
    """Write triples as canonical Turtle.

    :param triples: read once; repeated ones are written once.
    :param header: comment lines to stand at the top, each beginning with ``#``.
    :param prefixes: prefix to namespace IRI, beyond the project's table; only those in use are declared.
    :returns: the text, with a line end at its end; an empty text when there is nothing to write.
    :raises DataError: at a term that only RDF 1.2 knows.
    :raises LimitError: when blank nodes are nested too deep, or need labels and are too alike to be ordered.
    :raises ParameterError: when the header is not made of comments or a prefix is no name.
    """
    speller = Speller(prefixes)
    graph = spell(triples, speller)
    blanks = Blanks(graph)
    subjects = sorted(
        (subject for subject in graph if not blanks.is_nested(subject)),
        key=lambda subject: order(subject, graph, blanks),
    )
    predicates: set[str] = set()
    blocks = ["".join(block(subject, blanks, predicates)) for subject in subjects]
    sections = [_checked(header), "\n".join(speller.declarations(predicates)), *blocks]
    return "\n\n".join(section for section in sections if section) + "\n" if any(sections) else ""


def _header(text: str, path: Path | str | None) -> str:
    """Give the comments at the top of a text, and refuse any other.

    :raises DataError: at the first comment below the top, naming the lines of some more.
    """
    top: int | None = None
    lost: list[int] = []
    for match in TOKEN.finditer(text):
        if match.lastgroup != "comment":
            top = match.start(match.lastgroup or 0) if top is None else top
        elif top is not None:
            lost.append(match.start("comment"))
    if lost:
        lines = Lines(text, path)
        hint = "move it to the top of the file, or make it a triple: skos:editorialNote, skos:scopeNote"
        if more := [str(lines.position(offset).line) for offset in lost[1:]]:
            hint += f"\nmore comments on line {', '.join(more[:10])}{' …' if len(more) > 10 else ''}"
        raise DataError("formatting would lose this comment", where=lines.position(lost[0]), hint=hint)
    return text[:top]


def _checked(header: str) -> str:
    """Tidy a header: no space at line ends, no empty lines around it and one at most within."""
    lines = [line.rstrip() for line in re.split(r"\r\n?|\n", header)]
    for line in lines:
        if line and not line.lstrip().startswith("#"):
            raise ParameterError(f"a header is made of comments, and this line is none: {line!r}")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def spell(triples: Iterable[Triple], speller: Speller) -> Graph:
    """Give triples as spelled terms.

    :raises DataError: at a term that only RDF 1.2 knows.
    """
    graph: Graph = {}
    for triple in triples:
        subject, predicate, term = spelled(triple, speller)
        graph.setdefault(subject, {}).setdefault(predicate, set()).add(term)
    return graph


def spelled(triple: Triple, speller: Speller) -> tuple[str, str, str]:
    """Give the three terms of a triple as they are spelled.

    :raises DataError: at a term that only RDF 1.2 knows.
    """
    subject, term = triple.subject, triple.object
    if isinstance(subject, NamedNode):
        first = speller.name(subject.value)
    elif isinstance(subject, BlankNode):
        first = f"_:{subject.value}"
    else:
        raise DataError(f"{subject} is a subject of RDF 1.2, which Turtle 1.1 cannot say")
    if isinstance(term, NamedNode):
        last = "()" if term.value == _NIL else speller.name(term.value)
    elif isinstance(term, Literal):
        last = speller.literal(term)
    elif isinstance(term, BlankNode):
        last = f"_:{term.value}"
    else:
        raise DataError(f"{term} is an object of RDF 1.2, which Turtle 1.1 cannot say")
    return first, speller.predicate(triple.predicate.value), last


def order(subject: str, graph: Graph, blanks: Blanks) -> tuple[int, int, str]:
    """Order blocks: the ontology, all else with an IRI by name, labelled blank nodes, the others by text."""
    label = blanks.labels.get(subject)
    if label is not None:
        return 2, int(label[3:]), ""
    if blanks.is_anonymous(subject):
        return 3, 0, blanks.key(subject)
    return (0 if "owl:Ontology" in graph[subject].get("a", ()) else 1), 0, subject


def block(subject: str, blanks: Blanks, predicates: set[str]) -> Iterator[str]:
    """Write a subject with all that is nested in it, piece by piece, and note the predicates written."""
    yield "[]" if blanks.is_anonymous(subject) else blanks.labels.get(subject, subject)
    yield "\n"
    todo: list[str | _Nested] = [".", *reversed(_lines(subject, 4, blanks, predicates))]
    while todo:
        piece = todo.pop()
        if isinstance(piece, str):
            yield piece
        elif piece[1] > 4 * _DEEP:
            hint = "give some of them an IRI"
            raise LimitError(f"blank nodes or lists are nested more than {_DEEP} levels deep", hint=hint)
        elif piece[0] in blanks.items:
            todo += reversed(_list(*piece, blanks))
        else:
            node, indent = piece
            todo += (" " * indent + "]", *reversed(_lines(node, indent + 4, blanks, predicates)), "[\n")


def _lines(node: str, indent: int, blanks: Blanks, predicates: set[str]) -> list[str | _Nested]:
    """Give the pieces of a node's properties, one predicate a line, each line closed."""
    pieces: list[str | _Nested] = []
    pad = " " * indent
    for predicate, objects in blanks.properties(node):
        predicates.add(predicate)
        if len(objects) == 1:
            pieces += (
                f"{pad}{predicate} ",
                _value(objects[0], indent, indent + len(predicate) + 1, blanks),
                " ;\n",
            )
            continue
        pieces.append(f"{pad}{predicate}\n")
        for term in objects:
            pieces += (f"{pad}    ", _value(term, indent + 4, indent + 4, blanks), " ,\n")
        pieces[-1] = " ;\n"
    return pieces


def _list(head: str, indent: int, blanks: Blanks) -> list[str | _Nested]:
    """Give the pieces of a list, one item a line."""
    pieces: list[str | _Nested] = ["(\n"]
    for item in blanks.items[head]:
        pieces += (" " * (indent + 4), _value(item, indent + 4, indent + 4, blanks), "\n")
    return [*pieces, " " * indent + ")"]


def _value(node: str, indent: int, column: int, blanks: Blanks) -> str | _Nested:
    """Give the text of an object if it stands on the line, and otherwise what is still to be written."""
    if not blanks.is_nested(node):
        return blanks.labels.get(node, node)
    text = blanks.inline.get(node)
    if text is not None and (column + len(text) + len(" ;") <= _WIDTH or text == "[]"):
        return text
    return node, indent

"""The rules as their shapes describe them: what each asks, of what, how gravely and why.

Shapes are read with the Turtle parser alone, so that a list of rules costs no engine. A rule is a shape with a name
that checks something itself; the nameless shapes within it belong to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kobe_kg import files, paths, turtle
from kobe_kg.errors import Position
from kobe_kg.namespaces import RULE, compact, expand, is_local, is_prefixed
from kobe_kg.validate.report import SEVERITIES, Term

#: What makes a node a shape that checks something (SHACL, sections 4 and 5).
_PARAMETERS = {
    f"sh:{name}"
    for name in """and class closed datatype disjoint equals hasValue in languageIn lessThan lessThanOrEquals
    maxCount maxExclusive maxInclusive maxLength minCount minExclusive minInclusive minLength node nodeKind not or
    pattern qualifiedValueShape sparql uniqueLang xone""".split()
}
#: Predicate that gives a shape its targets, and how to say it.
_TARGETS = {
    "sh:target": "what a query selects",
    "sh:targetClass": "{}",
    "sh:targetNode": "{}",
    "sh:targetObjectsOf": "values of {}",
    "sh:targetSubjectsOf": "what has {}",
}
#: Predicate that makes a property path, and how SPARQL writes it.
_STEPS = {
    "sh:inversePath": "^{}",
    "sh:oneOrMorePath": "{}+",
    "sh:zeroOrMorePath": "{}*",
    "sh:zeroOrOnePath": "{}?",
}
#: How deep a shape may nest before the rest of it is left out.
_DEPTH = 20


class Rule(NamedTuple):
    """What a graph is asked to keep to."""

    #: As printed in a finding: the end of its IRI, or for a shape from elsewhere its short form or IRI.
    id: str
    #: IRI of the shape.
    iri: str
    #: One of :data:`~kobe_kg.validate.report.SEVERITIES`.
    severity: str
    #: A few words, or empty.
    name: str
    #: What is wrong when it is broken and what would mend it, or empty.
    message: str
    #: The reason for it, or empty.
    why: str
    #: What it is asked of: classes, nodes, or what has a property.
    targets: tuple[str, ...]
    #: The property path it looks at, as in SPARQL, or empty.
    path: str
    #: What it checks, by the names of SHACL: ``minCount``, ``class``, ``sparql``.
    checks: tuple[str, ...]
    #: The file it stands in; None for the one rule that is no shape.
    file: Path | None
    #: The names its query uses, in short form; none without a query.
    asks: frozenset[str] = frozenset()

    @property
    def kind(self) -> str:
        """``Core``, ``SPARQL``, or ``Turtle`` for the one rule that is no shape."""
        if self.file is None:
            return "Turtle"
        return "SPARQL" if any(check == "sparql" or ":" in check for check in self.checks) else "Core"

    def locate(self) -> Position | None:
        """Find the place of its shape."""
        if self.file is None:
            return None
        return turtle.locate(turtle.read_text(self.file), NamedNode(self.iri), path=self.file)


#: What every file is held to before all else.
SYNTAX = Rule(
    id="turtle",
    iri=f"{RULE}turtle",
    severity="violation",
    name="A file is Turtle",
    message="The file is not Turtle 1.1 at this place. Correct what the finding names: mostly a semicolon or a full "
    "stop is missing, a text is not closed, or a prefix is not declared.",
    why="What cannot be read cannot be checked, and what stands in it is unknown to the other files.",
    targets=("every file",),
    path="",
    checks=("syntax",),
    file=None,
)


def read(shapes: Sequence[Path] = ()) -> dict[str, Rule]:
    """Give the rules by id, in order, the one on syntax among them.

    :param shapes: files or folders of SHACL shapes; none reads those of the project.
    :raises DataError: when a path is missing or a file is not Turtle.

    >>> read()["claim-speaker"].severity
    'violation'
    """
    graph = _Shapes()
    for path in files.expand(shapes or paths.project().shapes, ".ttl"):
        graph.take(read_shapes(path), path)
    return {rule.id: rule for rule in sorted([SYNTAX, *graph.rules()], key=lambda rule: rule.id)}


def read_shapes(path: Path) -> list[Triple]:
    """Read the triples of a file of shapes; what is relative in it is taken from where it lies.

    :raises DataError: when it cannot be read.
    """
    return turtle.parse(turtle.read_text(path), path=path, base=path.absolute().as_uri())


def identify(iri: str) -> str:
    """Give the id of the rule that a shape's IRI names.

    >>> identify("https://w3id.org/kobe-kg/rules#claim-speaker"), identify("https://example.org/shape")
    ('claim-speaker', 'https://example.org/shape')
    """
    return iri.removeprefix(RULE) if iri.startswith(RULE) else compact(iri) or iri


def address(rule: str) -> str | None:
    """Give the IRI of the shape that a rule's id names, or None when it names none.

    >>> address("claim-speaker"), address("https://example.org/shape"), address("no name")
    ('https://w3id.org/kobe-kg/rules#claim-speaker', 'https://example.org/shape', None)
    """
    if is_prefixed(rule):
        return expand(rule)
    if is_local(rule):
        return RULE + rule
    return rule if re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*", rule) else None


def owners(triples: Iterable[Triple]) -> dict[BlankNode, str]:
    """Give the id of the rule that each nameless node of some shapes belongs to, the nearest named one above it."""
    graph = _Shapes()
    graph.take(triples)
    return graph.owners()


class _Shapes:
    """Shapes as triples, by subject and by object; predicates in short form."""

    def __init__(self) -> None:
        self._said: dict[Term, list[tuple[str, Term]]] = {}
        self._parents: dict[Term, set[Term]] = {}
        self._files: dict[Term, Path] = {}

    def take(self, triples: Iterable[Triple], path: Path | None = None) -> None:
        """Take in what a file says."""
        for triple in triples:
            subject, predicate, term = triple.subject, _short(triple.predicate.value), triple.object
            assert isinstance(subject, (NamedNode, BlankNode))
            assert isinstance(term, (NamedNode, BlankNode, Literal))
            self._said.setdefault(subject, []).append((predicate, term))
            if path is not None:
                self._files.setdefault(subject, path)
            if predicate not in _TARGETS and not isinstance(term, Literal):
                self._parents.setdefault(term, set()).add(subject)

    def rules(self) -> Iterator[Rule]:
        """Give the shapes with a name that check something, but for those that are switched off."""
        own = {_term(path) for declared in self._objects("sh:parameter") for path in self._all(declared, "sh:path")}
        for shape in self._said:
            off = any(term.value in ("true", "1") for term in self._all(shape, "sh:deactivated"))
            if isinstance(shape, NamedNode) and not off and (checks := self._checks(shape, own)):
                yield self._rule(shape, checks)

    def owners(self) -> dict[BlankNode, str]:
        """Give the id of the named shape nearest above each blank node."""
        found: dict[BlankNode, str] = {}
        ahead: list[tuple[Term, str]] = [(s, identify(s.value)) for s in self._said if isinstance(s, NamedNode)]
        for node, name in ahead:  # grows on the way down
            for _, term in self._said.get(node, ()):
                if isinstance(term, BlankNode) and term not in found:
                    found[term] = name
                    ahead.append((term, name))
        return found

    def _rule(self, shape: NamedNode, checks: set[str]) -> Rule:
        within = [*self._all(shape, "sh:sparql"), *self._all(shape, "sh:property")]
        severity = "".join(term.value.rpartition("#")[2].lower() for term in self._all(shape, "sh:severity"))
        path = next(iter(self._all(shape, "sh:path")), None)
        return Rule(
            id=identify(shape.value),
            iri=shape.value,
            severity=severity if severity in SEVERITIES else "violation",
            name=self._text("sh:name", shape) or self._text("rdfs:label", shape),
            message=self._text("sh:message", shape, *within),
            why=self._text("rdfs:comment", shape) or self._text("sh:description", shape),
            targets=tuple(sorted(set(self._targets(shape)))),
            path="" if path is None else self._path(path),
            checks=tuple(sorted(checks)),
            file=self._files[shape],
            asks=frozenset(self._names(self._all(shape, "sh:sparql"))),
        )

    def _all(self, node: Term, predicate: str) -> list[Term]:
        return [term for p, term in self._said.get(node, ()) if p == predicate]

    def _objects(self, predicate: str) -> list[Term]:
        return [term for node in self._said for term in self._all(node, predicate)]

    def _text(self, predicate: str, *nodes: Term) -> str:
        """Give the text of the first node that has one, English where there is a choice."""
        for node in nodes:
            texts = [term for term in self._all(node, predicate) if isinstance(term, Literal)]
            if texts:
                return min(texts, key=lambda text: (text.language != "en", text.value)).value
        return ""

    def _names(self, constraints: Iterable[Term]) -> Iterator[str]:
        for query in (term.value for node in constraints for term in self._all(node, "sh:select")):
            yield from (_short(iri).strip("<>") for iri in re.findall(r"<([^<>\s]+)>", query))
            yield from re.findall(r"\b[A-Za-z][\w-]*:[A-Za-z][\w-]*", query)

    def _checks(self, shape: Term, own: set[str], depth: int = 0) -> set[str]:
        """Collect what a shape and its nameless property shapes check; a shape with a name speaks for itself."""
        found: set[str] = set()
        for predicate, term in self._said.get(shape, ()):
            if predicate in _PARAMETERS or predicate in own:
                found.add(predicate.removeprefix("sh:"))
            elif predicate == "sh:property" and isinstance(term, BlankNode) and depth < _DEPTH:
                found |= self._checks(term, own, depth + 1)
        return found

    def _targets(self, shape: Term) -> Iterator[str]:
        """Give what a shape, or a shape it is part of, is asked of."""
        ahead, seen = [shape], {shape}
        for node in ahead:  # grows on the way up
            for predicate, term in self._said.get(node, ()):
                if predicate in _TARGETS:
                    yield _TARGETS[predicate].format(_term(term))
                elif predicate == "rdf:type" and _term(term) in ("owl:Class", "rdfs:Class"):
                    yield _term(node)
            above = self._parents.get(node, set()) - seen
            seen |= above
            ahead += above

    def _path(self, node: Term, depth: int = 0) -> str:
        """Write a property path as SPARQL does."""
        if isinstance(node, NamedNode):
            return _term(node)
        if depth > _DEPTH:
            return "…"
        for predicate, form in _STEPS.items():
            for inner in self._all(node, predicate):
                return form.format(self._grouped(inner, depth))
        for head in self._all(node, "sh:alternativePath"):
            return "|".join(self._grouped(item, depth) for item in self._items(head))
        return "/".join(self._grouped(item, depth) for item in self._items(node))

    def _grouped(self, node: Term, depth: int) -> str:
        text = self._path(node, depth + 1)
        several = bool(self._all(node, "sh:alternativePath") or self._all(node, "rdf:first"))
        return f"({text})" if several else text

    def _items(self, head: Term) -> Iterable[Term]:
        found: dict[Term, Term] = {}
        while head not in found and (first := self._all(head, "rdf:first")):
            found[head] = first[0]
            head = next(iter(self._all(head, "rdf:rest")), head)
        return found.values()


@cache
def _short(iri: str) -> str:
    return compact(iri) or f"<{iri}>"


def _term(term: Term) -> str:
    return _short(term.value) if isinstance(term, NamedNode) else str(term)

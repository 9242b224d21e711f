"""SHACL shapes as they are written: their targets, their paths and what they ask."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kobe_kg.errors import DataError
from kobe_kg.namespaces import PREFIXES
from kobe_kg.validate.report import Term

SH = PREFIXES["sh"]
RDF = PREFIXES["rdf"]
RDFS = PREFIXES["rdfs"]
OWL = PREFIXES["owl"]

TYPE = NamedNode(f"{RDF}type")
SUBCLASS = NamedNode(f"{RDFS}subClassOf")

#: What can be the subject of a triple.
Node = NamedNode | BlankNode

_TARGETS = ("targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf")
#: Parameter of each constraint component of SHACL Core, in the order they are checked; the other parameters go with
#: one of these.
_CORE = {
    "class": "Class",
    "datatype": "Datatype",
    "nodeKind": "NodeKind",
    "minCount": "MinCount",
    "maxCount": "MaxCount",
    "minExclusive": "MinExclusive",
    "minInclusive": "MinInclusive",
    "maxExclusive": "MaxExclusive",
    "maxInclusive": "MaxInclusive",
    "minLength": "MinLength",
    "maxLength": "MaxLength",
    "pattern": "Pattern",
    "languageIn": "LanguageIn",
    "uniqueLang": "UniqueLang",
    "equals": "Equals",
    "disjoint": "Disjoint",
    "lessThan": "LessThan",
    "lessThanOrEquals": "LessThanOrEquals",
    "not": "Not",
    "and": "And",
    "or": "Or",
    "xone": "Xone",
    "node": "Node",
    "qualifiedMinCount": "QualifiedMinCount",
    "qualifiedMaxCount": "QualifiedMaxCount",
    "closed": "Closed",
    "hasValue": "HasValue",
    "in": "In",
    "property": "Property",
    "sparql": "SPARQL",
}
_LISTS = ("languageIn", "and", "or", "xone", "in")
#: Given once a shape, if at all.
_ONCE = frozenset(
    """
    datatype nodeKind minCount maxCount minExclusive minInclusive maxExclusive maxInclusive minLength maxLength
    languageIn uniqueLang in closed qualifiedMinCount qualifiedMaxCount
    """.split()
)
#: Only on property shapes; on a node shape they are ill-formed.
_OF_PROPERTIES = ("minCount", "maxCount", "uniqueLang", "lessThan", "lessThanOrEquals")


#: How deep a path may be nested.
_DEPTH = 30
#: Paths made of one other: the property, and what SPARQL writes before and after.
_STEPS = (
    ("inversePath", "^", ""),
    ("zeroOrMorePath", "", "*"),
    ("oneOrMorePath", "", "+"),
    ("zeroOrOnePath", "", "?"),
)


class UnsupportedError(Exception):
    """Something the compiled engine leaves to the reference engine."""


def sh(name: str) -> NamedNode:
    """Give a term of SHACL."""
    return NamedNode(SH + name)


class Path(NamedTuple):
    """A property path."""

    #: As SPARQL writes it.
    sparql: str
    #: As the shape has it, in Turtle with full IRIs.
    turtle: str
    #: The predicate, where the path is no more than one.
    predicate: NamedNode | None
    #: The steps to take one after the other, each as SPARQL writes it, and whether one may also stay where one is.
    steps: tuple[tuple[str, bool], ...] = ()
    #: The predicates of which a node must have one for the path to lead anywhere; none where that is not known.
    begins: tuple[NamedNode, ...] = ()


class Constraint(NamedTuple):
    """One thing a shape asks."""

    #: Name of the parameter, e.g. ``minCount``; empty for a component that the shapes graph defines.
    kind: str
    component: NamedNode
    value: Term
    #: The members of a value that is a list; for a pattern its flags.
    members: tuple[Term, ...] = ()
    #: Values of the parameters of a component that the shapes graph defines, by name.
    parameters: dict[str, Term] = {}  # noqa: RUF012 - never changed


class Shape(NamedTuple):
    """A shape, without what it asks."""

    node: Node
    #: None for a node shape.
    path: Path | None
    severity: NamedNode
    messages: tuple[Literal, ...]
    deactivated: bool


class Shapes:
    """A graph of shapes.

    :param triples: the shapes, and whatever stands beside them.
    :raises DataError: when a shape is ill-formed (SHACL, appendix on syntax rules) and that shows in reading it.
    """

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.triples = list(triples)
        self._objects: dict[tuple[Node, str], list[Term]] = defaultdict(list)
        self._subjects: dict[tuple[str, Term], list[Node]] = defaultdict(list)
        for s, p, o in self.triples:
            if o not in self._objects[s, p.value]:
                self._objects[s, p.value].append(o)
                self._subjects[p.value, o].append(s)
        self._shapes: dict[Node, Shape] = {}
        self._constraints: dict[Node, list[Constraint]] = {}

    def objects(self, node: Term, predicate: str) -> list[Term]:
        """Give what a node says under a predicate, given by its full IRI."""
        return self._objects.get((node, predicate), []) if not isinstance(node, Literal) else []

    def value(self, node: Term, predicate: str) -> Term | None:
        """Give the one thing a node says under a predicate, or None."""
        found = self.objects(node, predicate)
        return found[0] if found else None

    def members(self, head: Term) -> tuple[Term, ...]:
        """Give the members of a list.

        :raises DataError: when it is no list, or has no end.
        """
        found: list[Term] = []
        seen = set()
        while head != NamedNode(f"{RDF}nil"):
            first, rest = self.objects(head, f"{RDF}first"), self.objects(head, f"{RDF}rest")
            if len(first) != 1 or len(rest) != 1 or head in seen:
                raise DataError(f"the shapes cannot be used: {_told(head)} is not a list")
            seen.add(head)
            found.append(first[0])
            head = rest[0]
        return tuple(found)

    def instances(self, of: str) -> list[Node]:
        """Give the instances of a class and of its subclasses, in the order they are written."""
        classes: list[Node] = [NamedNode(of)]
        for cls in classes:  # grows as it goes
            classes += [s for s in self._subjects.get((SUBCLASS.value, cls), []) if s not in classes]
        return list(dict.fromkeys(s for cls in classes for s in self._subjects.get((TYPE.value, cls), [])))

    @cached_property
    def roots(self) -> list[tuple[Shape, list[tuple[str, Term]]]]:
        """The shapes that have targets, each with them: the name of the property, and its value."""
        nodes = dict.fromkeys(s for s, p, _ in self.triples if p.value.removeprefix(SH) in _TARGETS)
        implicit = {*self.instances(f"{RDFS}Class"), *self.instances(f"{OWL}Class")}
        nodes |= dict.fromkeys(n for kind in ("NodeShape", "PropertyShape") for n in self.instances(SH + kind))
        found = []
        for node in nodes:
            targets = [(name, value) for name in _TARGETS for value in self.objects(node, SH + name)]
            if node in implicit and self._is_typed(node):
                targets.append(("targetClass", node))
            if targets and not (shape := self.shape(node)).deactivated:
                found.append((shape, targets))
        return found

    def _is_typed(self, node: Node) -> bool:
        return any(t in (sh("NodeShape"), sh("PropertyShape")) for t in self.objects(node, TYPE.value))

    def shape(self, node: Term) -> Shape:
        """Give the shape a node is.

        :raises DataError: when it is none.
        """
        if isinstance(node, Literal):
            raise DataError(f"the shapes cannot be used: {_told(node)} stands where a shape must")
        if node not in self._shapes:
            paths = self.objects(node, f"{SH}path")
            if len(paths) > 1:
                raise DataError(f"the shapes cannot be used: {_told(node)} has several paths")
            severity = self.value(node, f"{SH}severity")
            self._shapes[node] = Shape(
                node,
                self.path(paths[0]) if paths else None,
                severity if isinstance(severity, NamedNode) else sh("Violation"),
                tuple(m for m in self.objects(node, f"{SH}message") if isinstance(m, Literal)),
                self.value(node, f"{SH}deactivated") == Literal(True),
            )
        return self._shapes[node]

    def path(self, node: Term, above: tuple[Term, ...] = ()) -> Path:
        """Read a property path.

        :raises DataError: when it is none.
        """
        if isinstance(node, NamedNode) and not self.objects(node, f"{RDF}first"):
            return Path(str(node), str(node), node, ((str(node), False),), (node,))
        if node in above or isinstance(node, Literal) or len(above) > _DEPTH:
            raise DataError(f"the shapes cannot be used: {_told(node)} is not a property path")
        above = (*above, node)
        if self.objects(node, f"{RDF}first"):
            steps = [self.path(step, above) for step in self.members(node)]
            written = f"( {' '.join(s.turtle for s in steps)} )"
            return Path(
                f"({'/'.join(s.sparql for s in steps)})", written, None, tuple(p for s in steps for p in s.steps)
            )
        for name, before, after in _STEPS:
            if found := self.value(node, SH + name):
                step = self.path(found, above)
                stays = after in ("*", "?")
                moves = f"({before}({step.sparql}){after.replace('*', '+').replace('?', '')})"
                written = f"[ {sh(name)} {step.turtle} ]"
                return Path(f"({before}({step.sparql}){after})", written, None, ((moves, stays),))
        if found := self.value(node, f"{SH}alternativePath"):
            steps = [self.path(step, above) for step in self.members(found)]
            written = f"[ {sh('alternativePath')} ( {' '.join(s.turtle for s in steps)} ) ]"
            either = f"({'|'.join(s.sparql for s in steps)})"
            begins = tuple(p for s in steps for p in s.begins) if all(s.begins for s in steps) else ()
            return Path(either, written, None, ((either, False),), begins)
        raise DataError(f"the shapes cannot be used: {_told(node)} is not a property path")

    def constraints(self, shape: Shape) -> list[Constraint]:
        """Give what a shape asks, in a fixed order.

        :raises DataError: when a parameter stands where it may not.
        """
        if shape.node not in self._constraints:
            self._constraints[shape.node] = list(self._read(shape))
        return self._constraints[shape.node]

    def _read(self, shape: Shape) -> Iterator[Constraint]:
        for kind, name in _CORE.items():
            values = self.objects(shape.node, SH + kind)
            if len(values) > 1 and kind in _ONCE:
                raise DataError(f"the shapes cannot be used: {_told(shape.node)} has several sh:{kind}")
            for value in values:
                if kind in _OF_PROPERTIES and shape.path is None:
                    raise DataError(f"the shapes cannot be used: sh:{kind} on {_told(shape.node)}, which has no path")
                if kind.startswith("qualified") and not self.objects(shape.node, f"{SH}qualifiedValueShape"):
                    continue
                members = self.members(value) if kind in _LISTS else ()
                if kind == "pattern":
                    members = tuple(self.objects(shape.node, f"{SH}flags"))
                yield Constraint(kind, sh(f"{name}ConstraintComponent"), value, members)
        yield from self._custom(shape)

    def _custom(self, shape: Shape) -> Iterator[Constraint]:
        """Give the constraints of components that the shapes graph itself defines (SHACL, section 6)."""
        for component, parameters in self._components:
            given = {name: self.objects(shape.node, iri) for name, (iri, _) in parameters.items()}
            asked = [name for name, (_, optional) in parameters.items() if not optional]
            if not asked or not all(given[name] for name in asked):
                continue
            if len(parameters) > 1 and any(len(values) > 1 for values in given.values()):
                raise DataError(f"the shapes cannot be used: {_told(component)} takes one value a parameter")
            for value in given[asked[0]]:
                values = {name: found[0] for name, found in given.items() if found} | {asked[0]: value}
                yield Constraint("", component, value, parameters=values)

    @cached_property
    def _components(self) -> list[tuple[NamedNode, dict[str, tuple[str, bool]]]]:
        """The components defined here, with the IRI of each parameter by its name, and whether it is optional."""
        found = []
        for component in self.instances(f"{SH}ConstraintComponent"):
            if not isinstance(component, NamedNode) or component.value.startswith(SH):
                continue
            parameters = {}
            for parameter in self.objects(component, f"{SH}parameter"):
                path = self.value(parameter, f"{SH}path")
                if isinstance(path, NamedNode):
                    name = path.value.replace("#", "/").rpartition("/")[2]
                    parameters[name] = path.value, self.value(parameter, f"{SH}optional") == Literal(True)
            found.append((component, parameters))
        return found

    def below(self, node: Node) -> list[Node]:
        """Give a node and all that stands in it."""
        found: list[Node] = [node]
        said: dict[Node, list[Node]] = defaultdict(list)
        for s, _, o in self.triples:
            if not isinstance(o, Literal):
                said[s].append(o)
        for one in found:  # grows as it goes
            found += [o for o in dict.fromkeys(said[one]) if o not in found]
        return found

    def count(self) -> int:
        """Count the shapes that have a severity of their own, which is what this project calls a rule."""
        named = {t.subject for t in self.triples if t.predicate == sh("severity")}
        return len(named) or len(self.instances(f"{SH}NodeShape"))

    def siblings(self, shape: Shape) -> list[Term]:
        """Give the qualified value shapes beside a shape's own, where it asks that they be disjoint (section 4.7.3)."""
        if self.value(shape.node, f"{SH}qualifiedValueShapesDisjoint") != Literal(True):
            return []
        own = self.objects(shape.node, f"{SH}qualifiedValueShape")
        parents = self._subjects.get((f"{SH}property", shape.node), [])
        beside = [p for parent in parents for p in self.objects(parent, f"{SH}property")]
        found = [q for p in beside for q in self.objects(p, f"{SH}qualifiedValueShape")]
        return list(dict.fromkeys(q for q in found if q not in own))

    def prefixes(self, node: Term) -> dict[str, str]:
        """Give the prefixes that a SPARQL constraint declares through sh:prefixes (section 5.2.1)."""
        found: dict[str, str] = {}
        holders = list(self.objects(node, f"{SH}prefixes"))
        for holder in holders:  # grows as it goes
            holders += [h for h in self.objects(holder, f"{OWL}imports") if h not in holders]
            for declared in self.objects(holder, f"{SH}declare"):
                prefix, namespace = self.value(declared, f"{SH}prefix"), self.value(declared, f"{SH}namespace")
                if isinstance(prefix, Literal) and namespace is not None and not isinstance(namespace, BlankNode):
                    if found.get(prefix.value, namespace.value) != namespace.value:
                        raise DataError(f"the shapes cannot be used: prefix {prefix.value}: stands for two namespaces")
                    found[prefix.value] = namespace.value
        return found


def _told(term: Term) -> str:
    return "a blank node" if isinstance(term, BlankNode) else str(term)

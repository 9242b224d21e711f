"""What a shape asks of a node, as a SPARQL condition on a variable."""

from __future__ import annotations

from itertools import count

from pyoxigraph import BlankNode, Literal, NamedNode

from kobe_kg.errors import DataError
from kobe_kg.validate.data import CALCULATOR, KEPT, Data
from kobe_kg.validate.report import Term
from kobe_kg.validate.shapes import SH, TYPE, Constraint, Shape, Shapes, UnsupportedError

#: Constraints that look at each value node for itself.
OF_VALUES = frozenset(
    """
    class datatype nodeKind minExclusive minInclusive maxExclusive maxInclusive minLength maxLength pattern languageIn
    not and or xone node in property
    """.split()
)
_COMPARED = {"minExclusive": ">", "minInclusive": ">=", "maxExclusive": "<", "maxInclusive": "<="}
_ORDERED = {"lessThan": "<", "lessThanOrEquals": "<="}
_KINDS = {
    "IRI": "isIRI({0})",
    "BlankNode": "isBlank({0})",
    "Literal": "isLiteral({0})",
    "BlankNodeOrIRI": "!isLiteral({0})",
    "BlankNodeOrLiteral": "!isIRI({0})",
    "IRIOrLiteral": "!isBlank({0})",
}
#: How deep shapes may stand in one another.
DEPTH = 30
#: More values than this are not counted one against the other.
_MOST = 6


class Conditions:
    """Conditions on nodes of some data, made of the shapes of some graph."""

    def __init__(self, shapes: Shapes, data: Data) -> None:
        self.shapes = shapes
        self.data = data
        self._open: list[Term] = []
        self._numbers = count(1)

    def begin(self) -> None:
        """Number variables from 1 again, so that the same condition is written alike in another query."""
        self._numbers = count(1)

    def fresh(self) -> str:
        """Give a variable of its own."""
        return f"?x{next(self._numbers)}"

    def term(self, term: Term) -> str:
        """Write a term of the shapes graph.

        :raises UnsupportedError: for a blank node, which SPARQL cannot name.
        """
        if isinstance(term, BlankNode):
            raise UnsupportedError("it names a blank node of the data")
        return str(self.data.kept(term))

    def meets(self, node: Term, x: str) -> str:
        """Say that a node meets a shape.

        :param node: the shape.
        :param x: the variable, with its sign.
        :raises UnsupportedError: when SPARQL cannot say it.
        """
        shape = self.shapes.shape(node)
        if shape.deactivated:
            return "true"
        if node in self._open:
            raise UnsupportedError("its shapes refer to themselves")
        if len(self._open) > DEPTH:
            raise UnsupportedError("its shapes are nested too deeply")
        self._open.append(node)
        parts = [self._holds(shape, c, x) for c in self.shapes.constraints(shape)]
        self._open.pop()
        return " && ".join(dict.fromkeys(parts)) or "true"

    def values(self, shape: Shape, x: str, v: str) -> str:
        """Write the pattern that leads from a focus node to its value nodes."""
        if shape.path is None:
            return f"BIND({x} AS {v})"
        if shape.path.predicate is not None:
            return f"{x} {shape.path.sparql} {v} ."
        # The steps are taken one after the other, from the focus node on: joined, they might be begun at the far end.
        # To stay where one is, is said in words: Oxigraph's own * and ? pass over nodes that stand in no triple.
        pattern = ""
        for i, (step, stays) in enumerate(shape.path.steps):
            end = v if i == len(shape.path.steps) - 1 else self.fresh()
            taken = f"{x} {step} {end} ."
            pattern += (
                f" LATERAL {{ {{ {taken} }} UNION {{ BIND({x} AS {end}) }} }}" if stays else f" LATERAL {{ {taken} }}"
            )
            x = end
        return pattern

    def _holds(self, shape: Shape, c: Constraint, x: str) -> str:
        if c.kind in OF_VALUES:
            if shape.path is None:
                return f"!({self.breaks(c, x)})"
            v = self.fresh()
            return f"NOT EXISTS {{ {self.values(shape, x, v)} FILTER({self.breaks(c, v)}) }}"
        if c.kind in ("minCount", "qualifiedMinCount"):
            return self.at_least(shape, c, x, number(c))
        if c.kind in ("maxCount", "qualifiedMaxCount"):
            return f"!({self.at_least(shape, c, x, number(c) + 1)})"
        if c.kind == "hasValue":
            return f"!({self.lacks(shape, c, x)})"
        if c.kind in ("", "sparql"):
            raise UnsupportedError("SPARQL stands within a shape that another asks for")
        v = self.fresh()
        return " && ".join(f"NOT EXISTS {{ {part} }}" for part in self.faults(shape, c, x, v))

    def breaks(self, c: Constraint, v: str) -> str:
        """Say that a value node does not keep a constraint of those in :data:`OF_VALUES`."""
        match c.kind:
            case "class":
                classes = self.data.subclasses(c.value) if isinstance(c.value, NamedNode) else []
                if len(classes) == 1:
                    return f"NOT EXISTS {{ {v} {TYPE} {classes[0]} }}"
                cls = self.fresh()
                named = ", ".join(map(str, classes)) or self.term(c.value)
                return f"NOT EXISTS {{ {v} {TYPE} {cls} FILTER({cls} IN ({named})) }}"
            case "datatype":
                iris = [iri(c), *([f"{KEPT}{iri(c)}"] if self.data.keeps else [])]
                named = " || ".join(f"DATATYPE({v}) = {NamedNode(i)}" for i in iris)
                return f"!(isLiteral({v}) && ({named}))"
            case "nodeKind":
                kind = iri(c).removeprefix(SH)
                if kind not in _KINDS:
                    raise DataError(f"the shapes cannot be used: {c.value} is no sh:nodeKind")
                return "!(" + _KINDS[kind].format(v) + ")"
            case "minExclusive" | "minInclusive" | "maxExclusive" | "maxInclusive":
                return f"!COALESCE({self.value(v)} {_COMPARED[c.kind]} {self.value(c.value)}, false)"
            case "minLength":
                return f"(isBlank({v}) || STRLEN(STR({v})) < {number(c)})"
            case "maxLength":
                return f"(isBlank({v}) || STRLEN(STR({v})) > {number(c)})"
            case "pattern":
                return f"(isBlank({v}) || !{self._matches(c, v)})"
            case "languageIn":
                tags = " || ".join(f"LANGMATCHES(LANG({v}), {_text(tag)})" for tag in c.members) or "false"
                return f"!(isLiteral({v}) && ({tags}))"
            case "in":
                if all(isinstance(m, NamedNode) for m in c.members) and c.members:
                    return f"!({v} IN ({', '.join(map(str, c.members))}))"
                return "!(" + (" || ".join(f"sameTerm({v}, {self.term(m)})" for m in c.members) or "false") + ")"
            case "not":
                return f"({self.meets(c.value, v)})"
            case "and":
                return "!(" + (" && ".join(f"({self.meets(m, v)})" for m in c.members) or "true") + ")"
            case "or":
                return "!(" + (" || ".join(f"({self.meets(m, v)})" for m in c.members) or "false") + ")"
            case "xone":
                return "(" + (" + ".join(f"IF({self.meets(m, v)}, 1, 0)" for m in c.members) or "0") + ") != 1"
        return f"!({self.meets(c.value, v)})"  # node and property

    def at_least(self, shape: Shape, c: Constraint, x: str, n: int) -> str:
        """Say that a focus node has so many value nodes, or so many that meet the qualified shape."""
        if n <= 0:
            return "true"
        if n > _MOST:
            raise UnsupportedError(f"a shape that another asks for counts to {n}")
        found = [self.fresh() for _ in range(n)]
        parts = []
        for i, v in enumerate(found):
            parts.append(self.values(shape, x, v))
            parts += [f"FILTER({q})" for q in self.qualified(shape, c, v)]
            parts += [f"FILTER(!sameTerm({v}, {other}))" for other in found[:i]]
        return f"EXISTS {{ {' '.join(parts)} }}"

    def qualified(self, shape: Shape, c: Constraint, v: str) -> list[str]:
        """Say which value nodes a count counts; nothing for all of them."""
        if not c.kind.startswith("qualified"):
            return []
        asked = self.shapes.objects(shape.node, f"{SH}qualifiedValueShape")
        not_asked = self.shapes.siblings(shape)
        return [f"({self.meets(q, v)})" for q in asked] + [f"!({self.meets(q, v)})" for q in not_asked]

    def lacks(self, shape: Shape, c: Constraint, x: str) -> str:
        """Say that a focus node does not have the value it must have."""
        if shape.path is None:
            return f"!sameTerm({x}, {self.term(c.value)})"
        return f"NOT EXISTS {{ {x} {shape.path.sparql} {self.term(c.value)} }}"

    def faults(self, shape: Shape, c: Constraint, x: str, v: str) -> list[str]:
        """Write the patterns, each of which finds value nodes that break a constraint between properties."""
        leads = self.values(shape, x, v)
        match c.kind:
            case "equals":
                other = f"{x} <{iri(c)}> {v} ."
                back = f"{x} {shape.path.sparql} {v}" if shape.path else f"FILTER(sameTerm({x}, {v}))"
                return [
                    f"{leads} FILTER NOT EXISTS {{ {other} }}",
                    f"{other} FILTER(!sameTerm({x}, {v}))"
                    if shape.path is None
                    else f"{other} FILTER NOT EXISTS {{ {back} }}",
                ]
            case "disjoint":
                if shape.path is None:
                    return [f"{x} <{iri(c)}> {v} . FILTER(sameTerm({x}, {v}))"]
                return [f"{leads} {x} <{iri(c)}> {v} ."]
            case "lessThan" | "lessThanOrEquals":
                o = self.fresh()
                holds = f"{self.value(v)} {_ORDERED[c.kind]} {self.value(o)}"
                return [f"{leads} {x} <{iri(c)}> {o} . FILTER(!COALESCE({holds}, false))"]
            case "closed":
                p, o = self.fresh(), self.fresh()
                allowed = ", ".join(map(str, self.allowed(shape)))
                within = f" FILTER({p} NOT IN ({allowed}))" if allowed else ""
                found = f"{x} {p} {o} ." if shape.path is None else f"{leads} {v} {p} {o} ."
                return [found + within] if c.value == Literal(True) else []
            case "uniqueLang":
                o = self.fresh()
                twice = f'!sameTerm({v}, {o}) && LANG({v}) != "" && LANG({v}) = LANG({o})'
                return [f"{leads} {self.values(shape, x, o)} FILTER({twice})"] if c.value == Literal(True) else []
        raise UnsupportedError(f"sh:{c.kind} is not known")

    def allowed(self, shape: Shape) -> list[NamedNode]:
        """Give the properties that a closed shape allows."""
        nested = [self.shapes.shape(p) for p in self.shapes.objects(shape.node, f"{SH}property")]
        allowed = [p.path.predicate for p in nested if p.path and p.path.predicate]
        for listed in self.shapes.objects(shape.node, f"{SH}ignoredProperties"):
            allowed += [p for p in self.shapes.members(listed) if isinstance(p, NamedNode)]
        return list(dict.fromkeys(allowed))

    def value(self, term: str | Term) -> str:
        """Write the value of a variable or a term, to be compared: a literal kept as written stands for its value."""
        if not isinstance(term, str):
            return str(term)
        if not self.data.keeps:
            return term
        datatype = f"STR(DATATYPE({term}))"
        meant = f'STRDT(STR({term}), IRI(STRAFTER({datatype}, "{KEPT}")))'
        return f'COALESCE(IF(STRSTARTS({datatype}, "{KEPT}"), {meant}, {term}), {term})'

    def _matches(self, c: Constraint, v: str) -> str:
        pattern = ", ".join(map(str, (c.value, *c.members)))
        if not CALCULATOR.query(f'ASK {{ BIND(REGEX("", {pattern}) AS ?x) FILTER(BOUND(?x)) }}'):
            raise UnsupportedError(f"the pattern {c.value} uses what XPath's regular expressions do not know")
        return f"REGEX(STR({v}), {pattern})"


def number(c: Constraint) -> int:
    """Give the count a constraint names.

    :raises DataError: when it is none.
    """
    if isinstance(c.value, Literal) and c.value.value.isdecimal():
        return int(c.value.value)
    raise DataError(f"the shapes cannot be used: sh:{c.kind} {c.value} is no count")


def iri(c: Constraint) -> str:
    """Give the IRI a constraint names.

    :raises DataError: when it is none.
    """
    if not isinstance(c.value, NamedNode):
        raise DataError(f"the shapes cannot be used: sh:{c.kind} {c.value} is no IRI")
    return c.value.value


def _text(term: Term) -> str:
    return str(Literal(term.value if isinstance(term, Literal) else ""))

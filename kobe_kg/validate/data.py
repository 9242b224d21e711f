"""The data as the compiled engine holds it: in Oxigraph, with nothing of its lexical forms lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from itertools import compress
from operator import not_
from typing import NamedTuple

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, QuerySolutions, RdfFormat, Store, Triple, parse

from kobe_kg.namespaces import PREFIXES
from kobe_kg.validate.report import Term
from kobe_kg.validate.shapes import SUBCLASS, TYPE, Node

_XSD = PREFIXES["xsd"]
#: Stands before the datatype of a literal that the store would write in another form, such as "034"^^xsd:integer.
KEPT = "urn:kobe-kg:kept:"
#: Stands before the datatype of a literal whose text is none of its values, such as "many"^^xsd:integer.
ILL_TYPED = "urn:kobe-kg:ill-typed:"

# In a line, a literal whose datatype is one of XML Schema's; and what tells quickly where one may end.
_MARK = re.compile(rb'"\^\^<%s' % re.escape(_XSD.encode()))
_TYPED = re.compile(rb'> ("[^"\\\n]*(?:\\.[^"\\\n]*)*%s[^>\n]*>) ' % _MARK.pattern)

_DAY = re.compile(r"[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}\Z")
_NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
_WRITTEN = {
    "boolean": re.compile(r"(?:true|false|0|1)\Z"),
    "decimal": re.compile(rf"{_NUMBER}\Z"),
    "double": re.compile(rf"(?:{_NUMBER}(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN)\Z"),
    "float": re.compile(rf"(?:{_NUMBER}(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN)\Z"),
    "hexBinary": re.compile(r"(?:[0-9A-Fa-f]{2})*\Z"),
}
#: The integer types with what they begin and end with; None is no bound.
_BITS = {"long": 63, "int": 31, "short": 15, "byte": 7}
_INTEGERS: dict[str, tuple[int | None, int | None]] = {
    "integer": (None, None),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    **{name: (-(2**bits), 2**bits - 1) for name, bits in _BITS.items()},
    **{f"unsigned{name.capitalize()}": (0, 2 ** (bits + 1) - 1) for name, bits in _BITS.items()},
}
#: Types whose texts Oxigraph itself reads.
_TIMES = set("date dateTime time gYear gYearMonth gMonth gMonthDay gDay".split()) | {
    "duration",
    "dayTimeDuration",
    "yearMonthDuration",
}


class Use(NamedTuple):
    """How the direct instances of a class use a predicate."""

    triples: int
    subjects: int


class Data:
    """Triples in an Oxigraph store.

    Oxigraph keeps the value of a number or a date, not how it was written, while SHACL asks about terms. Where a
    literal would not come back as it went in, or is none of its datatype's values, it goes in under a datatype that
    says so. :meth:`settle` puts the values in their place, for queries that calculate.
    """

    def __init__(self) -> None:
        #: What the engines ask.
        self.store = Store()
        self._stand_ins: dict[Literal, Literal] = {}
        self._aside: list[tuple[Quad, Quad]] = []
        self._seen: dict[Literal, Literal] = {}
        self._scratch = Store()

    def add(self, quads: Iterable[Quad]) -> None:
        """Take in the quads of a default graph, blank nodes under the labels they have."""
        self.store.bulk_extend(self._quad(quad) for quad in quads)

    def load(self, text: bytes) -> None:
        """Take in lines of N-Triples, or of N-Quads in one graph, as this project writes them, without blank nodes.

        Those whose values the store keeps as they are written never become objects of Python's.
        """
        first = next(parse(text, RdfFormat.N_QUADS), None)
        if first and first.graph_name != DefaultGraph():
            text = text.replace(f" {first.graph_name} .\n".encode(), b" .\n")
        odd = _odd(_typed(text))
        if odd:
            lines = text.splitlines(keepends=True)
            apart = [(found := _TYPED.search(line)) is not None and found[1] in odd for line in lines]
            self.add(parse(b"".join(compress(lines, apart)), RdfFormat.N_TRIPLES))
            text = b"".join(compress(lines, map(not_, apart)))
        self.store.load(text, RdfFormat.N_TRIPLES)

    def _quad(self, quad: Quad) -> Quad:
        term = quad.object
        if type(term) is Literal and (kept := self.kept(term)) != term:
            self._aside.append((Quad(quad.subject, quad.predicate, kept), quad))
            return self._aside[-1][0]
        return quad

    def triples(self) -> Iterator[Triple]:
        """Give all triples as they were written; not after :meth:`settle`."""
        for quad in self.store.quads_for_pattern(None, None, None, DefaultGraph()):
            term = quad.object
            yield Triple(quad.subject, quad.predicate, self.told(term) if type(term) is Literal else term)

    @property
    def keeps(self) -> bool:
        """Whether some literal stands under a datatype made up for it, and :meth:`settle` has not been called."""
        return bool(self._aside)

    def kept(self, term: Term) -> Term:
        """Give the term as it stands in the store."""
        if not isinstance(term, Literal):
            return term
        datatype = term.datatype.value
        if not datatype.startswith(_XSD) or datatype.endswith("#string"):
            return term
        if term not in self._seen:
            stand_in = self._stand_in(term, datatype)
            self._seen[term] = term if stand_in == term else stand_in
            self._stand_ins[stand_in] = term
        return self._seen[term]

    def _stand_in(self, term: Literal, datatype: str) -> Literal:
        if not is_well_formed(term.value, datatype.removeprefix(_XSD)):
            return Literal(term.value, datatype=NamedNode(ILL_TYPED + datatype))
        self._scratch.add(Quad(TYPE, TYPE, term))
        (quad,) = self._scratch
        self._scratch.remove(quad)
        return term if quad.object == term else Literal(term.value, datatype=NamedNode(KEPT + datatype))

    def told(self, term: Term) -> Term:
        """Give a term of the store as it was written."""
        return self._stand_ins.get(term, term) if isinstance(term, Literal) else term

    def settle(self) -> None:
        """Put values in the place of literals kept as written; their forms are lost from here on."""
        for quad, plain in self._aside:
            self.store.remove(quad)
            self.store.add(plain)
        self._aside = []

    def select(self, text: str) -> QuerySolutions:
        """Answer a SELECT query."""
        found = self.store.query(text)
        assert isinstance(found, QuerySolutions)
        return found

    def ask(self, pattern: str) -> bool:
        """Tell whether a pattern is found."""
        return bool(self.store.query(f"ASK {{ {pattern} }}"))

    def subclasses(self, cls: Node) -> list[NamedNode]:
        """Give a class and its subclasses, by IRI; those that are blank nodes have no instances that matter here."""
        found = [cls]
        for one in found:  # grows as it goes
            below = self.store.quads_for_pattern(None, SUBCLASS, one, None)
            found += [q.subject for q in below if q.subject not in found and not isinstance(q.subject, Triple)]
        return [c for c in found if isinstance(c, NamedNode)]

    @cached_property
    def uses(self) -> dict[str, dict[str, Use]]:
        """By class, the predicates that its direct instances carry, each with how often."""
        found: dict[str, dict[str, Use]] = {}
        rows = self.select(
            "SELECT ?class ?predicate (COUNT(*) AS ?triples) (COUNT(DISTINCT ?this) AS ?subjects)"
            f" WHERE {{ ?this {TYPE} ?class ; ?predicate ?object }} GROUP BY ?class ?predicate"
        )
        for cls, predicate, triples, subjects in rows:
            use = Use(int(triples.value), int(subjects.value))
            found.setdefault(cls.value, {})[predicate.value] = use
        return found

    def owner(self, node: Node) -> NamedNode | None:
        """Follow a blank node up to a resource it belongs to, or give None when nothing leads to it."""
        seen = {node}
        todo = [node]
        for one in todo:  # grows as it goes
            if isinstance(one, NamedNode):
                return one
            above = (q.subject for q in self.store.quads_for_pattern(None, None, one, None))
            new = [s for s in above if s not in seen and not isinstance(s, Triple)]
            seen.update(new)
            todo += new
        return None


def is_well_formed(text: str, datatype: str) -> bool:
    """Tell whether a text is one of the lexical forms of an XSD datatype, given by its local name.

    >>> is_well_formed("034", "integer"), is_well_formed("many", "integer"), is_well_formed("300", "byte")
    (True, False, False)
    """
    if datatype in _INTEGERS:
        return _is_integer(text, *_INTEGERS[datatype])
    if datatype in _WRITTEN:
        return _WRITTEN[datatype].match(text) is not None
    if datatype == "dateTimeStamp":
        return is_well_formed(text, "dateTime") and re.search(r"(?:Z|[+-]\d\d:\d\d)\Z", text) is not None
    if datatype == "date" and _DAY.match(text):  # the most common by far, and dear to ask for
        try:
            return bool(date.fromisoformat(text))
        except ValueError:
            return False
    if datatype in _TIMES:
        query = f"ASK {{ FILTER(BOUND(?x)) BIND(<{_XSD}{datatype}>({Literal(text)}) AS ?x) }}"
        return bool(CALCULATOR.query(query))
    return True


def _typed(text: bytes) -> set[bytes]:
    """Give the literals of XML Schema's datatypes that stand in lines."""
    marks = (found.start() for found in _MARK.finditer(text))
    return {found[1] for mark in marks if (found := _TYPED.match(text, text.rfind(b'> "', 0, mark)))}


def _odd(literals: Iterable[bytes]) -> set[bytes]:
    """Give those literals of XML Schema's datatypes that the store would write otherwise, or that are no values."""
    written = list(literals)
    quads = [quad for one in written for quad in parse(b"<a:> <a:> %s ." % one, RdfFormat.N_TRIPLES)]
    scratch = Store()
    scratch.bulk_extend(quads)
    same = {quad.object for quad in scratch}
    terms = [quad.object for quad in quads]
    return {
        one
        for one, term in zip(written, terms, strict=True)
        if term not in same or not is_well_formed(term.value, term.datatype.value.removeprefix(_XSD))
    }


#: An empty store, to reckon with.
CALCULATOR = Store()


def _is_integer(text: str, low: int | None, high: int | None) -> bool:
    if re.match(r"[+-]?[0-9]+\Z", text) is None:
        return False
    digits = text.lstrip("+-0") or "0"
    if len(digits) > 30:  # beyond every bound, and Python's own limit lies at some thousand
        return (high is None) if text[0] != "-" else (low is None)
    value = -int(digits) if text[0] == "-" else int(digits)
    return (low is None or value >= low) and (high is None or value <= high)

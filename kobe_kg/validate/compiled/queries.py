"""Run shapes over data: one query for each thing that a shape asks, over all its focus nodes at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from kobe_kg.errors import DataError
from kobe_kg.sparql import significant
from kobe_kg.validate.compiled import sparql
from kobe_kg.validate.compiled.conditions import DEPTH, OF_VALUES, Conditions, number
from kobe_kg.validate.compiled.messages import default
from kobe_kg.validate.compiled.scope import is_free
from kobe_kg.validate.data import Data
from kobe_kg.validate.report import Result, Term
from kobe_kg.validate.shapes import SH, TYPE, Constraint, Node, Shape, Shapes, UnsupportedError

#: Another engine: asked about data, shapes, and the shapes with targets that are meant.
Elsewhere = Callable[..., list[Result]]
#: Columns of a SPARQL constraint that have a meaning of their own (section 5.3.2).
_READ = ("this", "value", "path", "message")
#: Constraints beside those in :data:`OF_VALUES` that need a value to be broken.
_OF_ANY = ("maxCount", "disjoint", "lessThan", "lessThanOrEquals", "uniqueLang")
#: Up to so many values that break a rule are looked for one by one.
_FEW = 2000


class _Focus(NamedTuple):
    """The focus nodes of a shape, as a pattern and, where they are the instances of classes, as those."""

    #: Writes the pattern that binds a variable, given with its sign.
    pattern: Callable[[str], str]
    #: The classes whose direct instances they are, or None when they are something else.
    classes: list[NamedNode] | None
    #: For value nodes of other focus nodes, the variables of those: what is found through each is found anew.
    origins: str = ""


class _Query(NamedTuple):
    """A constraint whose text is a query, made ready for all focus nodes at once."""

    shape: Shape
    focus: _Focus
    constraint: Constraint
    #: The node that holds the text.
    holder: Term
    text: str


class Skipped(NamedTuple):
    """A shape that SPARQL cannot say, and why."""

    shape: Node
    reason: str


def check(data: Data, shapes: Shapes, *, elsewhere: Elsewhere) -> tuple[list[Result], list[Skipped]]:
    """Validate data against shapes.

    :param data: data and vocabulary together; its values are settled afterwards.
    :param shapes: the shapes.
    :param elsewhere: asked for the results of those shapes with targets that SPARQL cannot say.
    :returns: the results, and the shapes that were left to the other engine.
    :raises DataError: when the shapes are ill-formed.
    """
    run = _Run(data, shapes)
    found: list[Result] = []
    ready: list[tuple[Shape, list[tuple[Shape, _Focus]]]] = []
    queries: list[_Query] = []
    skipped = []
    for shape, targets in shapes.roots:
        try:
            parts = list(run.parts(shape, run.focus(targets), ()))
            for part in parts:
                run.expect(*part)
        except UnsupportedError as error:
            skipped.append(Skipped(shape.node, str(error)))
        else:
            ready.append((shape, parts))
    for shape, parts in ready:
        try:
            texts = [query for part in parts for query in run.sparql(*part)]
            results = [result for part in parts for result in run.core(*part)]
        except UnsupportedError as error:
            skipped.append(Skipped(shape.node, str(error)))
        else:
            found += results
            queries += texts
    if skipped:
        found += elsewhere(data, shapes, *(s.shape for s in skipped))
    data.settle()
    found += [result for query in queries for result in run.answers(query)]
    return found, skipped


class _Run:
    """One validation."""

    def __init__(self, data: Data, shapes: Shapes) -> None:
        self._data = data
        self._shapes = shapes
        self._say = Conditions(shapes, data)
        self._broken: dict[tuple[NamedNode, str], list[Term]] = {}
        self._repeated: dict[NamedNode, bool] = {}
        # Of a predicate, all that its values may break; and of those of which it is known, whether any does.
        self._asked_of: dict[NamedNode, dict[str, None]] = defaultdict(dict)
        self._sound: dict[NamedNode, bool] = {}

    def focus(self, targets: list[tuple[str, Term]]) -> _Focus:
        """Give the focus nodes that targets name."""
        if all(name == "targetClass" for name, _ in targets):
            classes = [c for _, cls in targets if not isinstance(cls, Literal) for c in self._data.subclasses(cls)]
            used = [c for c in dict.fromkeys(classes) if c.value in self._data.uses]
            return _Focus(lambda x: _any([f"{x} {TYPE} {c} ." for c in used]), used)

        def pattern(x: str) -> str:
            union = _any([self._target(name, value, x) for name, value in targets])
            return f"{{ SELECT DISTINCT {x} WHERE {{ {union} }} }}"

        return _Focus(pattern, None if self._data.ask(pattern("?this")) else [])

    def _target(self, name: str, value: Term, x: str) -> str:
        match name:
            case "targetNode":
                return f"VALUES {x} {{ {self._say.term(value)} }}"
            case "targetClass":
                classes = [] if isinstance(value, Literal) else self._data.subclasses(value)
                return _any([f"{x} {TYPE} {c} ." for c in classes])
            case "targetSubjectsOf" if isinstance(value, NamedNode):
                return f"{x} {value} [] ."
            case "targetObjectsOf" if isinstance(value, NamedNode):
                return f"[] {value} {x} ."
        raise DataError(f"the shapes cannot be used: sh:{name} must name a property by its IRI")

    def parts(self, shape: Shape, focus: _Focus, above: tuple[Shape, ...]) -> Iterator[tuple[Shape, _Focus]]:
        """Give a shape and the property shapes in it, each with its focus nodes."""
        if shape.deactivated or focus.classes == []:
            return
        if shape in above:
            raise UnsupportedError("its shapes refer to themselves")
        if len(above) > DEPTH:
            raise UnsupportedError("its shapes are nested too deeply")
        yield shape, focus
        for c in self._shapes.constraints(shape):
            if c.kind == "property":
                yield from self.parts(self._shapes.shape(c.value), self._values_of(shape, focus), (*above, shape))

    def _values_of(self, shape: Shape, focus: _Focus) -> _Focus:
        """Give the value nodes of a shape, as focus nodes of what stands in it."""
        path = shape.path
        if path is None:
            return focus
        return _Focus(
            lambda x: f"{focus.pattern(x + '_')} {self._say.values(shape, x + '_', x)}",
            None,
            " ".join(f"{v}_" for v in f"?this {focus.origins}".split()),
        )

    def core(self, shape: Shape, focus: _Focus) -> Iterator[Result]:
        """Check what a shape asks in SHACL Core."""
        for c in self._shapes.constraints(shape):
            self._say.begin()
            if c.kind in ("", "sparql", "property") or self._is_idle(shape, focus, c):
                continue
            if c.kind in OF_VALUES:
                yield from self._of_values(shape, focus, c)
            elif c.kind.lower().endswith("count"):
                yield from self._counted(shape, focus, c)
            elif c.kind == "hasValue":
                yield from self._results(
                    shape, focus, c, f"{focus.pattern('?this')} FILTER({self._say.lacks(shape, c, '?this')})"
                )
            elif c.kind == "closed":
                yield from self._closed(shape, focus, c)
            elif c.kind == "uniqueLang":
                if shape.path and shape.path.predicate and not self._repeats(shape.path.predicate):
                    continue
                for fault in self._say.faults(shape, c, "?this", "?v"):
                    pattern = f"{focus.pattern('?this')} {fault} BIND(LANG(?v) AS ?tag)"
                    yield from self._results(shape, focus, c, pattern, "?tag")
            else:
                also = "?x1" if c.kind.startswith("lessThan") else ""
                for fault in self._say.faults(shape, c, "?this", "?value"):
                    yield from self._results(shape, focus, c, f"{focus.pattern('?this')} {fault}", also)

    def _is_idle(self, shape: Shape, focus: _Focus, c: Constraint) -> bool:
        """Tell from how often classes use a predicate that there is nothing to find."""
        if focus.classes is None or shape.path is None or not shape.path.begins:
            return False
        uses = [self._data.uses[cls.value] for cls in focus.classes]
        own = [use for u in uses for p in shape.path.begins if (use := u.get(p.value))]
        if not own and (c.kind in OF_VALUES or c.kind in _OF_ANY):
            return True
        if shape.path.predicate is None:
            return False
        if c.kind == "minCount" and number(c) == 1:
            return sum(use.subjects for use in own) == sum(u[TYPE.value].subjects for u in uses)
        return c.kind == "maxCount" and number(c) >= 1 and all(use.triples == use.subjects for use in own)

    def expect(self, shape: Shape, focus: _Focus) -> None:
        """Note what :meth:`core` will ask of the values of a predicate, to ask it all at once."""
        for c in self._shapes.constraints(shape):
            if c.kind not in OF_VALUES or c.kind == "property" or self._is_idle(shape, focus, c):
                continue
            if shape.path and shape.path.predicate:
                self._say.begin()
                self._asked_of[shape.path.predicate][self._say.breaks(c, "?value")] = None

    def _of_values(self, shape: Shape, focus: _Focus, c: Constraint) -> Iterator[Result]:
        if shape.path is None:
            breaks = self._say.breaks(c, "?this")
            yield from self._results(
                shape, focus, c, f"{focus.pattern('?this')} FILTER({breaks}) BIND(?this AS ?value)"
            )
            return
        breaks = self._say.breaks(c, "?value")
        leads = self._say.values(shape, "?this", "?value")
        if shape.path.predicate is not None:
            broken = self._breaking(shape.path.predicate, breaks)
            if not broken:
                return
            if len(broken) <= _FEW and not any(isinstance(term, BlankNode) for term in broken):
                leads = f"VALUES ?value {{ {' '.join(map(str, broken))} }} {leads}"
                breaks = "true"
        yield from self._results(shape, focus, c, f"{focus.pattern('?this')} {leads} FILTER({breaks})")

    def _breaking(self, predicate: NamedNode, breaks: str) -> list[Term]:
        """Give the values of a predicate, wherever it stands, that break a constraint."""
        if breaks in self._asked_of[predicate] and self._is_sound(predicate):
            return []
        if (predicate, breaks) not in self._broken:
            text = f"SELECT ?value {{ {_distinct(predicate)} FILTER({breaks}) }}"
            self._broken[predicate, breaks] = [row[0] for row in self._data.select(text)]
        return self._broken[predicate, breaks]

    def _repeats(self, predicate: NamedNode) -> bool:
        """Tell whether a subject, whatever it is, has several values of a predicate in one language."""
        if predicate not in self._repeated:
            by = f"{{ ?any {predicate} ?value . BIND(LANG(?value) AS ?tag) FILTER(?tag != '') }} GROUP BY ?tag"
            text = f"SELECT ?tag WHERE {by} HAVING(COUNT(*) > COUNT(DISTINCT ?any))"
            self._repeated[predicate] = any(True for _ in self._data.select(text))
        return self._repeated[predicate]

    def _is_sound(self, predicate: NamedNode) -> bool:
        """Tell whether the values of a predicate break nothing that is asked of them anywhere."""
        if predicate not in self._sound:
            asked = " || ".join(f"({one})" for one in self._asked_of[predicate])
            self._sound[predicate] = not self._data.ask(f"{_distinct(predicate)} FILTER({asked})")
        return self._sound[predicate]

    def _counted(self, shape: Shape, focus: _Focus, c: Constraint) -> Iterator[Result]:
        n, least = number(c), c.kind.lower().endswith("mincount")
        if least and n == 0:
            return
        leads = " ".join([self._say.values(shape, "?this", "?v"), *_filters(self._say.qualified(shape, c, "?v"))])
        this = focus.pattern("?this")
        if least and n == 1:
            yield from self._results(shape, focus, c, f"{this} FILTER NOT EXISTS {{ {leads} }}")
        elif not least and n == 0:
            yield from self._results(shape, focus, c, f"{this} {leads}")
        elif not least and n == 1:
            other = " ".join([self._say.values(shape, "?this", "?w"), *_filters(self._say.qualified(shape, c, "?w"))])
            yield from self._results(shape, focus, c, f"{this} {leads} {other} FILTER(!sameTerm(?v, ?w))")
        else:
            who = f"?this {focus.origins}"
            having = f"HAVING(COUNT(DISTINCT ?v) {'>=' if least else '>'} {n})"
            enough = f"{{ SELECT {who} WHERE {{ {this} {leads} }} GROUP BY {who} {having} }}"
            yield from self._results(shape, focus, c, f"{this} MINUS {enough}" if least else enough)

    def _closed(self, shape: Shape, focus: _Focus, c: Constraint) -> Iterator[Result]:
        if c.value != Literal(True):
            return
        allowed = set(self._say.allowed(shape))
        if focus.classes is None or shape.path is not None:
            within = f"FILTER(?path NOT IN ({', '.join(map(str, allowed))}))" if allowed else ""
            leads = f"{self._say.values(shape, '?this', '?node')} ?node ?path ?value . {within}"
            yield from self._results(shape, focus, c, f"{focus.pattern('?this')} {leads}", "?node")
            return
        used = {NamedNode(p) for cls in focus.classes for p in self._data.uses[cls.value]}
        for predicate in sorted(used - allowed, key=str):
            leads = f"?this {predicate} ?value . BIND({predicate} AS ?path)"
            yield from self._results(shape, focus, c, f"{focus.pattern('?this')} {leads}")

    def _results(self, shape: Shape, focus: _Focus, c: Constraint, pattern: str, also: str = "") -> Iterator[Result]:
        """Run a query for results of SHACL Core; a row more for each value of the other variables named."""
        messages = shape.messages or default(c)
        text = f"SELECT DISTINCT ?this {focus.origins} ?value ?path {also} WHERE {{ {pattern} }}"
        for row in self._data.select(text):
            path = row["path"]
            yield Result(
                shape.node,
                c.component,
                shape.severity,
                messages,
                self._data.told(row["this"]),
                str(path) if path else shape.path and shape.path.turtle,
                None if row["value"] is None else self._data.told(row["value"]),
            )

    def sparql(self, shape: Shape, focus: _Focus) -> Iterator[_Query]:
        """Make ready what a shape asks in SPARQL."""
        for c in self._shapes.constraints(shape):
            if c.kind == "sparql":
                if self._shapes.value(c.value, f"{SH}deactivated") != Literal(True):
                    yield _Query(shape, focus, c, c.value, self._selected(shape, focus, c, c.value))
            elif c.kind == "":
                holder = self._validator(shape, c)
                asks = self._shapes.objects(holder, f"{SH}ask")
                text = (self._asked if asks else self._selected)(shape, focus, c, holder)
                yield _Query(shape, focus, c, holder, text)

    def _validator(self, shape: Shape, c: Constraint) -> Term:
        """Choose the validator of a component (SHACL, section 6.3)."""
        own = "nodeValidator" if shape.path is None else "propertyValidator"
        for name in (own, "validator"):
            if found := self._shapes.value(c.component, SH + name):
                return found
        raise DataError(f"the shapes cannot be used: {c.component} has no validator for {shape.node}")

    def _selected(self, shape: Shape, focus: _Focus, c: Constraint, holder: Term) -> str:
        """Write a SELECT query for each focus node as one for all of them."""
        given = {name: self._say.term(value) for name, value in c.parameters.items()}
        prefixes, select = sparql.body(self._shapes, holder, "select", shape, given)
        this = f"{{ SELECT DISTINCT ?this {focus.origins} WHERE {{ {focus.pattern('?this')} }} }}"
        if not is_free(significant(select)):
            return f"{prefixes} SELECT * WHERE {{ {this} LATERAL {{ {select} }} }}"
        # Run once for all it finds little, of which is asked whether it is meant; VALUES may not stand there.
        each = "" if "VALUES" in this else "LATERAL "
        return f"{prefixes} SELECT * WHERE {{ {{ {select} }} {each}{this} }}"

    def _asked(self, shape: Shape, focus: _Focus, c: Constraint, holder: Term) -> str:
        """Write an ASK query for each value node as one for all of them."""
        given = {name: self._say.term(value) for name, value in c.parameters.items()}
        prefixes, ask = sparql.body(self._shapes, holder, "ask", shape, given)
        pattern = f"{focus.pattern('?this')} {self._say.values(shape, '?this', '?value')}"
        within = f"{{ SELECT DISTINCT ?this {focus.origins} ?value WHERE {{ {pattern} }} }}"
        return f"{prefixes} SELECT * WHERE {{ {within} FILTER NOT EXISTS {sparql.inside(ask)} }}"

    def answers(self, query: _Query) -> Iterator[Result]:
        """Run a query of :meth:`sparql`."""
        shape, focus, c, holder, text = query
        store, graph = self._data.store, sparql.SHAPES_GRAPH
        if str(graph) in text and not store.contains_named_graph(graph):
            store.extend(Quad(t.subject, t.predicate, t.object, graph) for t in self._shapes.triples)
        try:
            rows = self._data.select(text)
        except (SyntaxError, RuntimeError, ValueError) as error:
            raise DataError(f"the SPARQL of {shape.node} cannot be used: {error}") from error
        names = [v.value for v in rows.variables]
        messages = sparql.messages(self._shapes, holder, shape) or default(c)
        for row in rows:
            values = {name: row[name] for name in names if row[name] is not None} | c.parameters
            this, value, path = values["this"], values.get("value"), values.get("path")
            own = values.get("message")
            said = (own,) if isinstance(own, Literal) else messages
            others = [values[n] for n in names if n in values and n not in _READ and f"?{n}" not in focus.origins]
            yield Result(
                shape.node,
                c.component,
                shape.severity,
                tuple(sparql.filled(m, values) for m in said),
                this,
                str(path) if isinstance(path, NamedNode) else shape.path and shape.path.turtle,
                value if value is not None or shape.path else this,
                tuple(o for o in others if isinstance(o, NamedNode | BlankNode)),
            )


def _distinct(predicate: NamedNode) -> str:
    return f"{{ SELECT DISTINCT ?value WHERE {{ ?any {predicate} ?value }} }}"


def _filters(conditions: list[str]) -> list[str]:
    return [f"FILTER({c})" for c in conditions]


def _any(patterns: list[str]) -> str:
    """Join patterns into one that finds what any of them does; what several find, it finds several times."""
    if len(patterns) == 1:
        return patterns[0]
    return " UNION ".join(f"{{ {p} }}" for p in patterns) or "FILTER(false)"

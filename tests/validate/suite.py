"""The SHACL test suite of the W3C (w3c/data-shapes), run on both engines.

    python -m tests.validate.suite FOLDER

prints the score of each. The folder is the suite's own ``data-shapes-test-suite/tests``. The suite is not part of this
project: clone https://github.com/w3c/data-shapes beside it, and name the folder in KOBE_SHACL_SUITE for the tests.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Triple, parse

from kobe_kg.errors import DataError
from kobe_kg.validate import compiled, reference
from kobe_kg.validate.data import Data
from kobe_kg.validate.report import Result, Term
from kobe_kg.validate.shapes import SH, Shapes

_SHT = "http://www.w3.org/ns/shacl-test#"
_MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"

#: What is compared of a result: focus node, path, value, component, severity and shape, without blank node labels.
Told = tuple[str | None, ...]
Engine = Callable[[list[Triple], list[Triple]], list[Result]]


class Case(NamedTuple):
    """One test of the suite."""

    name: str
    data: Path
    shapes: Path
    #: The expected results, or None where the shapes must be refused.
    expected: Counter[Told] | None


def folder() -> Path | None:
    """Give the folder of the suite, if it is here."""
    named = os.environ.get("KOBE_SHACL_SUITE")
    beside = Path(__file__).parents[3] / "shared" / "suites" / "data-shapes-test-suite" / "tests"
    found = Path(named) if named else beside
    return found if found.is_dir() else None


def cases(root: Path) -> Iterator[Case]:
    """Read the tests of the suite."""
    for path in sorted(root.rglob("*.ttl")):
        graph = Shapes(_read(path))
        for entry in graph.instances(f"{_SHT}Validate"):
            action, result = graph.value(entry, f"{_MF}action"), graph.value(entry, f"{_MF}result")
            assert action is not None
            assert result is not None
            data, shapes = (_file(graph.value(action, _SHT + name)) for name in ("dataGraph", "shapesGraph"))
            name = path.relative_to(root).with_suffix("").as_posix()
            fails = result == NamedNode(f"{_SHT}Failure")
            yield Case(name, data, shapes, None if fails else Counter(_expected(graph, result)))


def _file(iri: Term | None) -> Path:
    assert isinstance(iri, NamedNode)
    return Path(iri.value.removeprefix("file://"))


def _read(path: Path) -> list[Triple]:
    return [quad.triple for quad in parse(path.read_bytes(), RdfFormat.TURTLE, base_iri=path.as_uri())]


def _expected(graph: Shapes, report: Term) -> Iterator[Told]:
    for result in graph.objects(report, f"{SH}result"):
        names = ("focusNode", "value", "sourceConstraintComponent", "resultSeverity", "sourceShape")
        focus, value, component, severity, shape = (_told(graph.value(result, SH + name)) for name in names)
        path = graph.value(result, f"{SH}resultPath")
        yield focus, path and graph.path(path).turtle, value, component, severity, shape


def told(result: Result) -> Told:
    """Say of a result what is compared."""
    terms = (result.focus, result.value, result.component, result.severity, result.shape)
    focus, value, component, severity, shape = map(_told, terms)
    return focus, result.path, value, component, severity, shape


def _told(term: Term | None) -> str | None:
    return "_" if isinstance(term, BlankNode) else term and str(term)


def fast(data: list[Triple], shapes: list[Triple]) -> list[Result]:
    """Run the compiled engine, and no other."""
    held = Data()
    held.add(Quad(t.subject, t.predicate, t.object) for t in data)
    found, skipped = compiled.check(held, Shapes(shapes), elsewhere=lambda *_: [])
    assert not skipped, skipped
    return found


def slow(data: list[Triple], shapes: list[Triple]) -> list[Result]:
    """Run the reference engine."""
    return reference.check(data, shapes)


def passes(case: Case, engine: Engine) -> bool:
    """Run a test."""
    try:
        found = Counter(map(told, engine(_read(case.data), _read(case.shapes))))
    except DataError:
        return case.expected is None
    return found == case.expected


def main() -> None:
    """Print the scores as a table."""
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else folder()
    assert root is not None, "name the folder of the suite"
    tests = list(cases(root))
    print("| engine | right | wrong |\n| --- | ---: | --- |")
    for name, engine in (("oxigraph", fast), ("pyshacl", slow)):
        wrong = [case.name for case in tests if not passes(case, engine)]
        print(f"| {name} | {len(tests) - len(wrong)} of {len(tests)} | {', '.join(wrong)} |")


if __name__ == "__main__":
    main()

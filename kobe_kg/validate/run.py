"""From files to a report: read all, check together, and find the place of each finding."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from time import process_time

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple

from kobe_kg import files, paths, turtle
from kobe_kg.errors import DataError, KobeError, ParameterError, Position, suggestion
from kobe_kg.validate import compiled, imports, wording
from kobe_kg.validate.data import Data
from kobe_kg.validate.report import Finding, Related, Report, Result, Term
from kobe_kg.validate.rules import owners, read_shapes
from kobe_kg.validate.shapes import SH, Shapes

#: The engines there are: shapes compiled to SPARQL on Oxigraph, and pyshacl, the reference.
ENGINES = ("oxigraph", "pyshacl")
#: Properties of the SHACL Advanced Features and of SHACL-JS, which neither engine looks at.
_BEYOND = {"expression", "js", "jsFunctionName", "rule", "target"}


def validate(
    given: Sequence[Path] = (),
    *,
    context: Sequence[Path] = (),
    shapes: Sequence[Path] = (),
    engine: str = "oxigraph",
    since: str | None = None,
    allow_net: bool = False,
) -> Report:
    """Check Turtle files against the rules.

    The terms and code lists are always read with them. A resource that is neither in the files nor in their context is
    unknown, and a reference to it a finding.

    :param given: files or folders to check; none checks the project's own ontology and graph.
    :param context: files or folders that the data may refer to, without being checked themselves.
    :param shapes: files or folders of SHACL shapes; none uses the project's own.
    :param engine: ``oxigraph`` or ``pyshacl``; both find the same.
    :param since: a revision of the git repository the files lie in: tell only what changes since then can have caused.
    :param allow_net: whether what the shapes import is fetched from the web; if not, a note names it.
    :raises DataError: when a path is missing, or context or shapes cannot be read.
    :raises ParameterError: when there is no such engine.
    :raises UnknownNameError: when there is no such revision.
    """
    if engine not in ENGINES:
        raise ParameterError(f"there is no engine {engine!r} here", hint=suggestion(engine, ENGINES))
    home = paths.project()
    checked = files.expand(given or home.checked, ".ttl", ".nt")
    around = [p for p in files.expand([*home.vocabulary, *context], ".ttl", ".nt") if p not in checked]
    rules = files.expand(shapes or home.shapes, ".ttl")
    written = [t for path in rules for t in read_shapes(path)]
    check = _Check(imports.fetch(written) if allow_net else written, engine)
    if since is None:
        return check.report(checked, around)
    from kobe_kg.validate.history import History  # what speaks to git is slow to import

    given = given or home.checked
    history = History(since, given, [*home.vocabulary, *context, *rules])
    if history.is_idle(rules):
        return check.nothing(f"nothing has changed since {since}")
    return history.narrowed(
        check.report(checked, around),
        rules,
        lambda: check.report(history.stood(checked, given), history.stood(around), history.text),
    )


class _Check:
    """Shapes and the engine to check them with."""

    def __init__(self, triples: Sequence[Triple], engine: str) -> None:
        self._shapes = Shapes(triples)
        self._engine = engine
        self._names = owners(triples)
        missing = (f"<{iri}>, which the shapes import, was not read" for iri in imports.missing(triples))
        beyond = sorted({t.predicate.value.removeprefix(SH) for t in triples} & _BEYOND)
        self._unchecked = (*missing, *(f"sh:{name} is beyond SHACL Core and SHACL-SPARQL" for name in beyond))

    def nothing(self, why: str) -> Report:
        """Give the report of where there is nothing to check."""
        return Report([], [], [], 0, self._shapes.count(), unchecked=self._unchecked, notes=(why,))

    def report(
        self, checked: Sequence[Path], around: Sequence[Path], text: Callable[[Path], str] = turtle.read_text
    ) -> Report:
        """Check files.

        :param around: files that they may refer to.
        :param text: what stands in a file.
        """
        times = [process_time()]
        read = _Reading(checked, text, self._names)
        for path in around:
            read.context(path)
        times.append(process_time())
        notes = []
        if self._engine == "pyshacl":
            results = refer(read.data, self._shapes)
        else:
            results, skipped = compiled.check(read.data, self._shapes, elsewhere=refer)
            notes += [f"{wording.short(s.shape)} was left to pyshacl: {s.reason}" for s in skipped]
        times.append(process_time())
        found = [*read.problems, *(finding for r in results for finding in read.findings(r))]
        times.append(process_time())
        reading, checking, placing = (f"{after - before:.2f} s" for before, after in pairwise(times))
        notes.append(f"read in {reading}, checked in {checking}, places found in {placing} of CPU time")
        return Report(
            sorted(dict.fromkeys(found), key=_order),
            list(checked),
            [p for p in checked if p in read.unreadable],
            read.triples,
            self._shapes.count(),
            unchecked=self._unchecked,
            notes=tuple(notes),
        )


def refer(data: Data, shapes: Shapes, *only: NamedNode | BlankNode) -> list[Result]:
    """Ask the reference engine, of all shapes or only of some."""
    from kobe_kg.validate import reference  # rdflib and pyshacl are slow to import

    iris = [node.value for node in only if isinstance(node, NamedNode)]
    if len(iris) == len(only):
        return reference.check(data.triples(), shapes.triples, only=iris)
    # It cannot be told to check a shape without an IRI, so it checks all of them.
    within = {node for start in only for node in shapes.below(start)}
    return [r for r in reference.check(data.triples(), shapes.triples) if r.shape in within]


class _Reading:
    """Files as they are read: their triples, what is wrong with their syntax, and where each resource stands."""

    def __init__(self, checked: Sequence[Path], text: Callable[[Path], str], names: Mapping[BlankNode, str]) -> None:
        self.data = Data()
        self._text = text
        self._names = names
        #: What keeps files from being read, as findings.
        self.problems: list[Finding] = []
        self.unreadable: set[Path] = set()
        #: How many triples stand in the files that are checked.
        self.triples = 0
        self._files: dict[str, list[Path]] = {}
        self._elsewhere: set[str] = set()
        self._locators: dict[Path, turtle.Locator] = {}
        for path in checked:
            try:
                written = text(path)
            except DataError as error:
                self._refuse(path, [error])
                continue
            try:
                self.data.add(self._quads(written, path))
            except (KobeError, SyntaxError, ValueError) as error:
                self._refuse(path, turtle.problems(written, path=path) or [_unread(error, path)])

    def context(self, path: Path) -> None:
        """Read a file that is not checked itself.

        :raises DataError: when it cannot be read.
        """
        found = turtle.parse(self._text(path), path=path)
        self._elsewhere.update(str(t.subject) for t in found)
        self.data.add(Quad(t.subject, t.predicate, t.object) for t in found)

    def _quads(self, text: str, path: Path) -> Iterator[Quad]:
        turtle.check_newer(text, path=path)
        last = None
        for quad in pyoxigraph.parse(text.encode(), RdfFormat.TURTLE, rename_blank_nodes=True):
            self.triples += 1
            subject = quad.subject
            if subject != last:
                last = subject
                if path not in (held := self._files.setdefault(str(subject), [])):
                    held.append(path)
            yield quad

    def _refuse(self, path: Path, errors: Sequence[KobeError]) -> None:
        self.unreadable.add(path)
        for error in errors:
            said = error.what + (f" ({'; '.join(error.hint.splitlines())})" if error.hint else "")
            where = error.where or Position(1, 1, path=path)
            self.problems.append(Finding("turtle", "violation", said, "", "", "", where))

    def findings(self, result: Result) -> Iterator[Finding]:
        """Turn a result into a finding, if it is about what was checked."""
        focus = result.focus
        owner = None if isinstance(focus, Literal) else self.data.owner(focus)
        name = str(owner or focus)
        own = [p for p in self._files.get(name, []) if p not in self.unreadable]
        if not own and (name in self._files or name in self._elsewhere):
            return
        told = wording.finding(result, self._names, owner)
        predicate = wording.predicate(result)
        value = None if result.value == focus else result.value
        yield told._replace(
            where=self._place(focus, predicate, value, own) if own else self._mention(focus),
            related=tuple(Related(wording.short(r), self._description(r)) for r in result.involved if r != focus),
        )

    def _place(
        self, focus: Term, predicate: NamedNode | None, value: Term | None, own: Sequence[Path]
    ) -> Position | None:
        """Give the most exact place there is: of the value, else of the property, else of the node."""
        if isinstance(focus, Literal):
            return None
        around = turtle.surroundings(self._match, focus, value)
        wanted = [(predicate, value), (predicate, None)] if predicate or value is not None else []
        for sought in wanted:
            for path in own:
                if place := self._locator(path).find(focus, *sought, around=around, exact=True):
                    return place
        places = (self._locator(path).find(focus, around=around) for path in own)
        return next((place for place in places if place), None)

    def _mention(self, focus: Term) -> Position | None:
        """Give a place where something is mentioned that is described nowhere."""
        for quad in self.data.store.quads_for_pattern(None, None, self.data.kept(focus), None):
            subject = quad.subject
            if isinstance(subject, Triple) or (owner := self.data.owner(subject)) is None:
                continue
            for path in self._files.get(str(owner), []):
                if place := self._locator(path).find(subject, quad.predicate, focus):
                    return place
        return None

    def _description(self, node: NamedNode | BlankNode) -> Position | None:
        owner = self.data.owner(node)
        return self._place(node, None, None, self._files.get(str(owner or node), []))

    def _match(
        self, subject: NamedNode | BlankNode | None, predicate: NamedNode | None, value: Term | None
    ) -> Iterator[Quad]:
        return self.data.store.quads_for_pattern(subject, predicate, value, None)

    def _locator(self, path: Path) -> turtle.Locator:
        if path not in self._locators:
            self._locators[path] = turtle.Locator(self._text(path), path=path)
        return self._locators[path]


def _unread(error: Exception, path: Path) -> KobeError:
    return error if isinstance(error, KobeError) else DataError(f"cannot read {path}: {error}")


def _order(finding: Finding) -> tuple[str, int, int, str, str]:
    where = finding.where
    at = (str(where.path), where.line, where.column) if where else ("", 0, 0)
    return (*at, finding.rule, finding.value)

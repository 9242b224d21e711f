"""From two versions to what changed between them."""

from __future__ import annotations

import gzip
import os
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from kobe_kg import files, paths, turtle
from kobe_kg.difference.changes import Change, Teller, moved_by, parsed
from kobe_kg.difference.figures import Figure, Figures, Touched, figures
from kobe_kg.difference.lines import Lines
from kobe_kg.difference.versions import Version, versions
from kobe_kg.errors import DataError, Position
from kobe_kg.namespaces import expand
from kobe_kg.revision import decode, read
from kobe_kg.turtle import Locator

_LABEL = NamedNode(expand("rdfs:label"))
# What a figure rests on: these of each claim, and how populations hang together, where a new one changes nothing yet.
_INPUTS = frozenset(
    """kg:about kg:hedge kg:max kg:min kg:originality kg:outcome kg:population kg:qualifier kg:speaker kg:statedOn
    kg:supersedes kg:value kg:withdrawnIn rdf:type""".split()
)
# A claim that is only printed in another report too; where there are more of these, they are counted.
_REPORTED = NamedNode(expand("kg:reportedIn"))
_TOPIC = tuple(f"<{expand(name)}>" for name in ("kg:about", "kg:population", "kg:outcome"))
_SUPERSEDES = NamedNode(expand("kg:supersedes"))
_TOLD = 20
# Bytes of N-Triples beyond which figures are not computed: they would need all of it in a store.
_SMALL = 20_000_000
_LATTICE = frozenset(("kg:excludes", "skos:broader"))


class Diff(NamedTuple):
    """What changed between two versions of a graph."""

    #: The older and the newer.
    old: Version
    new: Version
    #: The changes, by kind of thing, by what happened to it, and by name.
    changes: tuple[Change, ...]
    #: The figures that rest on changed claims.
    figures: tuple[Figure, ...]
    #: How many topics have figures that were not computed, because there are so many.
    uncounted: int
    #: Label of each IRI that the figures and `again` name, and of what changed claims are about.
    labels: dict[str, str]
    #: How many claims are said again in a report, and nothing else of them changed, where they are too many to tell.
    again: dict[str, int] = {}  # noqa: RUF012

    def __bool__(self) -> bool:
        return bool(self.changes or self.again)

    def __repr__(self) -> str:
        number = len(self.changes)
        return f"<Diff {self.old.name} → {self.new.name}: {number} change{'' if number == 1 else 's'}>"

    @property
    def tally(self) -> Counter[tuple[str, str]]:
        """How often each thing happened to each kind: ``tally["claim", "added"]``."""
        return Counter((change.kind, change.action) for change in self.changes)


def diff(
    a: str | Path | None = None,
    b: str | Path | None = None,
    *,
    graph: Sequence[Path | str] = (),
    estimates: bool = True,
) -> Diff:
    """Tell what changed between two graphs.

    :param a: the older: a Turtle file, a folder, a git revision, or ``REVISION:PATH``; also ``A..B``, and ``A...B`` for
        what B did since it left A. None is ``HEAD``.
    :param b: the newer; None is the working tree.
    :param graph: the files or folders that a revision without a path is about; none is the ontology and the graph of
        the project. With files or folders, what they are read with: names and claims that they do not hold themselves.
    :param estimates: whether to compute the figures that rest on changed claims.
    :raises DataError: when a file cannot be read, or there is no repository to look for a revision in.
    :raises UnknownNameError: when a name is no file, folder or revision.
    :raises LimitError: when blank nodes are too alike to be told apart.

    >>> diff(paths.GRAPH, paths.GRAPH).changes
    ()
    """
    given = [Path(path) for path in graph]
    old, new = versions(a, b, given)
    return compare(old, new, around=_around(given, old, new), estimates=estimates)


def compare(old: Version, new: Version, *, around: Iterable[Path] = (), estimates: bool = True) -> Diff:
    """Tell what changed between two versions that were read.

    :param around: files that both are read with.
    """
    with Lines() as lines:
        return _compare(_Sides(old, new, around, lines), estimates)


def _compare(sides: _Sides, estimates: bool) -> Diff:
    teller = Teller(*sides.described(), label=sides.label, find_old=sides.find_old, find_new=sides.find_new)
    changes = tuple(teller.changes())
    told = sides.figures(changes) if estimates else Figures((), 0)
    named = {
        *sides.again,
        *(c.about for c in changes if c.about),
        *(iri for f in told.found for iri in (*f[:4], *f.because)),
    }
    labels = {iri: sides.label(iri) for iri in sorted(named)}
    return Diff(*sides.versions, changes, told.found, told.left, labels, sides.again)


def _around(graph: Sequence[Path], old: Version, new: Version) -> list[Path]:
    """Give the files to read two versions with: the vocabulary, and beside files or folders what is named for it."""
    beside = files.expand(graph, ".ttl", ".nt") if graph and not (old.commit or new.commit) else []
    compared = old.paths | new.paths
    return [path for path in [*paths.project().vocabulary, *beside] if os.path.realpath(path) not in compared]


class _Sides:
    """Two versions, read as far as they differ: what both have in the same words goes to a store, unseen."""

    def __init__(self, old: Version, new: Version, around: Iterable[Path], lines: Lines) -> None:
        #: As they were given.
        self.versions = old, new
        self._lines = lines
        old, new = (self._looked_through(side, version) for side, version in enumerate((old, new)))
        common = Counter(old.texts.values()) & Counter(new.texts.values())
        self._old = _Files(old, common)
        self._new = _Files(new, common)
        self._around = list(around)
        self._common = common
        #: How many claims are only said again, by report.
        self.again: dict[str, int] = {}
        # The same, and how many claims they are, of what the files of lines say and was not read.
        self._again, self._said_again = Counter[str](), 0
        self._labels: dict[str, str] = {}

    def _looked_through(self, side: int, version: Version) -> Version:
        """Give a version with the texts of those files of lines that are Turtle too."""
        read = {
            place: decode(_unpacked(path), path)
            for place, path in version.lines.items()
            if not self._lines.add(side, place, path)
        }
        return version._replace(texts={**version.texts, **read})

    @cached_property
    def _store(self) -> pyoxigraph.Store:
        """What both have."""
        store = pyoxigraph.Store()
        for text in self._common:
            try:
                store.bulk_load(text.encode(), format=RdfFormat.TURTLE)
            except (SyntaxError, ValueError) as error:
                place = next(place for place, other in self._new.all.items() if other == text)
                turtle.parse(text, path=place)  # says where
                raise DataError(f"cannot read {place}: {error}") from error
        return store

    @cached_property
    def _vocabulary(self) -> pyoxigraph.Store:
        store = pyoxigraph.Store()
        for path in self._around:
            store.extend(pyoxigraph.Quad(t.subject, t.predicate, t.object) for t in turtle.read(path))
        return store

    def described(self) -> tuple[list[Triple], list[Triple]]:
        """Give what each side says of the resources that either says something about in words of its own."""
        if self._lines:
            self._differ()
        own = [self._old.triples, self._new.triples]
        if not any(own):
            return [], []
        shared = self._closure({t.subject for some in own for t in some if isinstance(t.subject, NamedNode)})
        return self._apart([*own[0], *shared], [*own[1], *shared])

    def _differ(self) -> None:
        """Take from the files of lines what differs there, or is said elsewhere too."""
        elsewhere = {str(t.subject) for some in (self._old.triples, self._new.triples) for t in some}
        if self._common:
            elsewhere.update(str(quad.subject) for quad in self._store)
        found = self._lines.differing(elsewhere, _TOLD)
        self._old.add(found.old)
        self._new.add(found.new)
        self._again, self._said_again = found.again, found.number if found.again else 0

    def _apart(self, old: list[Triple], new: list[Triple]) -> tuple[list[Triple], list[Triple]]:
        """Leave out the resources of which both say the same, and those of many that are only said again."""
        before, after = set(old), set(new)
        gone = {t.subject for t in old if t not in after}
        come: dict[NamedNode | BlankNode | Triple, list[Triple]] = {}
        for triple in new:
            if triple not in before:
                come.setdefault(triple.subject, []).append(triple)
        known = {t.subject for t in old}
        again = {
            subject: triples
            for subject, triples in come.items()
            if subject not in gone and subject in known and all(t.predicate == _REPORTED for t in triples)
        }
        if self._said_again:
            again = {s: triples for s, triples in again.items() if not self._lines.is_said_again(str(s))}
        if len(again) + self._said_again > _TOLD:
            reports = self._again + Counter(str(t.object)[1:-1] for triples in again.values() for t in triples)
            self.again = dict(sorted(reports.items()))
            for subject in again:
                del come[subject]
        touched = {*gone, *come, *(t.object for some in come.values() for t in some if t.predicate == _SUPERSEDES)}
        return [t for t in old if t.subject in touched], [t for t in new if t.subject in touched]

    def _closure(self, subjects: set[NamedNode]) -> list[Triple]:
        """Give what both sides say of some resources, with the blank nodes around."""
        found: dict[Triple, None] = {}
        blank: dict[BlankNode, None] = {}

        def note(triple: Triple) -> None:
            found[triple] = None
            for node in (triple.subject, triple.object):
                if isinstance(node, BlankNode):
                    blank[node] = None

        for subject in subjects:
            for quad in self._store.quads_for_pattern(subject, None, None):
                note(quad.triple)
        seen: set[BlankNode] = set()
        while ahead := [node for node in blank if node not in seen]:
            seen.update(ahead)
            for node in ahead:
                for quad in self._store.quads_for_pattern(node, None, None):
                    note(quad.triple)
                for quad in self._store.quads_for_pattern(None, None, node):
                    note(quad.triple)
        return list(found)

    def label(self, iri: str) -> str:
        """Give the English label of a resource, the newer before the older, or any label, or nothing."""
        if iri not in self._labels:
            self._labels[iri] = self._label(iri)
        return self._labels[iri]

    def _label(self, iri: str) -> str:
        for side, labels in ((1, self._new.labels), (0, self._old.labels)):
            if mine := labels.get(iri) or self._lines.labels(side, f"<{iri}>"):
                return _best(mine)
        for store in (self._store, self._vocabulary):
            if found := [q.object for q in store.quads_for_pattern(NamedNode(iri), _LABEL, None)]:
                return _best([term for term in found if isinstance(term, Literal)])
        return ""

    def find_old(self, subject: str, predicate: str | None = None, term: str | None = None) -> Position | None:
        """Give the place of a triple in the older version."""
        return self._old.find(subject, predicate, term) or self._lines.find(0, subject, predicate, term)

    def find_new(self, subject: str, predicate: str | None = None, term: str | None = None) -> Position | None:
        """Give the place of a triple in the newer version."""
        return self._new.find(subject, predicate, term) or self._lines.find(1, subject, predicate, term)

    def figures(self, changes: Sequence[Change]) -> Figures:
        """Give the figures that changes touch; what both sides have is changed by it, so this comes last."""
        claims = [c for c in changes if c.kind == "claim"]
        changed = frozenset(c.subject for c in claims if any(d.property in _INPUTS for d in c.details))
        events = frozenset(c.subject for c in changes if any(d.property == "sem:hasActor" for d in c.details))
        wide = any(d.property in _LATTICE for c in changes if c.action != "added" for d in c.details)
        if not (changed or events or wide):
            return Figures((), 0)
        old, new = self._old.triples, self._new.triples
        if self._lines.size >= _SMALL:
            return Figures((), len(self._topics(changed)))
        if self._lines:
            old, new = [*old, *self._lines.everything(0)], [*new, *self._lines.everything(1)]
        renamed = {c.subject: c.was for c in changes if c.was}
        touched = Touched(changed, events, wide, {c.subject: moved_by(c) for c in claims})
        self._store.extend(self._vocabulary)
        return figures(self._store, old, new, touched, renamed=renamed)

    def _topics(self, claims: Container[str]) -> set[tuple[str, ...]]:
        """Give what some claims are about, what they count, and what happened to it."""
        said: dict[str, dict[str, str]] = {}
        for triple in (*self._old.triples, *self._new.triples):
            subject, predicate = str(triple.subject)[1:-1], str(triple.predicate)
            if predicate in _TOPIC and subject in claims:
                said.setdefault(subject, {})[predicate] = str(triple.object)
        return {tuple(topic[name] for name in _TOPIC) for topic in said.values() if len(topic) == len(_TOPIC)}


class _Files:
    """The files of one side that the other does not have."""

    def __init__(self, version: Version, common: Counter[str]) -> None:
        self.all = version.texts
        left = Counter(common)
        self._own: dict[str, str] = {}
        for place, text in version.texts.items():
            if left[text]:
                left[text] -= 1
            else:
                self._own[place] = text
        self._locators: dict[str, Locator] = {}

    @cached_property
    def _read(self) -> dict[str, list[Triple]]:
        return {place: turtle.parse(text, path=place) for place, text in self._own.items()}

    @cached_property
    def triples(self) -> list[Triple]:
        """All that they say, once."""
        return list(dict.fromkeys(triple for some in self._read.values() for triple in some))

    def add(self, more: Iterable[Triple]) -> None:
        """Add what other files say, before labels are asked for."""
        self.triples = list(dict.fromkeys([*self.triples, *more]))

    @cached_property
    def labels(self) -> dict[str, list[Literal]]:
        """Labels by IRI."""
        found: dict[str, list[Literal]] = {}
        for t in self.triples:
            if t.predicate == _LABEL and isinstance(t.subject, NamedNode) and isinstance(t.object, Literal):
                found.setdefault(t.subject.value, []).append(t.object)
        return found

    @cached_property
    def _places(self) -> dict[str, list[str]]:
        """The files that say something of each resource."""
        found: dict[str, dict[str, None]] = {}
        for place, triples in self._read.items():
            for triple in triples:
                found.setdefault(str(triple.subject), {})[place] = None
        return {subject: list(places) for subject, places in found.items()}

    def find(self, subject: str, predicate: str | None, term: str | None) -> Position | None:
        """Give the most exact place there is: of the value, else of the property, else of the resource."""
        iri = NamedNode(subject[1:-1])
        name = None if predicate is None else NamedNode(predicate[1:-1])
        value = None if term is None or term[0] in "[_" else parsed(term)
        for place in self._places.get(subject, ()):
            if place not in self._locators:
                self._locators[place] = Locator(self._own[place], path=place)
            if found := self._locators[place].find(iri, name, value):
                return found
        return None


def _unpacked(path: Path) -> bytes:
    return gzip.decompress(read(path)) if path.suffix == ".gz" else read(path)


def _best(labels: Iterable[Literal]) -> str:
    found = sorted(labels, key=lambda label: (label.language != "en", label.language or "", label.value))
    return found[0].value if found else ""

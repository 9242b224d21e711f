"""What a graph describes already, and by which names, labels and addresses a row may mean it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from kobe_kg import turtle
from kobe_kg.ingest.dossier.vocabulary import Names
from kobe_kg.ingest.table.columns import fold
from kobe_kg.namespaces import ID, compact, expand

_TYPE, _LABEL, _ALT, _URL, _EARLIEST = (
    expand(name) for name in ("rdf:type", "rdfs:label", "skos:altLabel", "schema:url", "kg:earliest")
)


class Known:
    """What a graph describes.

    :param files: Turtle files.
    :raises DataError: when one cannot be read.
    """

    def __init__(self, files: Iterable[Path] = ()) -> None:
        self._labels: dict[str, dict[str, str]] = {}
        # What a thing is called, folded, under its kind; a name of several things is none.
        self._called: dict[tuple[str, str], set[str]] = {}
        #: Report by its address.
        self.reports: dict[str, str] = {}
        #: First day of an event, by its name.
        self.earliest: dict[str, str] = {}
        for path in files:
            for triple in turtle.read(path):
                subject, term = triple.subject, triple.object
                if isinstance(subject, NamedNode) and subject.value.startswith(ID):
                    self._note(compact(subject.value) or subject.value, triple.predicate.value, term)

    def __contains__(self, name: str) -> bool:
        return name in self._labels

    def find(self, kind: str, text: str) -> str | None:
        """Give the one thing of a kind that a text names: by its label, or another of its names."""
        found = self._called.get((kind, fold(text) or text), set())
        return next(iter(found)) if len(found) == 1 else None

    def names(self, name: str) -> Names | None:
        """Give what a thing is called, or None when the graph does not say so in English."""
        labels = self._labels.get(name, {})
        return Names(labels["en"], labels.get("fr")) if "en" in labels else None

    def of(self, kind: str) -> list[str]:
        """Name the things of a kind, without the kind."""
        return [name.partition(":")[2] for name in self._labels if name.startswith(f"{kind}:")]

    def _note(self, name: str, predicate: str, term: object) -> None:
        if predicate == _TYPE:
            self._labels.setdefault(name, {})
        elif isinstance(term, Literal) and predicate in (_LABEL, _ALT):
            self._called.setdefault((name.partition(":")[0], fold(term.value) or term.value), set()).add(name)
            if predicate == _LABEL:
                self._labels.setdefault(name, {})[term.language or ""] = term.value
        elif isinstance(term, Literal) and predicate == _EARLIEST:
            self.earliest[name] = term.value
        elif isinstance(term, NamedNode) and predicate == _URL:
            self.reports[term.value] = name

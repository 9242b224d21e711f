"""Statements that are checked in memory as they are made, part by part, by the same rules each time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

import pyoxigraph
from pyoxigraph import NamedNode, Quad, RdfFormat, Triple

from kobe_kg import files, paths, turtle
from kobe_kg.validate import compiled, wording
from kobe_kg.validate.data import Data
from kobe_kg.validate.report import Finding
from kobe_kg.validate.rules import owners, read_shapes
from kobe_kg.validate.run import refer
from kobe_kg.validate.shapes import Shapes


class Checker:
    """The rules, ready to be asked of one set of statements after the other.

    :param shapes: the rules.
    :param context: what statements may refer to, without being checked itself.
    """

    def __init__(self, shapes: Sequence[Triple], context: Sequence[Triple]) -> None:
        self._shapes = Shapes(shapes)
        self._names = owners(shapes)
        self._context = [Quad(t.subject, t.predicate, t.object) for t in context]
        self._elsewhere = {t.subject for t in context}

    @classmethod
    def read(cls, shapes: Path, context: Path) -> Checker:
        """Read what :func:`write` wrote."""
        return cls(_triples(shapes), _triples(context))

    def check(self, *texts: bytes) -> Iterator[Finding]:
        """Check statements.

        :param texts: lines of N-Triples, or of N-Quads in one graph, as this project writes them, without blank
            nodes; all of them are checked as one.
        :returns: the findings, whose places are left open; what the engine said is with each.
        """
        data = Data()
        data.add(self._context)
        for text in texts:
            data.load(text)
        for result in compiled.check(data, self._shapes, elsewhere=refer)[0]:
            focus = result.focus
            if focus in self._elsewhere and not any(f"\n{focus} ".encode() in b"\n" + text for text in texts):
                continue
            yield wording.finding(result, self._names, focus if isinstance(focus, NamedNode) else None)


def digest() -> str:
    """Give the SHA-256 of the files that the rules and the vocabulary of the project stand in.

    :raises DataError: when they cannot be read.
    """
    sums = sha256()
    for path in (*_rules(), *_vocabulary()):
        sums.update(path.read_bytes())
    return sums.hexdigest()


def write(shapes: Path, context: Path, known: Sequence[Path] = ()) -> None:
    """Write the rules and the vocabulary of the project as N-Triples, for others to read who may not have them.

    :param shapes: the file for the rules.
    :param context: the file for the terms and code lists, and for what else may be referred to.
    :param known: Turtle files of the latter.
    :raises DataError: when they cannot be read.
    """
    shapes.write_text("".join(f"{t} .\n" for path in _rules() for t in read_shapes(path)), encoding="utf-8")
    files_known = (*_vocabulary(), *known)
    context.write_text("".join(f"{t} .\n" for path in files_known for t in turtle.read(path)), encoding="utf-8")


def _rules() -> list[Path]:
    return files.expand(paths.project().shapes, ".ttl")


def _vocabulary() -> list[Path]:
    return files.expand(paths.project().vocabulary, ".ttl")


def _triples(path: Path) -> list[Triple]:
    return [quad.triple for quad in pyoxigraph.parse(path=str(path), format=RdfFormat.N_TRIPLES)]

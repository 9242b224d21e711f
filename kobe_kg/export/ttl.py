"""Turtle in its canonical form: one file, or a folder laid out as a graph is kept."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import IO

from pyoxigraph import BlankNode, NamedNode, Triple

from kobe_kg import turtle
from kobe_kg.export.ordering import unique
from kobe_kg.export.source import Source
from kobe_kg.namespaces import CLASS_PREFIX, expand
from kobe_kg.turtle.terms import Speller

# The data set, and who made it.
_ABOUT = {"dcat:Dataset", "prov:Organization"}
_PLURALS = {"party": "parties"}
# Where what has no type of ours is written, and claims that no known publisher printed.
_REST, _UNKNOWN = "others.ttl", "claims/unknown.ttl"

# A resource as it is spelled, its property to its values, and its rows.
_Block = tuple[str, dict[str, list[str]], list[str]]


def write(source: Source, stream: IO[bytes]) -> None:
    """Write the graph as one file, as ``kobe format`` would leave it."""
    nameless: list[Triple] = []
    with _kept(unique(turtle.rows(source.triples(), nameless))) as rows:
        turtle.write_rows(rows, nameless, stream)


def write_folder(source: Source, folder: Path) -> None:
    """Write the graph as files: one a kind of resource, and claims by who published the report they stand in."""
    nameless: list[Triple] = []
    owners: dict[str, str] = {}
    with (
        _kept(unique(turtle.rows(source.triples(), nameless))) as rows,
        _kept(unique(_noted(_paged(rows), nameless, owners))) as paged,
    ):
        rest = _divided(nameless, owners)
        for page, lines in groupby(paged, key=lambda line: line.partition("\t")[0]):
            _write(folder / page, (line.partition("\t")[2] for line in lines), rest.pop(page, []))
        for page, triples in rest.items():
            _write(folder / page, (), triples)


@contextmanager
def _kept(rows: Iterable[str]) -> Iterator[IO[str]]:
    """Keep rows in a file that has no name and is gone afterwards."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n", prefix="kobe-") as kept:
        kept.writelines(rows)
        kept.seek(0)
        yield kept


def _write(path: Path, rows: Iterable[str], nameless: list[Triple]) -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("wb") as stream:
        turtle.write_rows(rows, nameless, stream)


def _paged(rows: IO[str]) -> Iterator[str]:
    """Put before each row the file it belongs in."""
    for _, said, own in _blocks(rows):
        page = _page(said)
        if page is not None:
            yield from (f"{page}\t{row}" for row in own)
    rows.seek(0)
    for _, lines in groupby(unique(_by_report(_blocks(rows))), key=lambda line: line.partition("\t")[0]):
        page = _UNKNOWN
        for line in lines:
            _, kind, row = line.split("\t", 2)
            if kind == "0":
                page = row[:-1]
            else:
                yield f"{page}\t{row}"


def _by_report(blocks: Iterable[_Block]) -> Iterator[str]:
    """Give the rows of claims by the first report they stand in, and before them the file that report leads to."""
    for subject, said, rows in blocks:
        publishers = _iris(said, "kg:publisher")
        if publishers and publishers[0][0] != "<":
            yield f"{subject}\t0\tclaims/{publishers[0].partition(':')[2]}.ttl\n"
        if _page(said) is None:
            report = _iris(said, "kg:reportedIn")[0]
            yield from (f"{report}\t1\t{row}" for row in rows)


def _blocks(rows: Iterable[str]) -> Iterator[_Block]:
    for subject, group in groupby(rows, key=lambda row: row.partition("\t")[0]):
        own = list(group)
        said: dict[str, list[str]] = {}
        for row in own:
            _, predicate, term = row.split("\t", 2)
            said.setdefault(predicate, []).append(term[:-1])
        yield subject, said, own


def _page(said: dict[str, list[str]]) -> str | None:
    """Give the file of a resource; None for a claim, whose report leads to it."""
    classes = said.get("a", [])
    kinds = [CLASS_PREFIX[name] for name in classes if name in CLASS_PREFIX]
    if not kinds:
        return "dataset.ttl" if _ABOUT.intersection(classes) else _REST
    if kinds[0] != "claim":
        return f"{_PLURALS.get(kinds[0], f'{kinds[0]}s')}.ttl"
    return None if _iris(said, "kg:reportedIn") else _UNKNOWN


def _iris(said: dict[str, list[str]], predicate: str) -> list[str]:
    """Give the values of a property that are IRIs, in the order of these."""
    found = (term for term in said.get(predicate, ()) if term[0] == "<" or (term[0] not in '"_' and ":" in term))
    return sorted(found, key=lambda term: term if term[0] == "<" else f"<{expand(term)}")


def _noted(lines: Iterable[str], nameless: Iterable[Triple], owners: dict[str, str]) -> Iterator[str]:
    """Note the files of resources that blank nodes hang on."""
    speller = Speller()
    wanted = {speller.name(t.subject.value) for t in nameless if isinstance(t.subject, NamedNode)}
    for line in lines:
        page, subject, _ = line.split("\t", 2)
        if subject in wanted:
            owners[subject] = page
        yield line


def _divided(nameless: Iterable[Triple], owners: dict[str, str]) -> dict[str, list[Triple]]:
    """Give the file of each triple with blank nodes; those that hang together stand in one."""
    about: dict[NamedNode | BlankNode, list[Triple]] = defaultdict(list)
    for triple in nameless:
        about[triple.subject].append(triple)  # type: ignore[index]
    speller = Speller()
    found: dict[NamedNode | BlankNode, str] = {
        node: owners[speller.name(node.value)] for node in about if isinstance(node, NamedNode)
    }
    waiting = sorted(found, key=lambda node: node.value)
    while waiting:
        node = waiting.pop()
        for triple in about.get(node, ()):
            term = triple.object
            if isinstance(term, BlankNode) and term not in found:
                found[term] = found[node]
                waiting.append(term)
    pages: dict[str, list[Triple]] = defaultdict(list)
    for node, triples in about.items():
        pages[found.get(node, _REST)] += triples
    return pages

"""Figures are laid side by side as the model says: by hand-made cases, and against a slow reading of the model."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import kobe_kg
from kobe_kg import paths
from kobe_kg.catalog import Catalog
from kobe_kg.graph import Graph
from kobe_kg.namespaces import compact
from tests import DATA
from tests.reason.oracle import BOUNDS, Figure, disagreements, turtle

#: ``<case>/<query>,<key>=<value>….csv`` beside ``<case>/graph.ttl``: what the query answers there.
EXPECTED = sorted((DATA / "reason").glob("*/*.csv"))
CATALOG = Catalog([paths.QUERIES])


@cache
def case(name: str, engine: str) -> Graph:
    """Open the graph of a case."""
    return kobe_kg.graph.open(DATA / "reason" / name / "graph.ttl", engine=engine)


def short(text: str) -> str:
    """Write IRIs, several in a cell too, as prefixed names."""
    return " ".join(compact(word) or word for word in text.split(" "))


def answer(graph: Graph, name: str, **params: Any) -> list[dict[str, str]]:
    """Ask about the event of the case."""
    if "event" in (query := CATALOG[name]).params and not query.params["event"].optional:
        params = {"event": "case"} | params
    rows = csv.DictReader(io.StringIO(graph.query(name, **params).to_csv(), newline=""))
    return [{column: short(cell) for column, cell in row.items()} for row in rows]


@pytest.mark.parametrize("engine", ["oxigraph", "rdflib"])
@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_answer_is_the_one_reasoned_by_hand(path: Path, engine: str) -> None:
    name, *given_values = path.stem.split(",")
    with path.open(encoding="utf-8", newline="") as lines:
        wanted = csv.DictReader(lines)
        columns = wanted.fieldnames or ()
        found = answer(case(path.parent.name, engine), name, **dict(pair.split("=") for pair in given_values))
        assert [{c: row[c] for c in columns} for row in found] == list(wanted)


def test_every_kind_of_disagreement_has_a_case() -> None:
    kinds = set()
    for path in EXPECTED:
        if path.stem.startswith("disagreements"):
            with path.open(encoding="utf-8", newline="") as lines:
                kinds |= {row["kind"] for row in csv.DictReader(lines)}
    assert kinds == set(CATALOG["disagreements"].params["kind"].enum)


# Any graph


@st.composite
def records(draw: Any, *, relayed: bool = True) -> list[Figure]:
    """Draw a few figures; a relay or a revision comes after what it passes on or replaces."""
    figures: list[Figure] = []
    for slug in "abcdefgh"[: draw(st.integers(2, 8))]:
        speaker = draw(st.sampled_from(("x", "y", "z")))
        population = draw(st.sampled_from("People Civilians Soldiers ForeignCivilians GoldMiners Passengers".split()))
        outcome = draw(st.sampled_from(("Killed", "Killed", "KilledOrInjured", "Present")))
        day = draw(st.sampled_from((None, 8, 9, 20)))
        origins = draw(st.lists(st.sampled_from(figures), max_size=2, unique=True)) if figures and relayed else []
        origins = [f for f in origins if f.speaker != speaker and not (f.day and day and day < f.day)]
        if origins and draw(st.booleans()):
            population, outcome = origins[0].population, origins[0].outcome
        mine = [f.slug for f in figures if (f.speaker, f.population, f.outcome) == (speaker, population, outcome)]
        figures.append(
            Figure(
                slug,
                speaker,
                population,
                outcome,
                qualifier=draw(st.sampled_from(sorted(BOUNDS))),
                value=draw(st.integers(1, 6)),
                day=day,
                original=draw(st.booleans()),
                relays=tuple(f.slug for f in origins),
                supersedes=draw(st.sampled_from(mine)) if mine and draw(st.integers(0, 3)) == 0 else None,
            )
        )
    return figures


@contextmanager
def opened(figures: list[Figure], engine: str = "oxigraph") -> Iterator[Graph]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "graph.ttl"
        path.write_text(turtle(figures), encoding="utf-8")
        yield kobe_kg.graph.open(path, engine=engine)


def pairs(graph: Graph, **params: Any) -> list[tuple[str, str, str]]:
    found = answer(graph, "disagreements", **params)
    return [(row["kind"], row["a"].removeprefix("claim:"), row["b"].removeprefix("claim:")) for row in found]


def unordered(found: list[tuple[str, str, str]]) -> set[tuple[str, frozenset[str]]]:
    return {(kind, frozenset((a, b))) for kind, a, b in found}


def origins(graph: Graph, figures: list[Figure]) -> dict[str, tuple[int, int]]:
    topics = {(f.population, f.outcome) for f in figures}
    rows = [r for p, o in sorted(topics) for r in answer(graph, "independence", population=p, outcome=o)]
    return {row["claim"]: (int(row["originals"]), int(row["copies"])) for row in rows}


@settings(derandomize=True, max_examples=60)
@given(records())
def test_disagreements_are_those_of_the_model(figures: list[Figure]) -> None:
    with opened(figures) as graph:
        assert pairs(graph) == disagreements(figures)


@settings(derandomize=True, max_examples=5)
@given(records())
def test_the_reference_engine_finds_the_same(figures: list[Figure]) -> None:
    with opened(figures, "rdflib") as graph:
        assert pairs(graph) == disagreements(figures)


@settings(derandomize=True, max_examples=20)
@given(records(relayed=False))
def test_names_do_not_matter(figures: list[Figure]) -> None:
    other = {f.slug: f"z{len(figures) - n}" for n, f in enumerate(figures)}
    renamed = [f._replace(slug=other[f.slug], supersedes=other.get(f.supersedes or "")) for f in figures]
    with opened(figures) as graph, opened(renamed[::-1]) as mirrored:
        wanted = {(kind, frozenset(other[slug] for slug in two)) for kind, two in unordered(pairs(graph))}
        assert unordered(pairs(mirrored)) == wanted


@settings(derandomize=True, max_examples=20)
@given(records(), st.data())
def test_a_relay_adds_a_copy_and_no_origin(figures: list[Figure], data: st.DataObject) -> None:
    origin = data.draw(st.sampled_from(figures))
    relay = origin._replace(slug="relay", speaker="w", day=None, relays=(origin.slug,), supersedes=None)
    with opened(figures) as graph, opened([*figures, relay]) as longer:
        before, after = origins(graph, figures), origins(longer, figures)
    assert {claim: found for claim, (found, _) in after.items()} == {claim: n for claim, (n, _) in before.items()}
    assert all(after[claim][1] >= copies for claim, (_, copies) in before.items())
    if not origin.relays and f"claim:{origin.slug}" in before:
        assert after[f"claim:{origin.slug}"][1] == before[f"claim:{origin.slug}"][1] + 1


@settings(derandomize=True, max_examples=20)
@given(records(), st.sampled_from(("x", "y", "z")))
def test_a_source_left_out_is_as_if_it_had_said_nothing(figures: list[Figure], silent: str) -> None:
    kept = [f for f in figures if f.speaker != silent]
    assume(0 < len(kept) < len(figures))
    # What went through the source is still known to have come from elsewhere, so it stands at an end of each chain.
    passed_on = {slug for f in kept for slug in f.relays}
    assume(not any(f.relays and f.slug in passed_on for f in figures if f.speaker == silent))
    topics = sorted({(f.population, f.outcome) for f in kept})
    with opened(figures) as graph, opened(kept) as fewer:
        assert pairs(graph, leave_out=silent) == pairs(fewer)
        for population, outcome in topics:
            topic = {"population": population, "outcome": outcome}
            assert answer(graph, "estimates", leave_out=silent, **topic) == answer(fewer, "estimates", **topic)


@settings(derandomize=True, max_examples=20)
@given(records())
def test_estimates_keep_their_order_and_use_no_relay(figures: list[Figure]) -> None:
    relayed = {f"claim:{f.slug}" for f in figures if f.relays}
    with opened(figures) as graph:
        for population, outcome in sorted({(f.population, f.outcome) for f in figures}):
            for row in answer(graph, "estimates", population=population, outcome=outcome):
                numbers = [int(row[name]) for name in ("min", "best", "max") if row[name]]
                assert numbers == sorted(numbers)
                used = row["claims"].split()
                assert used == sorted(set(used))
                assert used
                assert not relayed & set(used)

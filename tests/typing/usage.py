"""The library as a user would write against it; tests/typing/test_typing.py has mypy read this, and nothing runs it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, assert_type

import pyoxigraph

import kobe_kg


def open_graphs(folder: Path) -> list[kobe_kg.Graph]:
    return [
        kobe_kg.open(),
        kobe_kg.open("graph"),
        kobe_kg.open([folder / "a.ttl", "b.ttl"], engine="rdflib", queries=[folder, "queries"]),
        kobe_kg.open(store=folder),
        kobe_kg.open(endpoint="https://example.org/sparql", timeout=1.5),
    ]


def ask(graph: kobe_kg.Graph) -> str:
    answer = graph.query("claims", speaker=["afp", "rfi"], as_of=date(2025, 2, 9), limit=10)
    assert_type(answer, kobe_kg.Answer)
    assert_type(answer.columns, tuple[str, ...])
    assert_type(answer.complete, bool)
    assert_type(answer.to_csv(), str)
    assert_type(answer.to_json("rows.json"), str)
    for row in answer:
        assert_type(row, Any)
    found = graph.sparql("ASK { ?s rdfs:label $name }", name="Kobé")
    assert_type(found, kobe_kg.Answer | bool | list[pyoxigraph.Triple])
    assert_type(list(graph.queries), list[str])
    query = graph.queries["claims"]
    assert_type(query, kobe_kg.SavedQuery)
    assert_type(query.params["event"], kobe_kg.Parameter)
    return answer.to_markdown()


def look(graph: kobe_kg.Graph) -> None:
    comparison = graph.compare("kobe-attack", topic="killed", as_of="2025-02-09", lang="fr")
    assert_type(comparison, kobe_kg.Comparison)
    assert_type(graph.show("hrw-civilians-killed"), kobe_kg.Description)


def check(graph: kobe_kg.Graph, shapes: Iterable[Path]) -> list[kobe_kg.Finding]:
    report = graph.validate(shapes=shapes)
    assert_type(report, kobe_kg.Report)
    assert_type(report.conforms(fail_on="warning"), bool)
    where = report.findings[0].where
    assert_type(where, kobe_kg.Position | None)
    return report.findings


def mind_errors(graph: kobe_kg.Graph) -> str | None:
    try:
        graph.query("clams")
    except kobe_kg.UnknownNameError as error:
        assert_type(error.name, str)
    except kobe_kg.RemoteError as error:
        assert_type(error.status, int | None)
    except (kobe_kg.DataError, kobe_kg.LimitError, kobe_kg.ParameterError, kobe_kg.QueryError) as error:
        assert_type(error.where, kobe_kg.Position | None)
    except kobe_kg.KobeError as error:
        return error.hint
    return None

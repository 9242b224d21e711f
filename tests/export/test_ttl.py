"""Turtle of any size is what would be written in memory, as one file and as a folder."""

from __future__ import annotations

import io
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from pyoxigraph import RdfFormat, Triple, parse, serialize

from kobe_kg import paths, turtle
from kobe_kg.errors import LimitError
from kobe_kg.export import Source, export, ordering
from tests import GRAPH, SEED
from tests.turtle.test_round_trip import graphs

PREFIXES = """
PREFIX claim: <https://w3id.org/kobe-kg/id/claim/>
PREFIX kg: <https://w3id.org/kobe-kg/ns#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX report: <https://w3id.org/kobe-kg/id/report/>
PREFIX source: <https://w3id.org/kobe-kg/id/source/>
"""
#: Claims whose reports lead somewhere, nowhere, or out of the table of prefixes; blank nodes of several owners.
ODD = """
claim:a a kg:QuantityClaim ; kg:reportedIn report:b , report:a ; kg:note _:x , [ kg:value 1 ] .
claim:b a kg:QuantityClaim ; kg:reportedIn report:c .
claim:c a kg:QuantityClaim ; kg:reportedIn report:none , <https://example.org/r> .
claim:d a kg:QuantityClaim .
claim:e a kg:QuantityClaim ; kg:reportedIn "no report" , _:x .
report:a a kg:Report ; kg:publisher source:one , source:two ; kg:note _:x .
report:b a kg:Report ; kg:publisher source:two .
report:c kg:publisher <https://example.org/p> .
<https://example.org/r> kg:publisher source:three .
source:one a kg:Source ; kg:note "two lines" .
<https://example.org/o> a owl:Ontology .
_:x kg:value 2 .
_:y kg:value 3 ; kg:note _:z .
"""


def streamed(*files: Path) -> bytes:
    stream = io.BytesIO()
    export(Source(files, []), "ttl", stream)
    return stream.getvalue()


@settings(max_examples=50)
@given(graphs())
def test_a_file_is_what_the_formatter_writes(graph: list[Triple]) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(ordering, "CHUNK", 3)
        path = Path(folder) / "graph.nt"
        path.write_bytes(serialize(graph, format=RdfFormat.N_TRIPLES) or b"")
        assert streamed(path) == turtle.write(graph).encode()


def test_the_graph_is_what_the_formatter_writes() -> None:
    assert streamed(GRAPH) == turtle.write(Source([GRAPH]).triples()).encode()


def test_the_data_set_stands_with_who_made_it(tmp_path: Path) -> None:
    export(Source([GRAPH]), "ttl", tmp_path / "graph")
    written = (tmp_path / "graph" / "dataset.ttl").read_text(encoding="utf-8")
    assert (GRAPH / "dataset.ttl").read_text(encoding="utf-8").endswith(written)
    assert "prov:Organization" in written


@pytest.mark.parametrize("chunk", [3, ordering.CHUNK])
def test_each_resource_stands_in_its_file(chunk: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ordering, "CHUNK", chunk)
    path = tmp_path / "odd.ttl"
    path.write_text(PREFIXES + ODD, encoding="utf-8")
    export(Source([path]), "ttl", tmp_path / "odd")
    found = {p.relative_to(tmp_path / "odd").as_posix(): p for p in (tmp_path / "odd").rglob("*.ttl")}
    subjects = {
        name: {line for line in p.read_text(encoding="utf-8").splitlines() if re.match(r"[a-z<\[_]", line)}
        for name, p in found.items()
    }
    assert subjects == {
        "claims/one.ttl": {"claim:a"},
        "claims/three.ttl": {"claim:c"},
        "claims/unknown.ttl": {"claim:b", "claim:d", "claim:e"},
        "others.ttl": {"<https://example.org/o>", "<https://example.org/r>", "[]", "report:c"},
        "reports.ttl": {"report:a", "report:b"},
        "sources.ttl": {"source:one"},
    }
    for one in found.values():
        assert turtle.format(one.read_text(encoding="utf-8")) == one.read_text(encoding="utf-8")
    whole = [triple for p in found.values() for triple in turtle.read(p)]
    assert len(whole) == len(list(parse(path=path, format=RdfFormat.TURTLE)))


@pytest.mark.parametrize("form", ["ttl", "nq", "trig"])
def test_no_temporary_file_stays(form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    monkeypatch.setattr(ordering, "CHUNK", 50)
    export(Source(SEED, paths.vocabulary()), form, tmp_path / f"x.{form}")
    assert not [*scratch.iterdir()]
    deep = tmp_path / "deep.ttl"
    deep.write_text("<x:a> <x:p> " + "[ <x:p> " * 300 + "1" + " ]" * 300 + " .", encoding="utf-8")
    if form == "ttl":
        with pytest.raises(LimitError):
            export(Source([*SEED, deep]), form, tmp_path / "y.ttl")
    assert not [*scratch.iterdir()]

"""Facts come in one order, and what an export does not tell is counted once."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from kobe_kg import paths
from kobe_kg.errors import ParameterError, UnknownNameError
from kobe_kg.export import Losses, Source
from kobe_kg.export.facts import Facts, Told, count_untold, find_claim
from kobe_kg.namespaces import PREFIXES, expand

TEXT = """
passage:p oa:hasSelector [ oa:start 9 ] , [ oa:start 1 ] , [ oa:start 5 ] ; rdfs:label "b"@fr , "a"@en .
claim:x a kg:AbsenceClaim ; kg:hedge kg:Stated ; kg:asOf "2025-02-08" .
claim:y a kg:AbsenceClaim ; kg:hedge kg:Stated .
"""


def graph(folder: Path) -> Source:
    path = folder / "a.ttl"
    path.write_text("".join(f"PREFIX {p}: <{iri}>\n" for p, iri in PREFIXES.items()) + TEXT, encoding="utf-8")
    return Source(graph=[path], vocabulary=paths.vocabulary())


def test_nameless_things_are_ordered_by_what_is_said_of_them() -> None:
    prefixes = "".join(f"PREFIX {p}: <{iri}>\n" for p, iri in PREFIXES.items())
    for order in permutations("123"):
        text = prefixes + "".join(f"passage:p oa:hasSelector [ oa:start {n} ] .\n" for n in order)
        store = Store()
        store.extend(Quad(*q.triple) for q in parse(text, RdfFormat.TURTLE, rename_blank_nodes=True))
        facts = Facts(store)
        found = facts.values(NamedNode(expand("passage:p")), "oa:hasSelector")
        assert [facts.text(selector, "oa:start") for selector in found] == ["1", "2", "3"]


def test_instances_are_those_of_narrower_classes_too(tmp_path: Path) -> None:
    found = Facts(graph(tmp_path).data).instances("kg:Claim")
    assert [node.value for node in found] == [expand("claim:x"), expand("claim:y")]


@pytest.mark.parametrize("name", ["x", "claim:x", expand("claim:x"), f"<{expand('claim:x')}>"])
def test_a_claim_is_found_by_any_of_its_names(tmp_path: Path, name: str) -> None:
    assert find_claim(name, Facts(graph(tmp_path).data)) == NamedNode(expand("claim:x"))


def test_no_claim_is_told(tmp_path: Path) -> None:
    facts = Facts(graph(tmp_path).data)
    with pytest.raises(UnknownNameError):
        find_claim("z", facts)
    with pytest.raises(ParameterError, match="no name of a claim"):
        find_claim("a claim", facts)


def test_what_is_not_told_is_counted_by_class_or_by_property(tmp_path: Path) -> None:
    source = graph(tmp_path)
    x = NamedNode(expand("claim:x"))
    told = Told()
    told.update([(x, expand("rdf:type")), (x, expand("kg:asOf"))])
    assert {*told} == {(x, expand("rdf:type")), (x, expand("kg:asOf"))}
    losses = Losses("some")
    count_untold(losses, source, told, why="no room", reasons={"kg:hedge": "no word"})
    assert [(row.kind, row.name, row.why, row.number) for row in losses.rows] == [
        ("class", "kg:AbsenceClaim", "no room", 1),
        ("property", "kg:hedge", "no word", 1),
    ]

"""The facts near a resource are those that a query takes out of the graph, so that exports tell the same of them."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple

from kobe_kg.export.facts import Facts
from kobe_kg.export.schemaorg import SchemaOrg
from kobe_kg.graph import Graph
from kobe_kg.graph import open as open_graph
from kobe_kg.namespaces import PREFIXES
from kobe_kg.pages.thing.near import Near

TEXT = """
claim:c a kg:QuantityClaim ; rdfs:label "c"@en ; kg:breakdown breakdown:b , [ kg:part claim:e ; rdfs:label "n" ] ;
    kg:population kg:Civilians ; kg:outcome kg:Killed ; kg:min 1 ; kg:max 3 ; kg:value 3 ; kg:speaker source:s ;
    kg:reportedIn report:r .
breakdown:b kg:part claim:d ; kg:exhaustive true ; kg:dimension kg:ByNationality .
report:r dct:issued "2025-02-07" ; kg:publisher source:s ; rdfs:label "r"@en .
source:s rdfs:label "s"@en ; kg:kind kg:Media .
assessment:a kg:assesses claim:c ; kg:credibility kg:Credibility2 ; kg:rater source:s ; rdfs:label "a"@en .
kg:Credibility2 skos:notation "2" ; rdfs:label "probably true"@en .
"""
AROUND = """CONSTRUCT { $thing ?p ?o . ?o ?q ?v . ?rating ?r ?s } WHERE {
    { $thing ?p ?o . OPTIONAL { ?o ?q ?v . FILTER(isLiteral(?v) || ?q = kg:part) } }
    UNION { ?rating kg:assesses $thing ; ?r ?s }
    UNION { $thing ^kg:assesses/kg:credibility ?o . ?o ?q ?v . FILTER(isLiteral(?v)) }
}"""


def graph(folder: Path) -> Graph:
    heads = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    (folder / "it.ttl").write_text(heads + TEXT, encoding="utf-8")
    return open_graph(folder / "it.ttl")


def queried(graph: Graph, node: NamedNode) -> Facts:
    store = Store()
    found = graph.sparql(AROUND, thing=node)
    assert isinstance(found, list)
    store.extend(Quad(t.subject, t.predicate, t.object) for t in found if isinstance(t, Triple))
    return Facts(store)


def test_they_are_what_a_query_finds_around_it(tmp_path: Path) -> None:
    it, claim = graph(tmp_path), NamedNode(PREFIXES["claim"] + "c")
    near, expected = Near(it, claim.value), queried(it, claim)
    named = [term for _, term in expected.of(claim)]
    assert any(isinstance(term, BlankNode) for term in named)
    for node in (claim, *near.ratings, *named, NamedNode(PREFIXES["kg"] + "Credibility2")):
        assert near.of(node) == expected.of(node)
    assert near.value(NamedNode(PREFIXES["report"] + "r"), "kg:publisher") is None
    assert near.value(NamedNode(PREFIXES["report"] + "r"), "dct:issued") == Literal("2025-02-07")
    assert near.of(NamedNode(PREFIXES["claim"] + "d")) == []


def test_a_claim_and_its_review_are_told_the_same(tmp_path: Path) -> None:
    it, claim = graph(tmp_path), NamedNode(PREFIXES["claim"] + "c")
    near = Near(it, claim.value)
    mine, other = SchemaOrg(near), SchemaOrg(queried(it, claim))
    assert mine.claim(claim) == other.claim(claim)
    assert len(mine.claim(claim)["hasPart"]) == 2
    assert [mine.review(rating) for rating in near.ratings] == [other.review(rating) for rating in near.ratings]
    assert len(near.ratings) == 1

"""The ontology's pages hold every term in both languages, are sound HTML, and ask nothing of another machine."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import html5rdf
import pytest
import rdflib
from pyoxigraph import NamedNode
from rdflib.compare import isomorphic

from kobe_kg import paths
from kobe_kg.export import Source, export
from kobe_kg.export.ontology import PAGES
from kobe_kg.export.ontology.terms import Ontology
from kobe_kg.namespaces import KG, PREFIXES, expand

#: A vocabulary whose words are meant to break out of the page.
HOSTILE = """
<https://w3id.org/kobe-kg/ns> a owl:Ontology ; dct:title '</title><script>alert("t")</script>'@en .
kg:Trap a owl:Class ;
    rdfs:label '<b>&amp; "x"</b>'@en ;
    skos:definition '<script src="https://example.org/"></script>'@en ;
    skos:example '<img src=x>'@fr ;
    rdfs:subClassOf <https://example.org/'onmouseover='alert(1)> , <javascript:alert(1)> .
kg:old a owl:DatatypeProperty ; rdfs:label "old"@en ; owl:deprecated true ; dct:isReplacedBy kg:new .
kg:new a owl:DatatypeProperty ; rdfs:label "new"@en ; rdfs:domain kg:Trap .
"""


@pytest.fixture(scope="module")
def source() -> Source:
    return Source(graph=[paths.GRAPH], vocabulary=paths.vocabulary())


@pytest.fixture(scope="module")
def folder(source: Source, tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("ontology") / "ns"
    export(source, "ontology", found)
    return found


@pytest.fixture(params=PAGES.values())
def text(folder: Path, request: pytest.FixtureRequest) -> str:
    return (folder / request.param).read_text(encoding="utf-8")


def parsed(text: str) -> Any:
    """Read a page as a browser does, but let no error pass."""
    return html5rdf.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)


def article(text: str, local: str) -> str:
    found = re.search(rf'<article id="{local}".*?</article>', text, re.DOTALL)
    assert found is not None, local
    return found[0]


def test_the_page_is_sound(text: str) -> None:
    tree = parsed(text)
    assert len(tree.findall(".//h1")) == 1
    levels = [int(node.tag[1]) for node in tree.iter() if re.fullmatch(r"h[1-6]", str(node.tag))]
    assert all(after - before <= 1 for before, after in pairwise(levels)), "no level is skipped"


def test_each_place_has_one_name_and_each_link_a_place(text: str) -> None:
    places = re.findall(r' id="([^"]*)"', text)
    assert len(places) == len(set(places))
    assert set(re.findall(r'href="#([^"]*)"', text)) <= set(places)
    assert set(re.findall(r'aria-labelledby="([^"]*)"', text)) <= set(places)


def test_nothing_is_fetched(text: str) -> None:
    tree = parsed(text)
    assert not [node for node in tree.iter() if node.tag in ("script", "img", "iframe", "object", "embed")]
    assert {link.get("rel") for link in tree.iter("link")} == {"alternate"}
    assert "url(" not in text
    assert "@import" not in text


def test_every_term_and_concept_has_its_place(source: Source, text: str) -> None:
    own = {
        row["t"].value.removeprefix(KG)
        for row in source.ask(
            """SELECT DISTINCT ?t WHERE {
                ?t a ?kind FILTER(STRSTARTS(STR(?t), STR(kg:)))
                FILTER(?kind IN (owl:Class, owl:ObjectProperty, owl:DatatypeProperty, rdfs:Datatype,
                    skos:ConceptScheme) || EXISTS { ?t skos:inScheme ?scheme }) }"""
        )
    }
    assert len(own) > 200
    assert own <= set(re.findall(r' id="([^"]*)"', text))


def test_definitions_stand_in_the_language_of_the_page(folder: Path) -> None:
    english, french = ((folder / name).read_text(encoding="utf-8") for name in PAGES.values())
    assert "A claim is the position of one speaker" in article(english, "Claim")
    assert "Une affirmation est la position" in article(french, "Claim")
    assert 'lang="fr"' in french[:100]
    assert '<p class="note" lang="en">' in article(french, "Claim"), "what is there in English only is marked"


def test_each_page_links_to_the_other_and_to_the_terms(folder: Path) -> None:
    for lang, name in PAGES.items():
        links = set(re.findall(r'<a href="([^"#]*)"', (folder / name).read_text(encoding="utf-8")))
        assert links >= {"context.jsonld", "terms.ttl", *(other for code, other in PAGES.items() if code != lang)}


def test_an_example_is_from_the_graph_and_the_one_the_term_names(folder: Path) -> None:
    told = article((folder / "index.html").read_text(encoding="utf-8"), "speaker")
    assert "claim:hrw-civilians-killed" in told
    assert f'href="{expand("source:human-rights-watch")}"' in told


def test_rules_and_queries_of_a_term_are_named(source: Source) -> None:
    home = paths.project()
    ontology = Ontology(source, home.shapes, home.queries)
    hedge, quantity = NamedNode(KG + "hedge"), NamedNode(KG + "QuantityClaim")
    assert "claim-hedge" in {rule.name for rule in ontology.rules(hedge)}
    assert {"claim-hedge", "bounds-worded"} <= {rule.name for rule in ontology.rules(quantity)}
    assert "claims" in {query.name for query in ontology.queries(hedge)}
    assert all(rule.title for rule in ontology.rules(quantity))


def test_use_is_counted(source: Source) -> None:
    ontology = Ontology(source)
    assert ontology.use(NamedNode(KG + "speaker")).times == source.properties()["kg:speaker"]
    assert ontology.members(NamedNode(KG + "Event"))[0] == source.classes()["kg:Event"]
    assert ontology.use(NamedNode(KG + "usedClaim")).times == source.properties().get("kg:usedClaim", 0)


def test_narrower_concepts_stand_below_broader_ones(source: Source) -> None:
    concepts = list(Ontology(source).concepts(NamedNode(KG + "PopulationScheme")))
    names = [concept.value.removeprefix(KG) for _, concept in concepts]
    depth = {concept.value.removeprefix(KG): level for level, concept in concepts}
    assert names.index("People") < names.index("Civilians") < names.index("MalianCivilians") < names.index("Vehicles")
    assert (depth["People"], depth["Civilians"], depth["MalianCivilians"]) == (0, 1, 2)


def test_the_terms_are_all_there_for_programs(folder: Path) -> None:
    found = rdflib.Graph().parse(folder / "terms.ttl")
    wanted = rdflib.Graph()
    for path in paths.vocabulary():
        wanted.parse(path)
    assert isomorphic(found, wanted)


def test_the_context_reads_what_is_written_in_short(folder: Path) -> None:
    text = (folder / "context.jsonld").read_text(encoding="utf-8").rstrip().removesuffix("}")
    claim = text + ', "@id": "claim:x", "speaker": "source:y" }'
    found = rdflib.Graph().parse(data=claim, format="json-ld")
    assert [str(term) for triple in found for term in triple] == [
        expand(name) for name in ("claim:x", "kg:speaker", "source:y")
    ]


def test_twice_the_same(source: Source, folder: Path, tmp_path: Path) -> None:
    export(Source(graph=[paths.GRAPH], vocabulary=paths.vocabulary()), "ontology", tmp_path / "ns")
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == {
        p.name: p.read_bytes() for p in (tmp_path / "ns").iterdir()
    }


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    prefixes = "".join(f"PREFIX {p}: <{iri}>\n" for p, iri in PREFIXES.items())
    (tmp_path / "terms.ttl").write_text(prefixes + HOSTILE, encoding="utf-8")
    data = "claim:x a kg:Trap ; rdfs:label '</code><script>x</script>'@en ; kg:old '<i>' ."
    (tmp_path / "data.ttl").write_text(prefixes + data, encoding="utf-8")
    source = Source(graph=[tmp_path / "data.ttl"], vocabulary=[tmp_path / "terms.ttl"])
    export(source, "ontology", tmp_path / "ns")
    return tmp_path / "ns"


@pytest.mark.parametrize("name", PAGES.values())
def test_hostile_words_stay_words(hostile: Path, name: str) -> None:
    text = (hostile / name).read_text(encoding="utf-8")
    tree = parsed(text)
    assert not [node for node in tree.iter() if node.tag in ("script", "img", "b", "i")]
    assert not [node for node in tree.iter() if any(key.startswith("on") for key in node.attrib)]
    links = [node.get("href") for node in tree.iter("a")]
    assert not [link for link in links if link.startswith("javascript:")]
    assert "<javascript" not in text


def test_a_deprecated_term_says_so_and_what_takes_its_place(hostile: Path) -> None:
    told = article((hostile / "index.html").read_text(encoding="utf-8"), "old")
    assert "Deprecated." in told
    assert 'href="#new"' in told
    assert "Deprecated." not in article((hostile / "index.html").read_text(encoding="utf-8"), "new")


def test_a_graph_without_code_lists_has_a_page_too(hostile: Path) -> None:
    assert '<h2 id="schemes">' not in (hostile / "index.html").read_text(encoding="utf-8")

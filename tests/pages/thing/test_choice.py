"""Pages of single things: every resource has one in both languages, and it says what the graph says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal

import kobe_kg
from kobe_kg.graph import Graph
from kobe_kg.namespaces import ID, PREFIXES
from kobe_kg.pages import frame, home
from kobe_kg.pages.reading import record
from kobe_kg.pages.search import results
from kobe_kg.pages.site import PAGED, Site, french
from kobe_kg.pages.thing import choice, claim, facts, resource
from tests.pages import written
from tests.pages.markup import Element, faults, read

PAGES = Path(choice.__file__).parents[1]
MINE = "claim convoy home party place report resource said search source thing".split()
#: What a careless or hostile hand may write, and no page may fall over or run.
ODD = """
<https://example.org/id/a> a kg:Claim ; rdfs:label "<script>alert(1)</script>"@en .
<javascript:alert(1)> a kg:Claim ; kg:speaker <javascript:alert(2)> ; kg:relays <javascript:alert(1)> ;
    kg:reportedIn <javascript:alert(3)> .
<javascript:alert(3)> a kg:Report ; schema:url <javascript:alert(4)>, "data:text/html,x" ;
    kg:publisher <javascript:alert(2)> .
<javascript:alert(2)> a kg:Source .
claim:a a kg:QuantityClaim ; kg:relays claim:b ; kg:value 999999999999999999999999999 ; kg:min -5 ; kg:max 99 ;
    kg:qualifier kg:Unheard ; kg:statedOn "yesterday" ; kg:about event:x ; kg:speaker source:s ;
    kg:population kg:Nobody .
claim:b a kg:QuantityClaim ; kg:relays claim:a, claim:c ; kg:supersedes claim:a ; kg:about "text" ;
    kg:speaker source:s, source:s2 ; kg:value 3, 4 .
claim:c a kg:AttributionClaim, kg:QuantityClaim ; rdfs:label "a"@en, "b"@en, "c: d"@de ; kg:speaker source:s ;
    kg:about event:x ; kg:statedOn "2025-02-30"^^xsd:date ; kg:evidence [ oa:start 3 ] .
claim:d.e a kg:AbsenceClaim ; rdfs:label ": "@en ; kg:speaker "who" ; kg:about event:x .
source:s a kg:Source ; kg:actsFor party:p ; rdfs:label ""@en .
party:p a kg:Party, kg:Place ; geo:asWKT "POLYGON((0 0,1 1,0 1,0 0))"^^geo:wktLiteral .
place:q a kg:Place ; schema:containedInPlace place:q ; geo:asWKT "POINT(500 900)"^^geo:wktLiteral .
event:x a kg:Event ; kg:earliest "x" .
report:r a kg:Report ; kg:relaysReport report:r, report:r2 .
report:r2 a kg:Report ; kg:relaysReport report:r ; dct:issued "2025" .
convoy:v a kg:Convoy .
estimate:e a kg:Estimate ; kg:best 3 .
assessment:z a kg:Assessment ; kg:assesses claim:a ; kg:credibility kg:DoubtfullyTrue .
<urn:x:y> <http://example.org/p> <urn:x:y>, "a\\nb", [ <http://example.org/q> [ <http://example.org/q> 1 ] ] .
"""


@pytest.fixture(scope="module")
def kobe() -> Graph:
    return kobe_kg.open()


def page(graph: Graph, iri: str, lang: str = "en", *, part: int = 1, listed: str | None = None) -> Element:
    """Make a page, and require that nothing of its markup is wrong."""
    site = Site(lang=lang, path="/x", base="http://127.0.0.1:8000")
    found = read(choice.page(graph, site, iri, page=part, listed=listed))
    assert faults(found) == [], iri
    return found


def links(found: Element) -> set[str]:
    return {e.attrs["href"] for e in found.all("a")}


def all_of(graph: Graph) -> list[str]:
    rows = graph.sparql("SELECT DISTINCT ?x WHERE { ?x a ?type . FILTER(isIRI(?x)) } ORDER BY ?x")
    return [row.x for row in rows if not row.x.startswith(PREFIXES["event"])]  # type: ignore[union-attr]


def test_every_resource_has_a_page(kobe: Graph) -> None:
    """In one language each, by turns; both are tried for each type below."""
    for number, iri in enumerate(all_of(kobe)):
        lang = ("en", "fr")[number % 2]
        found = page(kobe, iri, lang)
        text = found.text
        labels = [o.value for o in record(kobe, iri).texts("rdfs:label") if o.language == lang]
        for label in labels[:1]:
            said = label.partition(": ")[2] or label
            assert said.casefold() in text.casefold(), iri
        assert iri in text


TYPES = """
    assessment:none breakdown:hrw-0220-c01 claim:hrw-0220-c01 claim:wikipedia-perpetrator claim:senenews-c01
    convoy:gao-ansongo-2025-02-07 dataset:kobe-kg party:is-sahel party:malian-armed-forces passage:wikipedia-en-s17
    place:kobe place:gao-region report:hrw-0220 report:wikipedia-en source:human-rights-watch source:afp kg:Civilians
    kg:Stated kg:QuantityClaim kg:HedgeScheme
""".split()[1:]


@pytest.mark.parametrize("name", TYPES)
def test_each_type_has_a_page_in_both_languages(kobe: Graph, name: str) -> None:
    prefix, _, local = name.partition(":")
    iri = PREFIXES[prefix] + local
    english, gallic = page(kobe, iri), page(kobe, iri, "fr")
    assert (english.one("html").attrs["lang"], gallic.one("html").attrs["lang"]) == ("en", "fr")
    assert english.one("h1").text
    assert english.text != gallic.text


@pytest.mark.parametrize("name", TYPES)
def test_a_page_says_every_fact(kobe: Graph, name: str) -> None:
    """Links stand for resources and texts for literals; what `kobe show` tells, the page tells."""
    prefix, _, local = name.partition(":")
    iri, site = PREFIXES[prefix] + local, Site()
    found, r = page(kobe, iri), record(kobe, PREFIXES[prefix] + local)
    text, reached = found.text, links(found)
    for name_, values in r.said.items():
        if name_ in ("rdf:type", "rdfs:label", "skos:inScheme", "skos:topConceptOf", "rdfs:isDefinedBy"):
            continue
        for o in values:
            if isinstance(o, Literal):
                if o.language in ("en", None) and name_ not in ("geo:asWKT", "kg:anonymous", "kg:exhaustive"):
                    assert o.value in text, (name_, o)
            elif hasattr(o, "value") and site.thing(o.value):
                assert {o.value, site.thing(o.value)} & reached, (name_, o)


def test_another_language_is_marked(kobe: Graph) -> None:
    found = page(kobe, PREFIXES["source"] + "malian-army-general-staff", "fr")
    marked = [e.text for e in found.all("span", lang="en")]
    assert "FAMa general staff" in marked
    assert "État-major général des Armées" not in marked


def test_pages_lead_only_to_pages_and_to_the_web(kobe: Graph) -> None:
    for name in TYPES:
        prefix, _, local = name.partition(":")
        for e in page(kobe, PREFIXES[prefix] + local).all("a"):
            href = e.attrs["href"]
            assert href.startswith(("/", "#", "http://", "https://")), href
            if href.startswith("http"):
                assert "noreferrer" in e.attrs.get("rel", "") or "license" in e.attrs.get("rel", ""), href


def test_machines_read_the_same(kobe: Graph) -> None:
    import json

    found = page(kobe, PREFIXES["claim"] + "hrw-0220-c01")
    told = json.loads(found.one("script", type="application/ld+json").text)
    node, trail = told["@graph"]
    assert node["@type"] == "Claim"
    assert node["@id"] == PREFIXES["claim"] + "hrw-0220-c01"
    assert node["mainEntity"]["minValue"] == 34
    assert [step["position"] for step in trail["itemListElement"]] == [1, 2, 3, 4]
    kinds = {"report:hrw-0220": "Report", "source:human-rights-watch": "NGO", "place:kobe": "Place"}
    for name, kind in kinds.items():
        prefix, _, local = name.partition(":")
        found = page(kobe, PREFIXES[prefix] + local)
        assert json.loads(found.one("script", type="application/ld+json").text)["@graph"][0]["@type"] == kind


def test_other_forms_are_named(kobe: Graph) -> None:
    found = page(kobe, PREFIXES["claim"] + "hrw-0220-c01")
    named = {e.attrs["type"]: e.attrs["href"] for e in found.all("link", rel="alternate") if "type" in e.attrs}
    assert named["text/turtle"] == "/claim/hrw-0220-c01.ttl"
    assert set(named) == {"text/turtle", "application/ld+json", "application/n-triples", "application/rdf+xml"}
    assert found.one("link", rel="canonical").attrs["href"].endswith("/claim/hrw-0220-c01")


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_no_label_becomes_markup(tmp_path: Path, lang: str) -> None:
    told = [("a", "Exactly", 25, "2025-02-08"), ("b", "AtLeast", 34, "2025-02-09"), ("c", "About", 3, "2025-02-09")]
    graph = written.graph(tmp_path, told, label=written.HOSTILE)
    mine = [iri for iri in all_of(graph) if iri.startswith(ID)]
    assert len(mine) == 9
    for iri in mine:
        found = page(graph, iri, lang)
        assert not [e for e in found.all("script") if "json" not in e.attrs.get("type", "")], iri
        assert all("onerror" not in e.attrs for e in found.walk())


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_no_graph_is_too_odd(tmp_path: Path, lang: str) -> None:
    text = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items()) + ODD
    (tmp_path / "odd.ttl").write_text(text, encoding="utf-8")
    graph = kobe_kg.open(tmp_path / "odd.ttl")
    rows = graph.sparql("SELECT DISTINCT ?x WHERE { ?x ?p ?o . FILTER(isIRI(?x)) }")
    known = {row.x for row in kobe_kg.open(ONTOLOGY).sparql("SELECT DISTINCT ?x WHERE { ?x ?p ?o }")}  # type: ignore[union-attr]
    mine = {row.x for row in rows} - known - {PREFIXES["event"] + "x"}  # type: ignore[union-attr]
    assert len(mine) == 17
    for iri in mine:
        for href in links(page(graph, iri, lang)):
            assert href.startswith(("/", "#", "http://", "https://")), (iri, href)


ONTOLOGY = Path(kobe_kg.__file__).parents[1] / "ontology"


def test_a_folder_of_files_has_all_of_a_list_on_one_page(kobe: Graph) -> None:
    site = Site(live=False, path="/source/malian-army-general-staff")
    found = read(choice.page(kobe, site, PREFIXES["source"] + "malian-army-general-staff"))
    assert not found.all("nav", class_="pager")
    assert not [e for e in found.all("a") if "?" in e.attrs["href"]]


def said(path: Path) -> Iterator[str]:
    """Give the texts a template or module asks for in the page's language."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        yield from re.findall(r"\bsay\(\s*\"([^\"]*)\"", text)
        yield from re.findall(r"\bsay\(\s*'([^']*)'", text)
        yield from re.findall(r"\bcounted\([^\"]*?\"([^\"]*)\",", text)
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("say", "counted"):
            yield from (a.value for a in node.args[:2] if isinstance(a, ast.Constant) and isinstance(a.value, str))


def test_all_is_said_in_french() -> None:
    files = [PAGES / "templates" / f"{name}.html" for name in MINE]
    files += [path for path in PAGES.rglob("*.py") if path.stem in {*MINE, "choice", "facts", "frame", "results"}]
    wanted = {text for path in files for text in said(path)}
    for table in (facts.NAMES, frame.KINDS, results._TITLES, results._ONE, resource.TITLES):
        wanted.update(table.values())
    wanted.update(word for _, word in claim.KINDS.values())
    wanted.update(home._WHAT)
    assert len(wanted) > 200
    assert wanted - french().keys() == set()


def test_every_type_with_an_address_of_its_own_is_named() -> None:
    assert set(PAGED) <= set(frame.KINDS)

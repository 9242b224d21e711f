"""Linked Data: every resource leads to a document, which says the same in every form."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import CanonicalizationAlgorithm, Dataset, NamedNode, Quad, RdfFormat, Triple, parse

from kobe_kg import turtle
from kobe_kg.graph import open as open_graph
from kobe_kg.namespaces import ID, TYPES, expand
from kobe_kg.serve.answering import Context, answer
from kobe_kg.serve.linked import document, resource
from kobe_kg.serve.media import GRAPHS
from kobe_kg.serve.message import Reply, Request
from kobe_kg.serve.routes import match
from tests.serve.conftest import BASE, ask

READERS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
}
CLAIM = "/doc/claim/hrw-civilians-killed"

#: What a graph of somebody else's may hold: foreign IRIs, names that need escapes, parts without a name.
FOREIGN = r"""
PREFIX claim: <https://w3id.org/kobe-kg/id/claim/>
PREFIX ex: <https://example.org/id/>
PREFIX kg: <https://w3id.org/kobe-kg/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

ex:a a kg:Claim ; rdfs:label "<script>alert(1)</script>"@en ; ex:has [ ex:part 1 ] , [ ex:part 2 ] .
ex:b ex:of ex:a .
claim:a\.html a kg:Claim ; rdfs:label "with a dot"@en .
<https://w3id.org/kobe-kg/id/claim/a/b> a kg:Claim ; rdfs:label "two segments"@en .
<https://w3id.org/kobe-kg/id/claim/a%20b> a kg:Claim ; rdfs:label "a space"@en .
<https://w3id.org/kobe-kg/id/claim/Gaō> a kg:Claim ; rdfs:label "a letter"@en .
<javascript:alert(1)> a kg:Claim ; rdfs:label "no web address"@en .
"""


@pytest.fixture(scope="module")
def foreign(context: Context, tmp_path_factory: pytest.TempPathFactory) -> Context:
    path = tmp_path_factory.mktemp("foreign") / "graph.ttl"
    path.write_text(FOREIGN, encoding="utf-8")
    return context._replace(graph=open_graph(path))


def header(reply: Reply, name: str) -> str:
    return dict(reply.headers)[name]


def triples(reply: Reply, media: str) -> set[Triple]:
    assert reply.status == 200, reply.body
    return {quad.triple for quad in parse(reply.body, format=READERS[media])}


def canonical(found: Iterable[Triple]) -> set[Quad]:
    held = Dataset(Quad(t.subject, t.predicate, t.object) for t in found)
    held.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return set(held)


def resources(context: Context) -> list[str]:
    rows = context.graph.sparql(
        f'SELECT DISTINCT ?s WHERE {{ ?s a ?t FILTER(STRSTARTS(STR(?s), "{ID}")) }} ORDER BY ?s'
    )
    return [row.s for row in rows]  # type: ignore[union-attr]


# From the resource to its document


@pytest.mark.parametrize("args", [(), (("lang", "fr"),)])
def test_a_resource_leads_to_its_document(context: Context, args: tuple[tuple[str, str], ...]) -> None:
    reply = ask(context, "/id/claim/hrw-civilians-killed", *args, lang="fr" if args else "en")
    assert (reply.status, reply.body) == (303, b"")
    assert header(reply, "Location") == CLAIM + ("?lang=fr" if args else "")


def test_every_resource_of_ours_has_a_document(context: Context) -> None:
    for iri in resources(context):
        there = header(ask(context, iri.removeprefix(ID.removesuffix("/id/"))), "Location")
        assert ask(context, f"{there}.nt").status == 200, iri


def test_below_a_path_it_stays_below_it(context: Context) -> None:
    request = Request("id", found={"type": "claim", "slug": "hrw-civilians-killed"}, base="https://example.org/kobe")
    assert header(resource.identifier(request, context), "Location") == f"/kobe{CLAIM}"


@pytest.mark.parametrize("route", ["id", "doc", "linkset"])
def test_an_unknown_slug_is_told_the_nearest(context: Context, route: str) -> None:
    reply = ask(context, f"/{route}/claim/hrw-civilian-killed")
    assert reply.status == 404
    assert b"did you mean 'hrw-civilians-killed'" in reply.body


def test_an_unknown_type_is_told_those_there_are(context: Context) -> None:
    reply = ask(context, "/id/clam/hrw-civilians-killed")
    assert reply.status == 404
    assert b"did you mean 'claim'" in reply.body


# The same in every form


def test_every_form_says_the_same(context: Context) -> None:
    """Of each resource of the graph: Turtle, JSON-LD, N-Triples and RDF/XML, by RDFC-1.0."""
    for iri in resources(context)[::5]:
        path = "/doc/" + iri.removeprefix(ID)
        forms = [canonical(triples(ask(context, path, accept=media), media)) for media in GRAPHS]
        assert forms[0]
        assert all(form == forms[0] for form in forms), iri


@pytest.mark.parametrize("iri", ["https://example.org/id/a", "javascript:alert(1)", expand("kg:Stated")])
def test_every_form_of_a_foreign_resource_says_the_same(foreign: Context, iri: str) -> None:
    forms = [canonical(triples(ask(foreign, "/resource", ("iri", iri), accept=media), media)) for media in GRAPHS]
    assert all(form == forms[0] for form in forms)
    assert any(quad.subject == NamedNode(iri) for quad in forms[0])


def test_a_document_says_all_that_the_graph_says_of_its_resource(context: Context) -> None:
    found = triples(ask(context, f"{CLAIM}.nt"), "application/n-triples")
    iri = NamedNode(expand("claim:hrw-civilians-killed"))
    own = set(context.graph.sparql(f"CONSTRUCT {{ {iri} ?p ?o }} WHERE {{ {iri} ?p ?o }}"))  # type: ignore[union-attr]
    pointing = set(context.graph.sparql(f"CONSTRUCT {{ ?s ?p {iri} }} WHERE {{ ?s ?p {iri} }}"))  # type: ignore[union-attr]
    assert own | pointing <= found
    named = {t.object for t in own if isinstance(t.object, NamedNode)}
    label = NamedNode(expand("rdfs:label"))
    assert {t.subject for t in found if t.predicate == label} >= named & {NamedNode(expand("event:kobe-attack"))}


def test_a_passage_keeps_its_nameless_parts(context: Context) -> None:
    rows = context.graph.sparql("SELECT ?s WHERE { ?s oa:hasSelector ?x } ORDER BY ?s LIMIT 1")
    path = "/doc/" + rows[0].s.removeprefix(ID)  # type: ignore[index]
    found = triples(ask(context, f"{path}.ttl"), "text/turtle")
    assert {NamedNode(expand(name)) for name in ("oa:hasSelector", "oa:start", "oa:end")} <= {
        t.predicate for t in found
    }


def test_turtle_is_in_its_one_form(context: Context) -> None:
    text = ask(context, f"{CLAIM}.ttl").body.decode()
    assert turtle.format(text) == text
    assert "claim:hrw-civilians-killed\n    a kg:QuantityClaim ;" in text


def test_a_document_tells_of_itself(context: Context) -> None:
    text = ask(context, f"{CLAIM}.ttl").body.decode()
    assert f"<{BASE}{CLAIM}>\n    a foaf:Document ;" in text
    for said in (
        "foaf:primaryTopic claim:hrw-civilians-killed",
        "dct:isPartOf dataset:kobe-kg",
        "dct:license <https://creativecommons.org/licenses/by/4.0/>",
        "prov:wasDerivedFrom dataset:kobe-kg",
        'dcat:version "0.1.0"',
    ):
        assert said in text


def test_the_address_of_the_form_is_told(context: Context) -> None:
    reply = ask(context, CLAIM, accept="text/turtle")
    assert reply.content_type == "text/turtle; charset=utf-8"
    assert header(reply, "Content-Location") == f"{BASE}{CLAIM}.ttl"
    assert ask(context, f"{CLAIM}.ttl").body == reply.body


def test_what_nobody_offers_is_refused_with_what_there_is(context: Context) -> None:
    for reply in (ask(context, CLAIM, accept="image/png"), ask(context, f"{CLAIM}.csv")):
        assert reply.status == 406
        assert b"application/ld+json" in reply.body


@pytest.mark.parametrize("kind", TYPES)
def test_a_person_gets_a_page(context: Context, kind: str) -> None:
    iri = next((iri for iri in resources(context) if iri.startswith(f"{ID}{kind}/")), None)
    if iri is None:
        assert kind in ("assessment", "estimate"), f"the graph has no {kind}"
        return
    reply = ask(context, "/doc/" + iri.removeprefix(ID), accept="text/html,*/*;q=0.8")
    assert (reply.status, reply.content_type) == (200, "text/html; charset=utf-8")
    assert f'<{iri}>; rel="cite-as"' in header(reply, "Link")


# Long documents


def test_what_points_to_a_resource_comes_in_pages(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    path = "/doc/source/human-rights-watch"
    whole = ask(context, f"{path}.nt")
    assert "next" not in header(whole, "Link")
    monkeypatch.setattr(document, "PAGE", 5)
    document.describe.cache_clear()
    found: set[Triple] = set()
    page, further = 1, True
    while further:
        reply = ask(context, f"{path}.nt", *((("page", str(page)),) if page > 1 else ()))
        part = triples(reply, "application/n-triples")
        found |= {t for t in part if not str(t.subject).startswith(f"<{BASE}")}
        further = 'rel="next"' in header(reply, "Link")
        assert (b"vocab#next> " in reply.body) == further
        assert ('rel="prev"' in header(reply, "Link")) == (page > 1)
        page += 1
    assert page > 3
    assert found == {t for t in triples(whole, "application/n-triples") if not str(t.subject).startswith(f"<{BASE}")}
    assert ask(context, f"{path}.nt", ("page", str(page))).status == 400


@pytest.mark.parametrize("page", ["0", "-1", "x", "1e3", "1" * 400, "", "٣"])
def test_a_page_is_a_number(context: Context, page: str) -> None:
    assert ask(context, f"{CLAIM}.ttl", ("page", page)).status == 400


# Resources of other namespaces


def test_whatever_the_graph_describes_has_a_document(foreign: Context) -> None:
    reply = ask(foreign, "/resource.ttl", ("iri", "https://example.org/id/a"))
    assert reply.status == 200
    found = triples(reply, "text/turtle")
    assert {t.predicate.value.rpartition("/")[2] for t in found} >= {"has", "part", "of"}
    assert f"<{BASE}/resource?iri=https%3A%2F%2Fexample.org%2Fid%2Fa>" in reply.body.decode()


@pytest.mark.parametrize("name", ["a.html", "a/b", "a%20b", "Gaō"])
def test_a_name_that_no_route_can_hold_is_still_found(foreign: Context, name: str) -> None:
    iri = f"{ID}claim/{name}"
    assert ask(foreign, "/resource.nt", ("iri", iri)).status == 200
    path = unquote(f"/id/claim/{name}")
    if match(path):
        there = urlsplit(header(ask(foreign, path), "Location"))
        assert there.path + "?" * bool(there.query) + there.query in (
            f"/resource?iri={quote(iri, safe='')}",
            f"/doc/claim/{quote(name)}",
        )


@pytest.mark.parametrize(
    ("iri", "status"),
    [
        ("https://example.org/id/unknown", 404),
        ("event:kobe-attack", 404),
        ("kobe-attack", 400),
        ("", 400),
        ("https://example.org/> <x:y> <x:z> } #", 400),
        ("https://example.org/\r\nX: 1", 400),
        ("https://example.org/\x00", 400),
        ("\ud800:x", 400),
    ],
)
def test_what_is_no_resource_is_told_so(foreign: Context, iri: str, status: int) -> None:
    assert ask(foreign, "/resource.ttl", ("iri", iri)).status == status


def test_an_iri_is_needed_and_one_is_enough(foreign: Context) -> None:
    assert ask(foreign, "/resource.ttl").status == 400
    assert ask(foreign, "/resource.ttl", ("iri", "x:a"), ("iri", "x:b")).status == 400


def test_a_page_of_a_foreign_resource_runs_nothing(foreign: Context) -> None:
    for iri in ("https://example.org/id/a", "javascript:alert(1)"):
        reply = ask(foreign, "/resource", ("iri", iri), accept="text/html")
        assert reply.status == 200
        assert b"<script>alert" not in reply.body
        assert b'href="javascript:' not in reply.body
        assert_safe(reply)


# Attacks

HOSTILE = [
    "..",
    "%2e%2e%2fetc%2fpasswd",
    "..\\..\\x",
    "a\x00b",
    "a\r\nSet-Cookie: x=1",
    "\u202eevil",
    '"><script>alert(1)</script>',
    "'; DROP",
    "> ?p ?o } #",
    "\ud800",
    "a" * 1_000_000,
    "é" * 50_000,
    "//example.org",
    "@example.org",
    "https:example.org",
]


@pytest.mark.parametrize("slug", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("route", ["id", "doc", "linkset"])
@pytest.mark.parametrize("accept", ["", "text/html"])
def test_a_hostile_slug_is_an_unknown_one(context: Context, route: str, slug: str, accept: str) -> None:
    request = Request(route, found={"type": "claim", "slug": slug}, accept=accept, base=BASE, path=f"/{route}/claim/x")
    reply = answer(request, context)
    assert reply.status == 404
    assert reply.content_type == "application/problem+json" or b"<script>" not in reply.body
    assert_safe(reply)


@given(slug=st.text(min_size=1, max_size=30), kind=st.sampled_from(TYPES))
def test_any_slug_is_answered(context: Context, slug: str, kind: str) -> None:
    reply = answer(Request("id", found={"type": kind, "slug": slug}, base=BASE), context)
    assert reply.status in (303, 404)
    assert_safe(reply)


def assert_safe(reply: Reply) -> None:
    """Require headers that end nowhere but at their end, and an address on this server."""
    for name, value in reply.headers:
        assert value.isascii()
        assert value.isprintable()
        if name == "Location":
            assert value.startswith("/")
            assert not value.startswith(("//", "/\\"))


def test_the_host_a_client_names_leads_nowhere(context: Context) -> None:
    request = Request(
        "id", found={"type": "claim", "slug": "hrw-civilians-killed"}, base="http://evil.example", lang="fr"
    )
    assert header(resource.identifier(request, context), "Location") == CLAIM


def test_a_file_is_never_read(context: Context, tmp_path: Path) -> None:
    secret = tmp_path / "secret.ttl"
    secret.write_text("<x:a> <x:b> <x:c> .")
    for iri in (secret.as_uri(), f"file://{secret}", str(secret)):
        assert ask(context, "/resource.ttl", ("iri", iri)).status in (400, 404)

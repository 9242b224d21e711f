"""What crawlers and catalogues find: true counts, addresses that answer, the whole graph."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from urllib.parse import parse_qsl, unquote, urlsplit
from urllib.robotparser import RobotFileParser

import pytest
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from kobe_kg.export.description.pages import VOID
from kobe_kg.namespaces import expand
from kobe_kg.serve.answering import Context
from kobe_kg.serve.linked import discovery
from kobe_kg.serve.linked.signposting import DUMPS
from kobe_kg.serve.media import GRAPHS
from kobe_kg.serve.message import Reply
from kobe_kg.serve.routes import match
from tests.serve.conftest import BASE, ask

READERS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/n-quads": RdfFormat.N_QUADS,
    "application/trig": RdfFormat.TRIG,
}
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SET = NamedNode(expand("dataset:kobe-kg"))


def triples(reply: Reply) -> set[Triple]:
    assert reply.status == 200, reply.body
    return {quad.triple for quad in parse(reply.body, format=READERS[reply.content_type.partition(";")[0]])}


def canonical(found: set[Triple]) -> set[Quad]:
    held = Dataset(Quad(t.subject, t.predicate, t.object) for t in found)
    held.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return set(held)


def objects(found: set[Triple], subject: NamedNode, predicate: str) -> set[str]:
    return {
        t.object.value
        for t in found
        if t.subject == subject and t.predicate.value == predicate and isinstance(t.object, (NamedNode, Literal))
    }


# The whole graph


@pytest.mark.parametrize("extension", DUMPS)
def test_the_whole_graph_is_given_in_every_form(context: Context, extension: str) -> None:
    reply = ask(context, f"/dump.{extension}")
    stream = io.BytesIO()
    context.graph.export("nt", stream)
    expected = {quad.triple for quad in parse(stream.getvalue(), format=RdfFormat.N_TRIPLES)}
    found = {t for t in triples(reply) if "#claims>" not in str(t.subject)}
    assert reply.content_type.partition(";")[0] == DUMPS[extension]
    assert len(found) == len(expected)
    assert f'filename="graph.{extension}"' in dict(reply.headers)["Content-Disposition"]


def test_by_its_header_a_program_gets_the_form_it_wants(context: Context) -> None:
    assert ask(context, "/dump", accept="application/n-quads").content_type == "application/n-quads"
    assert ask(context, "/dump", accept="text/html").status == 406


@pytest.mark.parametrize("extension", DUMPS)
def test_a_graph_too_large_to_be_given_is_refused_whole(context: Context, extension: str) -> None:
    small = context._replace(settings=context.settings._replace(answer_bytes=10_000))
    reply = ask(small, f"/dump.{extension}")
    assert reply.status == 422
    assert b"kobe export" in reply.body
    assert len(reply.body) < 1000


# Descriptions


@pytest.mark.parametrize("path", ["/.well-known/void", "/dcat"])
def test_a_description_says_the_same_in_every_form(context: Context, path: str) -> None:
    forms = [canonical(triples(ask(context, path, accept=media))) for media in GRAPHS]
    assert all(form == forms[0] for form in forms)


def test_void_counts_what_the_dump_holds(context: Context) -> None:
    found = triples(ask(context, "/.well-known/void"))
    held = triples(ask(context, "/dump.nt"))
    assert objects(found, SET, f"{VOID}triples") == {str(len(held))}
    assert objects(found, SET, f"{VOID}distinctSubjects") == {str(len({t.subject for t in held}))}
    kind = NamedNode(expand("rdf:type"))
    linksets = {t.subject for t in found if t.predicate == kind and t.object == NamedNode(f"{VOID}Linkset")}
    assert linksets


def test_a_graph_too_large_to_be_copied_is_described_where_it_is(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = triples(ask(context, "/.well-known/void"))
    large = context._replace(version=context.version._replace(triples=discovery.COPIED + 1))
    monkeypatch.setattr(discovery.Whole, "data", property(lambda _: pytest.fail("the graph was copied")))
    found = triples(ask(large, "/.well-known/void"))
    (some,), (more,) = (objects(each, SET, f"{VOID}triples") for each in (usual, found))
    assert int(more) > int(some)
    assert ask(large, "/dcat.ttl").status == 200


def test_what_void_and_dcat_name_is_there(context: Context) -> None:
    void, dcat = (triples(ask(context, path)) for path in ("/.well-known/void", "/dcat.ttl"))
    named = objects(void, SET, f"{VOID}dataDump") | objects(void, SET, f"{VOID}sparqlEndpoint")
    named |= {t.object.value for t in dcat if isinstance(t.object, NamedNode) and t.object.value.startswith(BASE)}
    assert f"{BASE}/dump.ttl" in named
    for address in named:
        assert address.startswith(f"{BASE}/")
        assert match(urlsplit(address).path) is not None, address
    examples = objects(void, SET, f"{VOID}exampleResource")
    assert expand("event:kobe-attack") in examples | {expand("event:kobe-attack")}
    assert len(examples) == 2


def test_the_description_for_search_engines_names_its_files(context: Context) -> None:
    from tests.serve.conftest import request_of

    told = discovery.schema(request_of("/data"), context)
    assert {each["contentUrl"] for each in told["distribution"]} == {f"{BASE}/dump.{e}" for e in DUMPS}


# Crawlers


def locations(reply: Reply) -> list[str]:
    assert (reply.status, reply.content_type) == (200, "application/xml; charset=utf-8")
    return [each.text or "" for each in ET.fromstring(reply.body).iter(f"{MAP}loc")]  # noqa: S314 - our own


def test_the_sitemap_lists_pages_that_there_are(context: Context) -> None:
    found = locations(ask(context, "/sitemap.xml"))
    assert len(found) == len(set(found))
    assert {f"{BASE}/", f"{BASE}/event/kobe-attack", f"{BASE}/compare/kobe-attack", f"{BASE}/query/claims"} <= set(
        found
    )
    for address in found:
        there = match(unquote(urlsplit(address).path))
        assert there is not None, address
        if "slug" in there.found and there.route.name != "compare":
            assert ask(context, f"/id/{there.route.name}/{there.found['slug']}").status == 303, address


def test_each_page_is_listed_in_both_languages(context: Context) -> None:
    body = ask(context, "/sitemap.xml").body.decode()
    here = f"{BASE}/event/kobe-attack"
    for lang, address in (("x-default", here), ("en", f"{here}?lang=en"), ("fr", f"{here}?lang=fr")):
        assert f'<xhtml:link rel="alternate" hreflang="{lang}" href="{address}"/>' in body


def test_a_long_list_is_parted(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = locations(ask(context, "/sitemap.xml"))
    monkeypatch.setattr(discovery, "SITEMAP", 300)
    index = locations(ask(context, "/sitemap.xml"))
    assert len(index) == -(-len(whole) // 300)
    parts = [locations(ask(context, "/sitemap.xml", *parse_qsl(urlsplit(part).query))) for part in index]
    assert [address for part in parts for address in part] == whole
    assert max(map(len, parts)) == 300


@pytest.mark.parametrize("part", ["0", "99", "x", "-1", "", "9" * 5000, "²"])
def test_a_part_there_is_not_is_told_so(context: Context, part: str) -> None:
    assert ask(context, "/sitemap.xml", ("part", part)).status == 400


def test_crawlers_stay_out_of_what_is_computed(context: Context) -> None:
    body = ask(context, "/robots.txt").body.decode()
    rules = RobotFileParser()
    rules.parse(body.splitlines())
    assert rules.can_fetch("*", f"{BASE}/event/kobe-attack")
    assert rules.can_fetch("*", f"{BASE}/sparql")
    assert not rules.can_fetch("*", f"{BASE}/sparql?query=ASK%7B%7D")
    assert not rules.can_fetch("*", f"{BASE}/api/queries/claims/rows.csv")
    assert rules.site_maps() == [f"{BASE}/sitemap.xml"]


@pytest.mark.parametrize("path", ["/sitemap.xml", "/robots.txt", "/.well-known/void", "/dcat.ttl"])
def test_below_a_path_all_addresses_stay_below_it(context: Context, path: str) -> None:
    body = ask(context, path).body.decode()
    from kobe_kg.serve.answering import answer
    from tests.serve.conftest import request_of

    below = answer(request_of(path)._replace(base="https://example.org/kobe"), context).body.decode()
    assert BASE not in below
    assert len(re.findall(r"https://example\.org/kobe[/>]", below)) == len(re.findall(rf"{BASE}[/>]", body))

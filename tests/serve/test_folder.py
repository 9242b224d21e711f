from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import RdfFormat

from kobe_kg import paths
from kobe_kg.errors import DataError, ParameterError
from kobe_kg.export import Source, export
from kobe_kg.serve import folder
from kobe_kg.serve.answering import Context
from tests import ONTOLOGY
from tests.pages.markup import faults as faults_of
from tests.pages.markup import read
from tests.serve.conftest import ask
from tests.serve.linkcheck import faults

BASE = "https://example.org/kobe"
#: A few events with claims of each kind: every page takes its time, in two languages.
SMALL = sorted((ONTOLOGY / "examples").glob("*.ttl"))


def site(to: Path, *files: Path, **options: str) -> Path:
    export(Source(files or SMALL, paths.vocabulary()), "site", to, **options)
    return to


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the sample, for an address below a host's root."""
    return site(tmp_path_factory.mktemp("site") / "kobe", base=BASE)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same for a folder that may stand anywhere."""
    return site(tmp_path_factory.mktemp("site") / "bare")


@pytest.fixture(scope="module")
def server() -> Context:
    """What a server would answer from."""
    return folder._opened(Source(SMALL, paths.vocabulary()))._replace(live=True)


def test_every_link_leads_to_a_file_and_every_fragment_to_a_place(made: Path, bare: Path) -> None:
    assert list(faults(made, BASE)) == []
    assert list(faults(bare)) == []


def test_claims_in_named_graphs_are_missed_aloud(tmp_path: Path) -> None:
    named = tmp_path / "named.nq"
    quads = [
        pyoxigraph.Quad(t.subject, t.predicate, t.object, pyoxigraph.NamedNode("https://example.org/graph"))
        for t in pyoxigraph.parse(path=SMALL[0], format=RdfFormat.TURTLE)
    ]
    pyoxigraph.serialize(quads, str(named), format=RdfFormat.N_QUADS)
    losses = export(Source([named], paths.vocabulary()), "site", tmp_path / "site")
    assert "all claims stand in named graphs" in losses.text()
    for page, told in (("index.html", "All claims stand in named"), ("fr/query.html", "Toutes les affirmations")):
        assert f'<p class="notice">{told}' in (tmp_path / "site" / page).read_text(encoding="utf-8")
    assert list(faults(tmp_path / "site")) == []


def test_every_page_is_there_in_both_languages(made: Path) -> None:
    pages = {p.relative_to(made).as_posix() for p in made.rglob("*.html")} - {"404.html", "fr/404.html"}
    english = {name for name in pages if not name.startswith("fr/")}
    assert pages - english == {f"fr/{name}" for name in english}
    assert {
        "index.html",
        "search.html",
        "query.html",
        "query/claims.html",
        "data.html",
        "ns.html",
        "rules.html",
    } < pages
    assert {"event/example-relay-ambush.html", "compare/example-relay-ambush.html"} < pages
    for name in pages:
        lang = "fr" if name.startswith("fr/") else "en"
        assert f'<html lang="{lang}">' in (made / name).read_text(encoding="utf-8"), name


def test_pages_are_well_formed(made: Path) -> None:
    wrong = {}
    for page in made.rglob("*.html"):
        if found := list(faults_of(read(page.read_text(encoding="utf-8")))):
            wrong[page.name] = found
    assert wrong == {}


def test_every_resource_has_its_data_and_it_is_what_the_server_gives(made: Path, server: Context) -> None:
    paths = [p.relative_to(made).with_suffix("") for p in made.glob("*/*.ttl")]
    assert len(paths) > 40
    for path in paths:
        for form, kind in (("ttl", RdfFormat.TURTLE), ("jsonld", RdfFormat.JSON_LD)):
            served = ask(server, f"/{path}.{form}", accept="*/*").body
            assert _said((made / f"{path}.{form}").read_bytes(), kind) == _said(served, kind), path


def _said(document: bytes, kind: RdfFormat) -> pyoxigraph.Dataset:
    """Read a document but for what it says of itself, its nameless nodes named alike."""
    quads = pyoxigraph.parse(document, kind, base_iri="https://example.org/")
    found = pyoxigraph.Dataset(
        q for q in quads if not str(q.subject).startswith(("<http://127", "<https://example.org"))
    )
    found.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return found


def test_a_document_tells_its_own_address_where_that_is_known(made: Path, bare: Path) -> None:
    name = "event/example-relay-ambush.ttl"
    assert f"<{BASE}/event/example-relay-ambush.html>" in (made / name).read_text(encoding="utf-8")
    assert "foaf:Document" not in (bare / name).read_text(encoding="utf-8")


def test_saved_queries_stand_with_their_answers(made: Path, server: Context) -> None:
    for query in server.graph.queries:
        assert (made / f"query/{query}.html").is_file()
        page = (made / f"query/{query}.html").read_text(encoding="utf-8")
        assert ("rows.csv" in page) == ("Not asked here" not in page)
        if "rows.csv" in page:
            for form in ("csv", "json"):
                served = ask(server, f"/api/queries/{query}/rows.{form}", accept="*/*").body
                assert (made / f"api/queries/{query}/rows.{form}").read_bytes() == served
    assert (made / "api/queries/events/rows.csv").is_file()


def test_a_comparison_stands_as_rows_too(made: Path, server: Context) -> None:
    for form in ("csv", "json"):
        served = ask(server, f"/compare/example-relay-ambush.{form}", accept="*/*").body
        assert (made / f"compare/example-relay-ambush.{form}").read_bytes() == served


def test_nothing_that_needs_a_server_is_shown(made: Path) -> None:
    assert not list(made.rglob("sparql*.html"))
    assert not (made / "api.html").exists()
    for page in made.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        forms = re.findall(r"<form[^>]*>", text)
        assert all('id="search"' in form for form in forms), page
        assert "/sparql" not in re.sub(r"<(pre|code|script)\b.*?</\1>", "", text, flags=re.S), page
    assert not list(made.glob("static/vendor/yasgui*"))


def test_a_site_with_an_address_has_a_sitemap_and_absolute_addresses(made: Path, bare: Path) -> None:
    listed = re.findall(r"<loc>([^<]*)</loc>", (made / "sitemap.xml").read_text(encoding="utf-8"))
    assert {f"{BASE}/", f"{BASE}/event/example-relay-ambush.html"} < set(listed)
    assert len(listed) == len(set(listed)) == len(list(made.rglob("*.html"))) // 2 - 1
    assert f"Sitemap: {BASE}/sitemap.xml" in (made / "robots.txt").read_text(encoding="utf-8")
    assert f"{BASE}/dump.ttl" in (made / "dcat.ttl").read_text(encoding="utf-8")
    page = (made / "fr/claim/example-relay-agency-killed.html").read_text(encoding="utf-8")
    assert f'<link rel="canonical" href="{BASE}/fr/claim/example-relay-agency-killed.html">' in page
    for name in ("sitemap.xml", "robots.txt", "dcat.ttl"):
        assert not (bare / name).exists()
    for text in (p.read_text(encoding="utf-8") for p in bare.rglob("*.html")):
        assert '"url": "/' not in text
        assert '"item": "/' not in text


def test_the_page_for_what_is_not_there_leads_home_from_any_depth(made: Path, bare: Path) -> None:
    assert 'href="/kobe/index.html"' in (made / "404.html").read_text(encoding="utf-8")
    assert 'href="index.html"' in (bare / "404.html").read_text(encoding="utf-8")


def test_search_knows_all_that_has_a_page(bare: Path) -> None:
    text = (bare / "search-index.js").read_text(encoding="utf-8")
    known = json.loads(text.removeprefix("window.kobeIndex = ").removesuffix(";\n"))
    paths = [entry[0] for entry in known]
    assert len(paths) == len(set(paths))
    assert all((bare / f"{path.partition('#')[0]}.html").is_file() for path in paths)
    pages = {
        p.relative_to(bare).as_posix() for kind in ("claim", "source", "place") for p in bare.glob(f"{kind}/*.html")
    }
    assert pages <= {f"{path}.html" for path in paths}


def test_the_same_graph_gives_the_same_bytes(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 1)  # nor does the number of processes matter
    again = site(tmp_path / "again", base=BASE)
    assert (again / "SHA256SUMS").read_text() == (made / "SHA256SUMS").read_text()
    export(Source(SMALL, paths.vocabulary()), "site", again, base=BASE)  # an earlier one is replaced


def test_what_the_site_leaves_out_is_told(bare: Path) -> None:
    text = (bare / "losses.txt").read_text(encoding="utf-8")
    assert "SPARQL: a folder of files answers no query of one's own" in text
    assert "only its answer to the usual values is there" in text
    assert "query claims 1" in text


def test_what_may_not_be_passed_on_is_on_no_page(tmp_path: Path) -> None:
    held = tmp_path / "held.ttl"
    held.write_text(
        """PREFIX dct: <http://purl.org/dc/terms/>
PREFIX kg: <https://w3id.org/kobe-kg/ns#>
PREFIX place: <https://w3id.org/kobe-kg/id/place/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

place:hidden-well
    a kg:Place ;
    rdfs:label "The hidden well"@en ;
    dct:accessRights kg:NotForRedistribution ;
.
""",
        encoding="utf-8",
    )
    made = site(tmp_path / "site", *SMALL, held)
    assert not (made / "place/hidden-well.html").exists()
    told = {p.name for p in made.rglob("*") if p.is_file() and b"hidden well" in p.read_bytes()}
    assert told == set()
    assert "place:hidden-well" in (made / "losses.txt").read_text(encoding="utf-8")


def test_a_graph_of_another_project_has_its_site(tmp_path: Path) -> None:
    own = tmp_path / "own.ttl"
    own.write_text(
        """PREFIX kg: <https://w3id.org/kobe-kg/ns#>
PREFIX place: <https://w3id.org/kobe-kg/id/place/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

place:gao-market
    a kg:Place ;
    rdfs:label "Gao <market> & more"@en ;
    kg:partOf <https://example.org/elsewhere> ;
.

<https://example.org/elsewhere>
    a kg:Place ;
    rdfs:label "Elsewhere"@en ;
.
""",
        encoding="utf-8",
    )
    made = site(tmp_path / "site", own)
    assert list(faults(made)) == []
    assert "Gao &lt;market&gt;" in (made / "place/gao-market.html").read_text(encoding="utf-8")
    assert "https://example.org/elsewhere" in (made / "losses.txt").read_text(encoding="utf-8")


def test_a_page_that_cannot_be_made_leaves_no_half_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> str:
        raise DataError("the ink is dry")

    monkeypatch.setattr("kobe_kg.serve.pages.things.choice.page", fail)
    with pytest.raises(DataError, match=r"\.html cannot be made: the ink is dry"):
        site(tmp_path / "site")
    assert list(tmp_path.iterdir()) == []


def test_a_link_that_no_file_can_be_is_an_error() -> None:
    with pytest.raises(DataError, match="which no file can be"):
        list(folder._links("index.html", '<a href="claim/x.html?page=2">'))
    with pytest.raises(DataError, match="which no file can be"):
        list(folder._links("index.html", '<a href="/event">'))
    assert list(folder._links("fr/a.html", '<a href="../b.html#c"><a href="https://example.org/">')) == ["b.html"]


@pytest.mark.parametrize("base", ["example.org", "ftp://example.org", "https://", "https://example.org/?a=b"])
def test_an_address_that_is_none_is_refused(base: str, tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="is no address of a site"):
        site(tmp_path / "site", base=base)


def test_without_the_extra_the_command_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in sys.modules if name.startswith(("kobe_kg.serve.", "kobe_kg.pages."))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "jinja2", None)
    with pytest.raises(ParameterError, match="jinja2 is missing") as caught:
        site(tmp_path / "site")
    assert 'pip install "kobe-kg[serve]"' in str(caught.value)

"""Nanopublications hold every claim whole, say who said it, and are what the nanopub library takes for one."""

from __future__ import annotations

import io
import socket
import sys
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat

from kobe_kg import paths
from kobe_kg.errors import DataError, ParameterError, UnknownNameError
from kobe_kg.export import Source, export
from kobe_kg.export.facts import Facts
from kobe_kg.export.nanopubs import nanopubs, record, slug
from kobe_kg.export.source import GRAPH
from kobe_kg.namespaces import PREFIXES, expand

EXAMPLES = paths.ONTOLOGY / "examples"
HOSTILE = 'a "quote", a \\ slash,\na line, </script> and { this:Head }'


@pytest.fixture(scope="module")
def source() -> Source:
    return Source(graph=[paths.GRAPH], vocabulary=paths.vocabulary())


def made(source: Source, **options: str) -> bytes:
    stream = io.BytesIO()
    export(source, "nanopubs", stream, **options)
    return stream.getvalue()


def quads(trig: bytes) -> list[Quad]:
    return list(pyoxigraph.parse(trig, RdfFormat.TRIG))


def graph(path: Path, turtle: str) -> Source:
    path.write_text("".join(f"PREFIX {p}: <{iri}>\n" for p, iri in PREFIXES.items()) + turtle, encoding="utf-8")
    return Source(graph=[path], vocabulary=paths.vocabulary())


def test_every_claim_is_in_one_of_its_own_and_whole(source: Source) -> None:
    facts = Facts(source.data)
    told = {pub.claim: pub for pub in nanopubs(facts, record(facts))}
    assert set(told) == set(facts.instances("kg:Claim"))
    for claim, pub in told.items():
        said = {(q.predicate, q.object) for q in source.data.quads_for_pattern(claim, None, None, GRAPH)}
        assert {(q.predicate, q.object) for q in pub.quads if q.subject == claim} == said


def test_names_are_not_shared(source: Source) -> None:
    claims = Facts(source.data).instances("kg:Claim")
    assert len({slug(claim) for claim in claims}) == len(claims)


def test_four_graphs_and_no_nameless_thing(source: Source) -> None:
    facts = Facts(source.data)
    for pub in nanopubs(facts, record(facts)):
        parts = [str(q.graph_name).rpartition("#")[2].rstrip(">") for q in pub.quads]
        assert list(dict.fromkeys(parts)) == ["Head", "assertion", "provenance", "pubinfo"]
        assert not any(isinstance(term, BlankNode) for q in pub.quads for term in q)


def test_who_said_it_is_provenance_and_what_was_said_is_assertion(source: Source) -> None:
    found = quads(made(source, claim="wikipedia-civilians-killed"))
    claim = NamedNode(expand("claim:wikipedia-civilians-killed"))
    where = {q.predicate.value: q.graph_name.value.rpartition("#")[2] for q in found if q.subject == claim}
    assert {where[expand(f"kg:{name}")] for name in ("value", "min", "hedge", "outcome")} == {"assertion"}
    assert {where[expand(f"kg:{name}")] for name in ("speaker", "reportedIn", "relays")} == {"provenance"}
    derived = [q.object for q in found if q.predicate.value == expand("prov:wasDerivedFrom")]
    assert derived == [NamedNode(expand("claim:hrw-civilians-killed"))]


def test_a_claim_that_relays_names_whose_position_that_was(source: Source) -> None:
    found = quads(made(source, claim="wikipedia-civilians-killed"))
    origin = NamedNode(expand("claim:hrw-civilians-killed"))
    speakers = [q.object for q in found if q.subject == origin and q.predicate.value == expand("kg:speaker")]
    assert speakers == [NamedNode(expand("source:human-rights-watch"))]


def test_the_order_of_the_input_is_no_matter(tmp_path: Path) -> None:
    lines = sorted(f"{triple} .\n" for triple in Source(graph=[EXAMPLES]).triples())
    for name, some in (("a.nt", lines), ("b.nt", lines[::-1])):
        (tmp_path / name).write_text("".join(some), encoding="utf-8")
    first, second = (made(Source(graph=[tmp_path / n], vocabulary=paths.vocabulary())) for n in ("a.nt", "b.nt"))
    assert first == second
    assert first


def test_a_folder_holds_the_same_as_the_file(source: Source, tmp_path: Path) -> None:
    losses = export(source, "nanopubs", tmp_path / "all")
    found = sorted((tmp_path / "all").glob("*.trig"))
    assert len(found) == len(Facts(source.data).instances("kg:Claim"))
    assert set(quads(b"".join(path.read_bytes() for path in found))) == set(quads(made(source)))
    assert (tmp_path / "all" / "losses.txt").read_text(encoding="utf-8") == losses.text()


def test_what_is_no_claim_is_counted(source: Source) -> None:
    losses = export(source, "nanopubs", io.BytesIO())
    counted = {row.name: row.number for row in losses.rows if row.kind == "class"}
    assert counted["kg:Event"] == source.classes()["kg:Event"]
    assert not any(name.endswith("Claim") for name in counted)
    assert not export(source, "nanopubs", io.BytesIO(), claim="hrw-civilians-killed"), "all of the claim is in it"


def test_the_date_is_the_one_that_is_set(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    created = NamedNode(expand("dct:created"))

    def dates() -> list[str]:
        return [q.object.value for q in quads(made(source, claim="hrw-civilians-killed")) if q.predicate == created]

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1738886400")
    assert dates() == ["2025-02-07T00:00:00Z"]
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert not any("T" in date for date in dates()), "a date of the graph's own, or none"


def test_the_curator_is_named_by_the_data_set_or_by_option(tmp_path: Path) -> None:
    text = (EXAMPLES / "quantity.ttl").read_text(encoding="utf-8").split("\n\n", 2)[2]
    dataset = "dataset:mine a dcat:Dataset ; dct:creator <https://example.org/desk> ; dct:issued '2025-03-01' .\n"
    desk = graph(tmp_path / "a.ttl", text + dataset)
    creator = NamedNode(expand("dct:creator"))
    assert {q.object.value for q in quads(made(desk)) if q.predicate == creator} == {"https://example.org/desk"}
    orcid = "https://orcid.org/0000-0000-0000-0000"
    assert {q.object.value for q in quads(made(desk, curator=orcid)) if q.predicate == creator} == {orcid}
    with pytest.raises(ParameterError, match="is no IRI"):
        made(desk, curator="the desk")


def test_the_record_says_who_keeps_it_and_since_when(source: Source) -> None:
    pub = quads(made(source, claim="hrw-civilians-killed"))
    about = [(q.subject, q.predicate, q.object) for q in pub if str(q.graph_name).endswith("#pubinfo>")]
    names = (NamedNode(expand(name)) for name in ("dct:creator", "dct:created", "rdfs:label"))
    creator, created, label = ([(s, o) for s, p, o in about if p == name] for name in names)
    curator = NamedNode(expand("dataset:kobe-kg-contributors"))
    assert [o for _, o in creator] == [curator]
    assert (curator, Literal("Kobé KG contributors", language="en")) in label
    assert [o.value for _, o in created if isinstance(o, Literal)] == ["2026-11-22"]


def test_an_unknown_claim_is_told_with_the_nearest(source: Source) -> None:
    with pytest.raises(UnknownNameError) as told:
        made(source, claim="hrw-civilians-kiled")
    assert "hrw-civilians-killed" in str(told.value.hint)


def test_hostile_labels_and_names_stay_what_they_are(tmp_path: Path) -> None:
    label = str(Literal(HOSTILE, language="en"))
    hostile = graph(
        tmp_path / "a.ttl",
        f"<https://example.org/RA#x> a kg:QuantityClaim ; rdfs:label {label} ; kg:speaker source:x .\n"
        f"claim:RApid a kg:AbsenceClaim ; rdfs:label {label} ; kg:speaker source:x .\n",
    )
    found = quads(made(hostile))
    assert {q.object.value for q in found if q.predicate.value == expand("rdfs:label")} == {HOSTILE}
    heads = {
        q.subject.value for q in found if isinstance(q.subject, NamedNode) and q.graph_name.value.endswith("#Head")
    }
    assert len(heads) == 2
    assert not any("RA" in head for head in heads), "a reader would take them for trusty IRIs"


def test_without_the_package_unsigned_ones_are_made_and_signing_says_what_is_missing(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "kobe_kg.export.signing", raising=False)
    monkeypatch.delattr("kobe_kg.export.signing", raising=False)
    for name in {"nanopub", *(name for name in sys.modules if name.startswith("nanopub."))}:
        monkeypatch.setitem(sys.modules, name, None)
    assert made(source, claim="hrw-civilians-killed")
    with pytest.raises(ParameterError) as told:
        made(source, claim="hrw-civilians-killed", key="key.pem")
    assert told.value.hint == 'pip install "kobe-kg[nanopub]"'


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
class TestWithTheLibrary:
    """What the nanopub library makes of them, with every way to the network shut."""

    @pytest.fixture(autouse=True)
    def _shut(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_: object, **__: object) -> None:
            raise AssertionError("the network was asked for")

        monkeypatch.setattr(socket.socket, "connect", refuse)
        monkeypatch.setattr(socket, "getaddrinfo", refuse)
        pytest.importorskip("nanopub")

    @pytest.fixture
    def key(self, tmp_path: Path) -> Path:
        from Crypto.PublicKey import RSA

        path = tmp_path / "key.pem"
        path.write_bytes(RSA.generate(2048).export_key("PEM", pkcs=8))
        return path

    @pytest.mark.parametrize(
        "claim",
        ["hrw-0220-c01", "wikipedia-civilians-killed", "wikipedia-location-kobe", "wikipedia-no-responsibility"],
    )
    def test_they_are_valid(self, source: Source, tmp_path: Path, claim: str) -> None:
        from nanopub import Nanopub

        path = tmp_path / "pub.trig"
        path.write_bytes(made(source, claim=claim))
        assert Nanopub(rdf=path).is_valid

    def test_every_example_is_valid(self, tmp_path: Path) -> None:
        from nanopub import Nanopub

        export(Source(graph=[EXAMPLES], vocabulary=paths.vocabulary()), "nanopubs", tmp_path / "all")
        found = sorted((tmp_path / "all").glob("*.trig"))
        assert found
        assert all(Nanopub(rdf=path).is_valid for path in found)

    def test_signed_ones_are_trusty_and_the_same_each_time(self, source: Source, tmp_path: Path, key: Path) -> None:
        from nanopub import Nanopub
        from nanopub.utils import MalformedNanopubError

        signed, again = (made(source, claim="wikipedia-civilians-killed", key=str(key)) for _ in range(2))
        assert signed == again
        path = tmp_path / "pub.trig"
        path.write_bytes(signed)
        pub = Nanopub(rdf=path)
        assert pub.is_valid
        assert pub.has_valid_trusty
        assert pub.source_uri.startswith("https://w3id.org/kobe-kg/np/RA")
        path.write_bytes(signed.replace(b"kg:value 34", b"kg:value 35"))
        with pytest.raises(MalformedNanopubError):
            assert Nanopub(rdf=path).has_valid_trusty

    def test_the_signature_is_that_of_the_key(self, source: Source, tmp_path: Path, key: Path) -> None:
        from base64 import b64decode

        from Crypto.Hash import SHA256
        from Crypto.PublicKey import RSA
        from Crypto.Signature import pkcs1_15
        from nanopub import Nanopub
        from nanopub.trustyuri.rdf import RdfHasher, RdfUtils

        path = tmp_path / "pub.trig"
        path.write_bytes(made(source, claim="hrw-civilians-killed", key=str(key)))
        pub = Nanopub(rdf=path)
        unsigned = [q for q in RdfUtils.get_quads(pub.rdf) if not str(q[2]).endswith("hasSignature")]
        text = RdfHasher.normalize_quads(unsigned, baseuri=str(pub.namespace), hashstr=" ")
        verifier = pkcs1_15.new(RSA.import_key(key.read_bytes()))
        verifier.verify(SHA256.new(text.encode()), b64decode(str(pub.metadata.signature)))
        with pytest.raises(ValueError, match="Invalid signature"):
            verifier.verify(SHA256.new(text.replace("34", "35").encode()), b64decode(str(pub.metadata.signature)))

    def test_a_key_that_is_none_is_told(self, source: Source, tmp_path: Path) -> None:
        (tmp_path / "key.pem").write_text("not a key", encoding="ascii")
        with pytest.raises(ParameterError, match="no RSA private key"):
            made(source, claim="hrw-civilians-killed", key=str(tmp_path / "key.pem"))
        with pytest.raises(DataError, match="cannot read"):
            made(source, claim="hrw-civilians-killed", key=str(tmp_path / "missing.pem"))

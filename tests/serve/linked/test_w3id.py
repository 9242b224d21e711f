"""The redirects of w3id.org lead every IRI of the project to the server, and nothing else anywhere."""

from __future__ import annotations

import re

import pytest

from kobe_kg.errors import ParameterError
from kobe_kg.namespaces import KG, RULE, TYPES, expand
from kobe_kg.serve.answering import Context
from kobe_kg.serve.linked import w3id
from kobe_kg.serve.problem import KINDS
from kobe_kg.serve.routes import match
from tests import ROOT

HOST = "https://kobe.example.org"
RULES = ROOT / "deploy" / "w3id" / ".htaccess"
_RULE = re.compile(r"RewriteRule (\S+) (\S+) \[R=(\d+),L\]")


def led(iri: str, rules: str) -> str | None:
    """Apply the rules as mod_rewrite does in a folder: to the path below it, the first that fits."""
    path = iri.removeprefix(w3id.ROOT)
    for line in rules.splitlines():
        if line.startswith("RewriteRule"):
            rule = _RULE.fullmatch(line)
            assert rule is not None, line
            if found := re.search(rule[1], path):
                assert rule[3] == "303"
                return re.sub(r"\$(\d)", lambda part: found[int(part[1])], rule[2])
    return None


def test_the_file_is_the_one_that_is_made() -> None:
    assert RULES.read_text() == w3id.rules(HOST)


@pytest.mark.parametrize(
    ("iri", "there"),
    [
        *((expand(f"{kind}:a-b.c_1"), f"/id/{kind}/a-b.c_1") for kind in TYPES),
        (KG.rstrip("#"), "/ns"),
        (KG.rstrip("#") + ".ttl", "/ns.ttl"),
        (KG.rstrip("#") + "/", "/ns"),
        (RULE.rstrip("#"), "/rules"),
        ("https://w3id.org/kobe-kg/ns/context.jsonld", "/ns/context.jsonld"),
        (f"{KINDS}not-found", "/api"),
        (w3id.ROOT, "/"),
    ],
)
def test_an_iri_leads_to_the_server(iri: str, there: str) -> None:
    assert led(iri, RULES.read_text()) == HOST + there
    assert match(there) is not None


@pytest.mark.parametrize(
    "path", ["id/claim/", "id/clam/x", "id/claim/a/b", "id/claim/..", "id/claim/a b", "ns.exe", "x"]
)
def test_what_is_no_iri_of_ours_leads_nowhere(path: str) -> None:
    assert led(w3id.ROOT + path, RULES.read_text()) is None


def test_every_resource_of_the_graph_is_led(context: Context) -> None:
    rules = RULES.read_text()
    for row in context.graph.sparql("SELECT DISTINCT ?s WHERE { ?s a ?t FILTER(CONTAINS(STR(?s), '/kobe-kg/id/')) }"):  # type: ignore[union-attr]
        assert led(row.s, rules) == row.s.replace(w3id.ROOT, f"{HOST}/"), row.s


def test_a_server_below_a_path_will_do() -> None:
    assert led(expand("event:a"), w3id.rules("https://example.org/kobe/")) == "https://example.org/kobe/id/event/a"


@pytest.mark.parametrize(
    "host", ["", "example.org", "ftp://example.org", "https://x\nRewriteRule", "https://x y", "https://"]
)
def test_what_is_no_address_is_refused(host: str) -> None:
    with pytest.raises(ParameterError):
        w3id.rules(host)

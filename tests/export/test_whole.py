"""All there is, in its graphs and as it is written, without what may not be passed on."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad

from kobe_kg.errors import DataError
from kobe_kg.export.whole import Whole

PREFIXES = """PREFIX dct: <http://purl.org/dc/terms/>
PREFIX kg: <https://w3id.org/kobe-kg/ns#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
FREE = f"""{PREFIXES}<urn:free> a kg:Report ; kg:count "01"^^xsd:nonNegativeInteger ; kg:at [ kg:start 1 ] .
<urn:claim-free> kg:reportedIn <urn:free> .
"""
CLOSED = f"""{PREFIXES}<urn:coder> a kg:Source ; dct:accessRights kg:NotForRedistribution .
<urn:closed> a kg:Report ; kg:publisher <urn:coder> .
<urn:claim-closed> kg:reportedIn <urn:closed> ; kg:note "x" .
<urn:claim-both> kg:reportedIn <urn:closed> , <urn:free> .
"""


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    (tmp_path / "free.ttl").write_text(FREE)
    (tmp_path / "again.ttl").write_text("<urn:claim-free> <https://w3id.org/kobe-kg/ns#reportedIn> <urn:free> .")
    (tmp_path / "some.trig").write_text('<urn:g> { <urn:s> <urn:p> "a\\tb" . _:b <urn:p> <urn:s> } <urn:s> <urn:p> 1 .')
    return sorted(tmp_path.iterdir())


def test_graphs_keep_their_names_and_triples_stand_once(files: list[Path]) -> None:
    with Whole(files) as whole:
        assert whole.graphs == {None: 6, "urn:g": 2}
        default = list(whole.lines(None)())
        assert default == sorted(default) == list(whole.lines(None)())
        assert any('"01"^^<http://www.w3.org/2001/XMLSchema#nonNegativeInteger>' in line for line in default)
        assert '<urn:s> <urn:p> "a\\tb" .\n' in list(whole.lines("urn:g")())
    assert not whole.restricted


def test_what_has_no_graph_goes_where_it_is_told(files: list[Path]) -> None:
    with Whole(files, into="urn:g") as whole:
        assert whole.graphs == {"urn:g": 8}


def test_what_may_not_be_passed_on_is_left_out(files: list[Path], tmp_path: Path) -> None:
    (tmp_path / "closed.ttl").write_text(CLOSED)
    everything = [*files, tmp_path / "closed.ttl"]
    with Whole(everything) as whole:
        assert {str(term) for term in whole.restricted} == {"<urn:closed>", "<urn:claim-closed>"}
        text = "".join(whole.lines(None)())
        assert "closed>" not in text
        assert "<urn:claim-both> <https://w3id.org/kobe-kg/ns#reportedIn> <urn:free>" in text
        assert whole.graphs[None] == text.count("\n")
    with Whole(everything, include_restricted=True) as whole:
        assert "<urn:claim-closed>" in "".join(whole.lines(None)())
        assert not whole.restricted


def test_quads_of_a_store_are_taken_too() -> None:
    node = NamedNode("urn:s")
    with Whole(store=iter([Quad(node, node, node, NamedNode("urn:g")), Quad(node, node, node)])) as whole:
        assert whole.graphs == {None: 1, "urn:g": 1}


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("a.ttl", "<urn:s> <urn:p>", r"a\.ttl:1:"),
        ("a.nq", "<urn:s> <urn:p>", r"cannot read .*a\.nq"),
        ("a.nq", "<urn:s> <urn:p> <urn:o> _:g .", "has no name that would hold elsewhere"),
    ],
)
def test_what_cannot_be_sent_is_told(tmp_path: Path, name: str, text: str, what: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(DataError, match=what), Whole([tmp_path / name]):
        pass

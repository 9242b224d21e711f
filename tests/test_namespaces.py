"""The prefix table is one, unambiguous, and the same both ways."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kobe_kg.errors import UnknownNameError
from kobe_kg.namespaces import CLASS_PREFIX, ID, KG, PREFIXES, TYPES, compact, expand, is_local, is_prefixed
from kobe_kg.sparql import significant
from tests import GRAPH, ONTOLOGY, QUERIES

FILES = sorted([*ONTOLOGY.rglob("*.ttl"), *GRAPH.rglob("*.ttl"), *QUERIES.rglob("*.rq")])
LOCALS = st.from_regex(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,8}[A-Za-z0-9_-])?", fullmatch=True)


def test_no_namespace_hides_another() -> None:
    namespaces = list(PREFIXES.values())
    assert len(set(namespaces)) == len(namespaces)
    assert [n for n in namespaces for other in namespaces if n != other and other.startswith(n)] == []


def test_each_type_has_its_folder() -> None:
    assert {name: PREFIXES[name] for name in TYPES} == {name: f"{ID}{name}/" for name in TYPES}
    assert PREFIXES["kg"] == KG


@given(st.sampled_from(sorted(PREFIXES)), LOCALS)
def test_expand_and_compact_undo_each_other(prefix: str, local: str) -> None:
    iri = expand(f"{prefix}:{local}")
    assert iri == PREFIXES[prefix] + local
    assert compact(iri) == f"{prefix}:{local}"
    assert is_prefixed(f"{prefix}:{local}")


@given(st.sampled_from(["kg", "event", "xsd"]), st.text(max_size=12))
def test_what_compacts_is_one_name_of_sparql(prefix: str, local: str) -> None:
    short = compact(PREFIXES[prefix] + local)
    assert (short is not None) == is_local(local)
    if short is not None:
        assert [token[:2] for token in significant(short)] == [("name", short)]


@pytest.mark.parametrize(
    "iri", [KG, KG + "a.", KG + "a/b", KG + "é", KG + "a\n", "https://example.org/a", ID + "event"]
)
def test_what_needs_escapes_or_has_no_prefix_stays_long(iri: str) -> None:
    assert compact(iri) is None


def test_a_table_of_ones_own() -> None:
    assert compact("https://example.org/a", {"ex": "https://example.org/"}) == "ex:a"


def test_an_unknown_prefix_offers_the_nearest() -> None:
    with pytest.raises(UnknownNameError) as caught:
        expand("evnt:kobe-attack")
    assert str(caught.value) == "there is no prefix 'evnt'\n  did you mean 'event'?"


@pytest.mark.parametrize(
    "text", ["https://example.org/", "kobe-attack", "event:", "event:a b", "event:a\n", "ev:a", ":a"]
)
def test_what_is_no_prefixed_name(text: str) -> None:
    assert not is_prefixed(text)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_file_declares_prefixes_as_the_table_has_them(path: Path) -> None:
    declared = re.findall(r"(?m)^PREFIX (\S*): <(.*)>$", path.read_text(encoding="utf-8"))
    assert declared
    assert {prefix: PREFIXES.get(prefix) for prefix, _ in declared} == dict(declared)
    assert declared == sorted(declared)


def test_classes_with_a_folder_of_their_own_are_in_the_ontology() -> None:
    terms = (ONTOLOGY / "terms.ttl").read_text(encoding="utf-8")
    assert {name for name in CLASS_PREFIX if f"\n{name}\n    a owl:Class ;" not in terms} == set()
    assert set(CLASS_PREFIX.values()) == set(TYPES) - {"dataset"}

"""One resource told whole: found by any of its names, its facts and all that points to it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from kobe_kg.errors import ParameterError, UnknownNameError
from kobe_kg.load import load
from kobe_kg.namespaces import expand
from kobe_kg.show import Description, Fact, describe, find, triples
from kobe_kg.store import Store
from tests import SEED


@pytest.fixture(scope="module")
def seed() -> Store:
    return load(SEED)


def section(description: Description, title: str) -> list[tuple[str, str]]:
    (members,) = (s.members for s in description.sections if s.title == title)
    return members


def values(description: Description, predicate: str) -> list[str]:
    return [fact.value for fact in description.facts if fact.predicate == predicate]


CLAIM = "https://w3id.org/kobe-kg/id/claim/hrw-civilians-killed"


@pytest.mark.parametrize("name", ["hrw-civilians-killed", "claim:hrw-civilians-killed", CLAIM, f"<{CLAIM}>"])
def test_a_resource_is_found_by_any_of_its_names(store: Store, name: str) -> None:
    assert find(name, store) == NamedNode(CLAIM)
    assert describe(name, store).iri == CLAIM


@pytest.mark.parametrize("name", ["Civilians", "kg:Civilians", "QuantityClaim", "kg:speaker"])
def test_terms_and_concepts_are_found_too(seed: Store, name: str) -> None:
    assert find(name, seed).value == "https://w3id.org/kobe-kg/ns#" + name.removeprefix("kg:")


def test_a_slug_of_several_things_is_asked_back(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(
        """PREFIX party: <https://w3id.org/kobe-kg/id/party/> PREFIX source: <https://w3id.org/kobe-kg/id/source/>
        PREFIX kg: <https://w3id.org/kobe-kg/ns#> party:army a kg:Party . source:army a kg:Source .""",
        encoding="utf-8",
    )
    store = load([path])
    with pytest.raises(ParameterError, match="'army' may be several things") as caught:
        find("army", store)
    assert caught.value.hint == "name one of them: party:army, source:army"
    assert find("party:army", store).value.endswith("/party/army")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("hrw-civilian-killed", r"did you mean .*'hrw-civilians-killed'"),
        ("claim:hrw-civilian-killed", r"did you mean .*'claim:hrw-civilians-killed'"),
        ("event:hrw-civilians-killed", "did you mean .*hrw-civilians-killed'"),
        ("KOBE-ATTACK", "did you mean 'kobe-attack'"),
    ],
)
def test_an_unknown_name_comes_with_the_nearest(seed: Store, name: str, hint: str) -> None:
    with pytest.raises(UnknownNameError, match=f"there is no resource '{name}'") as caught:
        describe(name, seed)
    assert re.search(hint, str(caught.value.hint))


@pytest.mark.parametrize(
    "name", ["zzzz", "", " ", "a b", "a>b", "https://example.org/nothing", "<urn:x", "é", '"', "x} #", "urn:kobe:none"]
)
def test_what_is_nothing_is_refused_without_harm(seed: Store, name: str) -> None:
    with pytest.raises(UnknownNameError):
        find(name, seed)


def test_an_unknown_prefix_is_named(seed: Store) -> None:
    with pytest.raises(UnknownNameError, match="there is no prefix 'clam'") as caught:
        find("clam:x", seed)
    assert caught.value.hint == "did you mean 'claim'?"


def test_facts_are_what_the_resource_says_of_itself(store: Store) -> None:
    found = describe("army-civilians-killed", store)
    assert found.label == "Army general staff: 25 civilians killed"
    assert [fact.predicate for fact in found.facts[:3]] == ["rdf:type", "rdfs:label", "rdfs:label"]
    assert Fact("kg:population", "kg:Civilians", "Civilians") in found.facts
    assert Fact("kg:speaker", "source:malian-army-general-staff", "General Staff of the Malian Armies") in found.facts
    assert values(found, "kg:value") == ["25"]
    assert values(found, "kg:statedOn") == ["2025-02-08"]
    assert values(found, "rdfs:label")[0].endswith((" @en", " @fr"))


def test_facts_are_in_the_same_order_on_every_engine(store: Store, seed: Store) -> None:
    assert describe("kobe-attack", store).facts == describe("kobe-attack", seed).facts


def test_parts_of_a_blank_node_are_told_by_their_path(seed: Store) -> None:
    found = describe("passage:wikipedia-en-s01", seed)
    assert values(found, "oa:hasSelector/oa:start") == ["12"]
    assert [value for fact in found.facts for value in fact if value.startswith("_:")] == []


def test_sections_tell_what_points_to_it(seed: Store) -> None:
    event = describe("kobe-attack", seed)
    assert event.sections[0].title == "claims about it"
    assert ("claim:army-civilians-killed", "Army general staff: 25 civilians killed") in event.sections[0].members
    speaker = describe("source:human-rights-watch", seed)
    assert len(section(speaker, "claims by it")) == 14
    assert [name for name, _ in section(speaker, "reports it published")] == ["report:hrw-0220"]
    claim = describe("hrw-civilians-killed", seed)
    assert [name for name, _ in section(claim, "claims that relay it")] == ["claim:wikipedia-civilians-killed"]
    part = describe("hrw-malian-civilians-killed", seed)
    assert [name for name, _ in section(part, "kg:part of")] == ["breakdown:hrw-civilians-killed-by-nationality"]
    assert "claim:army-civilians-killed" in dict(section(describe("Civilians", seed), "claims that count it"))
    assert "claim:wikipedia-location-kobe" in dict(
        section(describe("place:kobe", seed), "claims that name it as a place")
    )
    assert "claim:wikipedia-perpetrator" in dict(section(describe("party:is-sahel", seed), "claims that name it"))
    assert "claim:wikipedia-perpetrator" in dict(section(describe("Suspected", seed), "claims hedged so"))
    printed = section(describe("report:wikipedia-en", seed), "claims printed in it")
    assert len(printed) == 68


def test_members_are_in_order_and_told_once(seed: Store) -> None:
    for name in ("kobe-attack", "source:wikipedia-en", "kg:Civilians", "kg:QuantityClaim"):
        for found in describe(name, seed).sections:
            names = [member for member, _ in found.members]
            assert names == sorted(set(names)), found.title


def test_labels_are_french_when_asked(seed: Store) -> None:
    found = describe("army-civilians-killed", seed, lang="fr")
    assert found.label.startswith("État-major")
    assert Fact("kg:population", "kg:Civilians", "Civils") in found.facts
    event = describe("kobe-attack", seed, lang="fr")
    assert event.label == "Attaque de Kobé"
    assert dict(section(event, "claims about it"))["claim:rfi-people-killed"] == "RFI : au moins 30 personnes tuées"


def test_a_language_nobody_wrote_falls_back_to_another(seed: Store) -> None:
    found = describe("kobe-attack", seed, lang="de")
    assert found.label in ("Attaque de Kobé", "Kobé attack")
    assert {label for _, label in found.sections[0].members} == {""}


def test_the_rdf_description_holds_the_parts_of_its_blank_nodes(store: Store) -> None:
    found = triples("passage:wikipedia-en-s01", store)
    (selector,) = {t.object for t in found if t.predicate.value == expand("oa:hasSelector")}
    assert isinstance(selector, BlankNode)
    parts = {t.predicate.value: t.object for t in found if t.subject == selector}
    start, end = parts[expand("oa:start")], parts[expand("oa:end")]
    assert isinstance(start, Literal)
    assert isinstance(end, Literal)
    assert int(start.value) < int(end.value)
    assert {t.subject for t in found} == {selector, NamedNode(expand("passage:wikipedia-en-s01"))}


def test_the_rdf_description_says_nothing_of_others(seed: Store) -> None:
    found = triples("kobe-attack", seed)
    assert {t.subject for t in found} == {NamedNode(expand("event:kobe-attack"))}
    assert len(found) == len(set(found))

"""The pages of the ontology and the rules: every term and rule at its fragment, with what is known of it."""

from __future__ import annotations

import re
from html import unescape

import pytest

from kobe_kg.graph import open as open_graph
from kobe_kg.namespaces import KG
from kobe_kg.pages import ontology, rules
from kobe_kg.pages.site import Site
from kobe_kg.validate.cases import cases
from kobe_kg.validate.rules import read


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_rule_is_at_its_fragment(lang: str) -> None:
    found = rules.page(Site(lang=lang))
    assert set(re.findall(r'<article id="([^"]*)" class="rule">', found)) == set(read())
    ids = re.findall(r'\bid="([^"]*)"', found)
    assert len(ids) == len(set(ids))


def test_a_rule_comes_with_its_reason_and_examples() -> None:
    found = unescape(rules.page(Site()))
    for rule in read().values():
        assert rule.why in found
        for case in cases(rule) or ():
            assert case.extract in found


def test_what_is_english_is_marked_so_in_french() -> None:
    found = rules.page(Site(lang="fr"))
    rule = read()["claim-speaker"]
    assert f'lang="en">{rule.message}' in unescape(found)
    assert 'lang="en"' not in re.sub(r'<a class="tongue".*?>', "", rules.page(Site())).partition("<main")[2]


# The ontology


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_term_is_at_its_fragment(lang: str) -> None:
    graph = open_graph()
    found = ontology.page(graph, Site(lang=lang))
    ids = re.findall(r'\bid="([^"]*)"', found)
    assert len(ids) == len(set(ids))
    terms = graph.sparql(
        """SELECT DISTINCT ?x WHERE {
            ?x a ?kind FILTER(?kind IN (owl:Class, owl:ObjectProperty, owl:DatatypeProperty, skos:ConceptScheme))
        }"""
    )
    assert {row.x.removeprefix(KG) for row in terms if row.x.startswith(KG)} <= set(ids)  # type: ignore[union-attr]


def test_what_is_ours_is_linked_here() -> None:
    found = ontology.page(open_graph(), Site(lang="fr", named=True, prefix="/kobe"))
    main = found.partition("<main")[2].partition("</main>")[0]
    assert 'href="https://w3id.org/' not in main
    assert 'href="/kobe/rules?lang=fr#' in main
    assert 'href="/kobe/query/claims?lang=fr"' in main
    assert re.search(r'href="/kobe/claim/[\w-]+\?lang=fr"', main)
    assert 'href="#Claim"' in main


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_no_style_and_no_script_stand_in_them(lang: str) -> None:
    for found in (rules.page(Site(lang=lang)), ontology.page(open_graph(), Site(lang=lang))):
        assert "<style" not in found
        assert " style=" not in found
        assert re.findall(r"<script(?![^>]*\bsrc=)", found) == []

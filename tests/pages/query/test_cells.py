"""Cells say what a term is to a reader, and lead only where a page is."""

from __future__ import annotations

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from kobe_kg.answer import Term
from kobe_kg.graph import open as open_graph
from kobe_kg.namespaces import PREFIXES, expand
from kobe_kg.pages.query.cells import Cell, cell, labels, table
from kobe_kg.pages.site import Site

STORE = open_graph().store
XSD = PREFIXES["xsd"]
HRW = NamedNode(expand("source:human-rights-watch"))


def typed(text: str, name: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + name))


@pytest.mark.parametrize(
    ("term", "lang", "expected"),
    [
        (None, "en", Cell()),
        (typed("12345", "integer"), "en", Cell("12,345", kind="n")),
        (typed("12345", "integer"), "fr", Cell("12\u202f345", kind="n")),
        (typed("0.5", "decimal"), "fr", Cell("0,5", kind="n")),
        (typed("true", "boolean"), "fr", Cell("oui")),
        (typed("2025-02-07", "date"), "en", Cell("7 Feb 2025", kind="d")),
        (typed("2025-02-30", "date"), "en", Cell("2025-02-30")),
        (Literal("Kobé", language="fr"), "en", Cell("Kobé", lang="fr")),
        (Literal("Kobé", language="fr"), "fr", Cell("Kobé")),
        (HRW, "en", Cell("source:human-rights-watch", "/source/human-rights-watch")),
        (
            NamedNode("https://example.org/x"),
            "en",
            Cell("https://example.org/x", "https://example.org/x", True, kind="x"),
        ),
        (NamedNode("javascript:alert(1)"), "en", Cell("javascript:alert(1)")),
        (NamedNode(expand("kg:Civilians")), "en", Cell("kg:Civilians", "/ns#Civilians")),
    ],
)
def test_a_term_is_written_for_a_reader(term: Term | None, lang: str, expected: Cell) -> None:
    assert cell(term, {}, Site(lang=lang))._replace(kind=expected.kind) == expected


def test_a_resource_is_called_by_its_label() -> None:
    known = labels([HRW.value], STORE, "en")
    assert cell(HRW, known, Site()) == Cell("Human Rights Watch", "/source/human-rights-watch")
    assert cell(HRW, known, Site(), text="HRW").text == "HRW"


def test_labels_are_in_the_language_asked_for_where_there_is_one() -> None:
    iri = expand("kg:Civilians")
    assert [labels([iri], STORE, lang)[iri] for lang in ("en", "fr")] == ["Civilians", "Civils"]
    assert labels(["https://example.org/nothing"], STORE, "en") == {}
    assert len(labels((expand("kg:Civilians") for _ in range(2000)), STORE, "en")) == 1


def test_a_column_of_labels_is_folded_into_what_they_are_of() -> None:
    columns = ["speaker", "speakerLabel", "value"]
    found = table(columns, [(HRW, Literal("HRW", language="en"), typed("34", "integer"))], STORE, Site())
    assert [c.name for c in found.columns] == ["speaker", "value"]
    assert [c.text for c in found.rows[0]] == ["HRW", "34"]
    assert [c.kind for c in found.columns] == ["", "n"]
    assert [c.words.text for c in found.columns] == ["speaker", "value"], "the names of a query of one's own"


def test_columns_of_a_saved_query_are_told_in_words_and_numbers_stand_right_even_when_empty() -> None:
    found = table(
        ["value", "statedOn"], [(None, None)], STORE, Site(lang="fr"), types={"value": "integer", "statedOn": "date"}
    )
    assert [(c.words.text, c.kind) for c in found.columns] == [("Valeur", "n"), ("Dit le", "")]


def test_a_label_stays_where_it_is_no_resources() -> None:
    found = table(["n", "label"], [(typed("1", "integer"), Literal("x"))], STORE, Site(), types={"n": "integer"})
    assert [c.name for c in found.columns] == ["n", "label"]


def test_odd_terms_and_columns_do_no_harm() -> None:
    row = (BlankNode("b"), Literal("x" * 5000), Literal(""), typed("9" * 5000, "integer"))
    found = table(["label", "a", "aLabel", "class"], [row], STORE, Site(lang="fr"))
    assert len(found.rows[0]) == 3
    assert table([], [], STORE, Site()).rows == []

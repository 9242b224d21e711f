"""A word of a code list is found by its name, its labels, its nouns and its codes, and near ones are offered."""

from __future__ import annotations

import pytest

from kobe_kg.ingest.dossier.sense import Unread
from kobe_kg.ingest.dossier.vocabulary import code_lists
from kobe_kg.ingest.table.columns import COLUMNS, of_kind
from kobe_kg.ingest.table.words import _ALSO, allowed, term, truth


@pytest.mark.parametrize(
    ("column", "text", "found"),
    [
        ("population", "MalianCivilians", "MalianCivilians"),
        ("population", "kg:MalianCivilians", "MalianCivilians"),
        ("population", "malian civilian", "MalianCivilians"),
        ("population", "CIVILS MALIENS", "MalianCivilians"),
        ("outcome", "tuées", "Killed"),
        ("outcome", "deaths", "Killed"),
        ("outcome", "killed or injured", "KilledOrInjured"),
        ("hedge", "presumed", "Suspected"),
        ("hedge", "Démenti", "Denied"),
        ("role", "auteur", "Perpetrator"),
        ("speaker_kind", "news agency", "NewsAgency"),
        ("date_precision", "1", "ExactDay"),
        ("place_precision", "1", "ExactPlace"),
        ("access", "read", "Consulted"),
    ],
)
def test_a_word_is_found(column: str, text: str, found: str) -> None:
    assert term(COLUMNS[column], text) == found


def test_every_term_is_found_by_its_name_and_both_labels() -> None:
    for column in of_kind("term"):
        for name, names in allowed(column).items():
            for text in (name, names.en, names.fr or name):
                assert term(column, text) == name, (column.name, text)


def test_a_word_that_is_none_is_told_with_the_nearest_or_all() -> None:
    with pytest.raises(Unread, match="'civlians' is none of its words") as raised:
        term(COLUMNS["population"], "civlians")
    assert raised.value.hint is not None
    assert raised.value.hint.startswith("did you mean 'Civilians'")
    with pytest.raises(Unread) as raised:
        term(COLUMNS["role"], "xyz")
    assert raised.value.hint == f"allowed: {', '.join(sorted(code_lists()['Role']))}"
    with pytest.raises(Unread):
        term(COLUMNS["date_precision"], "ExactPlace")


def test_everyday_words_lead_to_terms_that_there_are() -> None:
    for scheme, words in _ALSO.items():
        assert set(words.values()) <= set(code_lists()[scheme])


def test_yes_and_no_are_read_in_both_languages() -> None:
    assert (truth("Oui"), truth("no"), truth("TRUE")) == (True, False, True)
    with pytest.raises(Unread):
        truth("perhaps")

"""The header is one list, found in whatever capitals, accents and spaces, and no two columns share a name."""

from __future__ import annotations

from kobe_kg.ingest.dossier.vocabulary import code_lists
from kobe_kg.ingest.table.columns import COLUMNS, find, fold, letter, near

KINDS = {
    "text",
    "many",
    "name",
    "slug",
    "term",
    "day",
    "span",
    "number",
    "count",
    "decimal",
    "clock",
    "address",
    "truth",
}


def test_every_column_has_a_kind_and_its_words_a_list() -> None:
    for column in COLUMNS.values():
        assert column.kind in KINDS
        assert (column.kind == "term") == bool(column.terms)
        assert not column.terms or column.terms in code_lists()
        assert column.about.endswith(".")


def test_no_two_columns_share_a_name() -> None:
    names = [name for column in COLUMNS.values() for name in {fold(name) for name in (column.name, *column.also)}]
    taken = {fold(column.name) for column in COLUMNS.values()}
    assert sorted(names) == sorted(set(names))
    assert taken <= set(names)


def test_heads_are_found_as_people_write_them() -> None:
    found = find(["Événement", " Report  Date", "SPEAKER", "", "mood", "speaker"])
    assert found.places == {"event": 0, "report_date": 1, "speaker": 2}
    assert found.strange == ["mood"]
    assert found.twice == [("speaker", "SPEAKER")]
    assert near("popluation") == "did you mean 'population'?"


def test_columns_are_named_as_spreadsheets_do() -> None:
    assert [letter(place) for place in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]

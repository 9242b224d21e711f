"""An answer keeps its rows with Python's values, and gives them in every form exactly."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, QueryResultsFormat, QuerySolutions

from kobe_kg.answer import Answer, label, value
from kobe_kg.load import load
from kobe_kg.namespaces import ID, KG, PREFIXES
from kobe_kg.sparql import splice

XSD = PREFIXES["xsd"]
#: A row of everything: short and long IRIs, texts that need escapes, numbers, a day, a truth and what is unbound.
EVERYTHING = f"""SELECT ?iri ?web ?text ?tagged ?n ?share ?day ?truth ?nothing ?odd WHERE {{
    VALUES (?iri ?web ?text ?tagged ?n ?share ?day ?truth ?odd) {{
        (<{KG}Civilians> <https://example.org/?a=1&b=é> "two\\n\\"lines\\", |and <b>" "Kobé"@fr 34 1.50
         "2025-02-07"^^<{XSD}date> true "many"^^<{XSD}integer>)
        (<{ID}claim/x> <urn:x> "" "日本"@ja -1 2.0 UNDEF false UNDEF)
    }} }}"""


def solutions(text: str = EVERYTHING) -> QuerySolutions:
    found = pyoxigraph.Store().query(text)
    assert isinstance(found, QuerySolutions)
    return found


def answer(text: str = EVERYTHING, **facts: Any) -> Answer:
    return Answer(solutions(text), **facts)


@pytest.mark.parametrize(
    ("text", "datatype", "read"),
    [
        ("34", "integer", 34),
        ("+034", "nonNegativeInteger", 34),
        ("-5", "int", -5),
        ("1.50", "decimal", Decimal("1.50")),
        (".5", "decimal", Decimal("0.5")),
        ("1e3", "double", 1000.0),
        ("-INF", "float", -math.inf),
        ("true", "boolean", True),
        ("0", "boolean", False),
        ("2025-02-07", "date", date(2025, 2, 7)),
        ("2025-02-07T10:30:00Z", "dateTime", datetime(2025, 2, 7, 10, 30, tzinfo=UTC)),
        ("2025-02-07T10:30:00.5", "dateTime", datetime(2025, 2, 7, 10, 30, 0, 500_000)),
        ("34", "string", "34"),
        ("34", "anyURI", "34"),
    ],
)
def test_literals_become_pythons_own_values(text: str, datatype: str, read: Any) -> None:
    found = value(Literal(text, datatype=NamedNode(XSD + datatype)))
    assert found == read
    assert type(found) is type(read)


@pytest.mark.parametrize(
    ("text", "datatype"),
    [
        *((text, "integer") for text in ("many", "", "1_000", "٣", "3.0", "9" * 5000)),
        *((text, "decimal") for text in ("1e3", "NaN", "Infinity", "1_0", "")),
        *((text, "double") for text in ("inf", "infinity", "nan", "1_0.0")),
        *((text, "boolean") for text in ("TRUE", "yes", "", "2")),
        *((text, "date") for text in ("2025-02-30", "20250207", "2025-W06-5", "2025-02-07Z", "7 Feb 2025")),
        *(
            (text, "dateTime")
            for text in ("2025-02-07", "20250207T101010", "2025-02-07T25:00:00", "2025-02-07 10:10:10")
        ),
    ],
)
def test_a_text_that_does_not_fit_its_datatype_stays_a_text(text: str, datatype: str) -> None:
    assert value(Literal(text, datatype=NamedNode(XSD + datatype))) == text


def test_other_terms_are_texts_and_what_is_unbound_is_none() -> None:
    assert value(NamedNode(KG + "Civilians")) == KG + "Civilians"
    assert value(Literal("Kobé", language="fr")) == "Kobé"
    assert value(BlankNode("b")) == "_:b"
    assert value(None) is None
    assert [label(t) for t in (NamedNode(KG + "a"), NamedNode("urn:x"), Literal(3))] == ["kg:a", "urn:x", "3"]


def test_rows_are_named_and_read_as_often_as_one_likes() -> None:
    found = answer()
    assert found.columns == ("iri", "web", "text", "tagged", "n", "share", "day", "truth", "nothing", "odd")
    assert len(found) == 2
    first = found[0]
    assert (first.iri, first.n, first.day, first.truth, first.nothing) == (
        KG + "Civilians",
        34,
        date(2025, 2, 7),
        True,
        None,
    )
    assert (first.odd, first[4], found[-1].n, [row.n for row in found[:1]]) == ("many", 34, -1, [34])
    assert [row.n for row in found] == [row.n for row in found] == [34, -1]
    assert list(found.terms()) == list(found.terms())
    assert found == answer()
    assert found != answer("SELECT ?iri {}")
    assert first in found
    assert found.complete
    assert repr(found) == "<Answer to a query: 2 rows of " + ", ".join(found.columns) + ">"


def test_columns_that_are_no_names_of_python_have_a_number() -> None:
    found = answer("SELECT ?class ?def ?_x { VALUES (?class ?def ?_x) { (1 2 3) } }")
    assert (found.columns, tuple(found[0])) == (("class", "def", "_x"), (1, 2, 3))
    assert found[0]._0 == 1
    assert json.loads(found.to_jsonl()) == {"class": 1, "def": 2, "_x": 3}


@pytest.mark.parametrize(("limit", "kept", "complete"), [(0, 0, False), (1, 1, False), (2, 2, True), (3, 2, True)])
def test_a_limit_says_whether_there_was_more(limit: int, kept: int, complete: bool) -> None:
    found = answer(limit=limit)
    assert (len(found), found.complete) == (kept, complete)
    assert list(found.terms()) == list(answer().terms())[:kept]


FORMS: list[tuple[QueryResultsFormat, Callable[..., str]]] = [
    (QueryResultsFormat.CSV, Answer.to_csv),
    (QueryResultsFormat.TSV, Answer.to_tsv),
    (QueryResultsFormat.JSON, Answer.to_json),
    (QueryResultsFormat.XML, Answer.to_xml),
]


@pytest.mark.parametrize(("form", "write"), FORMS, ids=[form.name for form, _ in FORMS])
@pytest.mark.parametrize("text", [EVERYTHING, "SELECT ?a ?b { FILTER(false) }"])
def test_the_w3c_forms_are_the_engines_byte_for_byte(
    form: QueryResultsFormat, write: Callable[..., str], text: str, tmp_path: Path
) -> None:
    wanted = solutions(text).serialize(format=form)
    found = answer(text)
    assert write(found).encode() == wanted
    write(found, tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == wanted
    if form != QueryResultsFormat.CSV:
        assert wanted is not None
        again = pyoxigraph.parse_query_results(wanted, format=form)
        assert isinstance(again, QuerySolutions)
        assert [tuple(solution) for solution in again] == list(found.terms())


@given(st.text(st.characters(codec="utf-8"), max_size=20))
def test_csv_holds_any_text(text: str) -> None:
    found = answer(splice("SELECT ?a ?b { BIND($a AS ?a) BIND(1 AS ?b) }", {"a": [str(Literal(text))]}))
    assert list(csv.reader(io.StringIO(found.to_csv(), newline=""))) == [["a", "b"], [text, "1"]]
    assert found[0].a == text


def test_jsonl_has_plain_values_and_full_iris() -> None:
    first, second = (json.loads(line) for line in answer().to_jsonl().splitlines())
    assert first == {
        "iri": KG + "Civilians",
        "web": "https://example.org/?a=1&b=é",
        "text": 'two\n"lines", |and <b>',
        "tagged": "Kobé",
        "n": 34,
        "share": "1.5",
        "day": "2025-02-07",
        "truth": True,
        "nothing": None,
        "odd": "many",
    }
    assert (second["n"], second["truth"], second["day"]) == (-1, False, None)
    assert "日本" in answer().to_jsonl()


def test_markdown_has_short_names_and_no_way_out_of_a_cell() -> None:
    header, rule, first, second = answer().to_markdown().splitlines()
    assert header.startswith("| iri | web | text |")
    assert rule == "| --- | --- | --- | --- | ---: | ---: | --- | --- | --- | --- |"
    assert first.startswith('| kg:Civilians | https://example.org/?a=1&b=é | two "lines", \\|and \\<b\\> | Kobé | 34 |')
    assert second.startswith("| claim:x | urn:x |  | 日本 | -1 |")


class _Cells(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.links: list[str | None] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ("table", "thead", "tbody", "tr", "th", "td", "a", "p")
        self.cells += [""] if tag == "td" else []
        self.links += [given for name, given in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        if self.cells and data.strip():
            self.cells[-1] += data


def test_html_escapes_and_links() -> None:
    read = _Cells(answer().to_html())
    assert read.cells[:5] == [
        KG + "Civilians",
        "https://example.org/?a=1&b=é",
        'two\n"lines", |and <b>',
        "Kobé",
        "34",
    ]
    assert read.links == [KG + "Civilians", "https://example.org/?a=1&b=é", ID + "claim/x"]


def test_a_notebook_shows_a_table_or_what_its_absence_means() -> None:
    assert answer()._repr_html_() == answer().to_html()
    none = answer("SELECT ?a { FILTER(false) }", empty="Nobody <says> so.")
    assert none._repr_html_().endswith("<p>Nobody &lt;says&gt; so.</p>")
    assert answer("SELECT ?a { FILTER(false) }")._repr_html_().endswith("<p>No rows.</p>")


def test_a_terminal_gets_short_names_and_no_control_characters() -> None:
    shown = answer(
        'SELECT ?a ?b { BIND("\\u001B[31mred" AS ?a) BIND(kg:x AS ?b) }'.replace("kg:x", f"<{KG}x>")
    ).to_table()
    assert shown.splitlines()[-1].split() == ["\ufffd[31mred", "kg:x"]


def test_an_answer_without_columns_can_be_shown() -> None:
    found = answer("SELECT * {}")
    assert (len(found), found.columns) == (1, ())
    assert found.to_table() == ""
    assert found.to_html().startswith("<table>")
    assert found.to_jsonl() == "{}\n"


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "rows.csv"
    target.write_text("old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fail)
        with pytest.raises(ValueError, match="No space left on device"):
            answer().to_csv(target)
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["rows.csv"]
    answer().to_csv(str(target))
    assert target.read_bytes().startswith(b"iri,web,text")


def test_a_data_frame_has_the_types_a_saved_query_declares() -> None:
    pandas = pytest.importorskip("pandas")
    found = answer(types={"n": "integer", "day": "date", "share": "decimal", "truth": "boolean", "iri": "iri"})
    frame = found.to_dataframe()
    assert list(frame.columns) == list(found.columns)
    assert str(frame["n"].dtype) == "Int64"
    assert frame["day"].dtype.kind == "M"
    assert frame["day"][0] == pandas.Timestamp("2025-02-07")
    assert frame["day"].isna().tolist() == [False, True]
    assert frame["share"][0] == Decimal("1.5")
    assert frame["iri"][0] == KG + "Civilians"
    assert frame["n"].sum() == 33


@pytest.mark.parametrize("kind", ["integer", "date"])
def test_a_data_frame_of_nothing_and_of_what_does_not_fit(kind: str) -> None:
    pandas = pytest.importorskip("pandas")
    empty = answer("SELECT ?odd { FILTER(false) }", types={"odd": kind}).to_dataframe()
    assert (list(empty.columns), len(empty)) == (["odd"], 0)
    assert empty["odd"].dtype != object
    odd = answer(types={"odd": kind}).to_dataframe()["odd"]
    assert odd[0] == "many"
    assert pandas.isna(odd[1])


def test_without_pandas_it_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pandas", None)
    with pytest.raises(ImportError, match=r'pip install "kobe-kg\[pandas\]"'):
        answer().to_dataframe()


def test_blank_nodes_stay_the_same_node_within_an_answer() -> None:
    store = load()
    found = Answer(store.query("SELECT ?s ?o { ?x <http://www.w3.org/ns/oa#hasSelector> ?s . BIND(?s AS ?o) } LIMIT 3"))  # type: ignore[arg-type]
    assert all(row.s == row.o and row.s.startswith("_:") for row in found)
    assert len({row.s for row in found}) == 3

"""The pages of saved queries as files, the same without a server, and the lines people copy from them."""

from __future__ import annotations

import shlex

import pytest

from kobe_kg.graph import open as open_graph
from kobe_kg.pages import data
from kobe_kg.pages.query import editor, saved
from kobe_kg.pages.site import Site
from tests.pages.markup import faults, read

GRAPH = open_graph()
FILES = Site(live=False, lang="fr", path="/query/toll", base="https://example.org", licence="https://example.org/l")


def asked(name: str, **given: list[str]) -> saved.Asked:
    return saved.Asked(GRAPH.queries[name], given, {}, text="SELECT")


@pytest.mark.parametrize("name", ["toll", "claims", "relays", "convoy", "places"])
def test_a_page_of_a_folder_of_files_asks_no_server(name: str) -> None:
    site = FILES._replace(path=f"/query/{name}")
    found = read(saved.page(asked(name), GRAPH.query(name), GRAPH, site))
    assert faults(found) == []
    assert found.one("main").all("form") == []
    assert found.all("table", class_="answer")


def test_the_list_and_the_data_are_whole_as_files() -> None:
    for made in (
        saved.index(GRAPH.queries, FILES._replace(path="/query")),
        data.page(GRAPH, FILES._replace(path="/data"), triples=1),
        editor.page(GRAPH.queries, GRAPH.store, FILES._replace(path="/sparql")),
    ):
        found = read(made)
        assert faults(found) == []
        assert found.one("main").all("form") == []


def test_the_command_is_one_line_for_a_shell() -> None:
    nasty = 'a b\'; rm -rf "$HOME" `x`'
    line = saved.command("claims", [("event", nasty)])
    assert shlex.split(line) == ["kobe", "query", "claims", "-p", f"event={nasty}"]


def test_the_line_of_python_is_one_expression() -> None:
    line = saved.python(GRAPH.queries["events"], {"from": ["2025-01-01"], "country": ["mali"]})
    assert line.endswith("query('events', **{'from': '2025-01-01', 'country': 'mali'})")
    compile(line, "page", "exec")
    several = saved.python(GRAPH.queries["claims"], {"population": ["Buses", "it's"]})
    assert several.endswith("""query('claims', population=['Buses', "it's"])""")


def test_an_answer_past_its_end_says_so() -> None:
    found = read(saved.page(asked("toll")._replace(offset=1000), GRAPH.query("toll"), GRAPH, Site()))
    assert "There are no rows so far on." in found.text
    assert faults(found) == []


def test_a_page_tells_search_engines_what_it_gives() -> None:
    import json

    found = read(saved.page(asked("toll"), GRAPH.query("toll"), GRAPH, FILES._replace(live=True)))
    told = json.loads(str(found.one("script", type="application/ld+json").children[0]))
    assert told["@type"] == "Dataset"
    assert told["license"] == "https://example.org/l"
    assert [each["contentUrl"] for each in told["distribution"]] == [
        f"https://example.org/api/queries/toll/rows.{ext}" for ext in ("csv", "json")
    ]

"""All the values of a call are checked against the query's parameters before anything runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode

from kobe_kg import paths
from kobe_kg.catalog import Catalog, SavedQuery
from kobe_kg.errors import ParameterError
from kobe_kg.namespaces import ID
from kobe_kg.parameter import Parameter
from kobe_kg.query.bind import bind, written


def query(*params: Parameter) -> SavedQuery:
    named = {p.name: p for p in params}
    return SavedQuery("mine", "t", "s", named, {}, "", "table", (), (), "SELECT ?a {}", Path("mine.rq"))


EVENT = Parameter("event", "iri", default="event:kobe-attack", cls="kg:Event")
SPEAKER = Parameter("speaker", "iri", optional=True, many=True, cls="kg:Source")
LEAST = Parameter("least", "integer", summary="The least number.")


def test_defaults_are_filled_in_and_what_is_optional_stays_out() -> None:
    bound = bind(query(EVENT, SPEAKER), {})
    assert bound == {"event": [NamedNode(ID + "event/kobe-attack")]}


@pytest.mark.parametrize("nothing", [{}, {"event": None, "speaker": None}])
def test_none_is_not_given(nothing: dict[str, Any]) -> None:
    assert list(bind(query(EVENT, SPEAKER), nothing)) == ["event"]


@pytest.mark.parametrize(
    ("kind", "falsy", "written_so"), [("integer", 0, "0"), ("boolean", False, "false"), ("string", "", "")]
)
def test_a_default_or_a_value_may_be_nought(kind: str, falsy: object, written_so: str) -> None:
    given = bind(query(Parameter("p", kind)), {"p": falsy})
    default = bind(query(Parameter("p", kind, default=falsy)), {})
    assert default == given
    assert [term.value for term in given["p"]] == [written_so]


def test_what_must_be_given_is_asked_for() -> None:
    with pytest.raises(ParameterError) as caught:
        bind(query(LEAST), {"least": None})
    assert (caught.value.what, caught.value.hint) == ("the query 'mine' needs 'least'", "The least number.")


@pytest.mark.parametrize("several", [["afp", "rfi"], ("afp", "rfi"), ["afp", "source:rfi"]])
def test_several_values_where_they_are_taken(several: Any) -> None:
    assert bind(query(SPEAKER), {"speaker": several}) == {
        "speaker": [NamedNode(ID + "source/afp"), NamedNode(ID + "source/rfi")]
    }
    assert bind(query(SPEAKER), {"speaker": {"afp", "rfi"}})["speaker"]


@pytest.mark.parametrize(("values", "count"), [(["a", "b"], 2), ([], 0)])
def test_several_values_where_they_are_not(values: list[str], count: int) -> None:
    with pytest.raises(ParameterError, match=f"'event' takes one value, not {count}"):
        bind(query(EVENT), {"event": values})


def test_of_several_values_each_is_checked() -> None:
    with pytest.raises(ParameterError, match="'speaker' wants a slug"):
        bind(query(SPEAKER), {"speaker": ["afp", "r f i"]})


@pytest.mark.parametrize(
    ("name", "hint"),
    [("evnt", "did you mean 'event'?"), ("zzz", "known: event, speaker"), ("$event", "did you mean 'event'?")],
)
def test_a_name_nobody_declared_is_told_with_the_nearest(name: str, hint: str) -> None:
    with pytest.raises(ParameterError) as caught:
        bind(query(EVENT, SPEAKER), {name: "x"})
    assert (caught.value.what, caught.value.hint) == (f"the query 'mine' has no parameter {name!r}", hint)


def test_bound_terms_are_written_as_they_are_spliced() -> None:
    bound = bind(query(EVENT, LEAST), {"least": 3})
    assert written(bound) == {
        "event": [f"<{ID}event/kobe-attack>"],
        "least": ['"3"^^<http://www.w3.org/2001/XMLSchema#integer>'],
    }


@pytest.mark.parametrize("name", Catalog([paths.QUERIES]))
def test_the_defaults_of_every_saved_query_bind(name: str) -> None:
    found = Catalog([paths.QUERIES])[name]
    defaults = {p.name for p in found.params.values() if p.default is not None}
    assert {p.name for p in found.params.values() if p.required} == set()
    assert bind(found, {}).keys() == defaults


@pytest.mark.parametrize("name", Catalog([paths.QUERIES]))
def test_the_classes_values_come_from_are_in_the_ontology(name: str) -> None:
    terms = (paths.ONTOLOGY / "terms.ttl").read_text(encoding="utf-8")
    for parameter in Catalog([paths.QUERIES])[name].params.values():
        if parameter.cls is not None and parameter.cls.startswith("kg:"):
            assert f"\n{parameter.cls}\n    a owl:Class ;" in terms

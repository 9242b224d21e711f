"""Fields fit their parameters, for classes of any size and values of any kind."""

from __future__ import annotations

from kobe_kg.graph import open as open_graph
from kobe_kg.load import load
from kobe_kg.pages.query.fields import LISTED, OFFERED, check, fields
from kobe_kg.pages.site import Site
from kobe_kg.parameter import Parameter

GRAPH = open_graph()


def of(parameter: Parameter, *given: str, lang: str = "en", store: object = None):  # type: ignore[no-untyped-def]
    query = GRAPH.queries["claims"]._replace(params={parameter.name: parameter})
    values = {parameter.name: given} if given else {}
    return fields(query, values, store or GRAPH.store, Site(lang=lang))[0]  # type: ignore[arg-type]


def test_small_classes_are_lists_and_larger_ones_are_offered_as_one_writes() -> None:
    assert of(Parameter("p", "iri", cls="kg:Population", optional=True)).control == "select"
    assert of(Parameter("p", "iri", cls="kg:Population", many=True, optional=True)).control == "checks"
    sources = of(Parameter("p", "iri", cls="kg:Source", optional=True))
    assert (sources.control, sources.more) == ("text", False)
    assert LISTED < len(sources.options) <= OFFERED
    claims = of(Parameter("p", "iri", cls="kg:Claim", optional=True))
    assert (claims.more, len(claims.options)) == (True, OFFERED)


def test_every_type_has_its_control() -> None:
    kinds = {
        "boolean": "select",
        "date": "date",
        "decimal": "number",
        "integer": "number",
        "iri": "text",
        "string": "text",
    }
    assert {kind: of(Parameter("p", kind, optional=True)).control for kind in kinds} == kinds
    assert of(Parameter("p", "enum", enum=("a", "b"))).control == "select"
    assert of(Parameter("p", "enum", enum=("a", "b"), many=True)).control == "checks"


def test_a_value_is_found_by_slug_prefixed_name_or_iri() -> None:
    parameter = Parameter("p", "iri", cls="kg:Population")
    for value in ("Civilians", "kg:Civilians", "https://w3id.org/kobe-kg/ns#Civilians"):
        assert [o.value for o in of(parameter, value).options if o.chosen] == ["Civilians"]


def test_a_class_of_other_namespaces_is_offered_by_iri(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "own.ttl").write_text(
        "<https://example.org/e> a <https://w3id.org/kobe-kg/ns#Event> ; "
        '<http://www.w3.org/2000/01/rdf-schema#label> "Somewhere else"@en .\n'
    )
    found = of(Parameter("p", "iri", cls="kg:Event"), store=load([tmp_path]))
    assert [(o.value, o.label) for o in found.options] == [("https://example.org/e", "Somewhere else")]


def test_an_optional_list_has_room_for_none_and_a_text_for_one_more() -> None:
    assert of(Parameter("p", "iri", cls="kg:Source", many=True, optional=True), "afp", "rfi")[4] == ["afp", "rfi", ""]
    assert of(Parameter("p", "string", optional=True))[4] == [""]


def test_a_hint_that_only_says_the_name_again_is_left_out() -> None:
    assert of(Parameter("event", "iri", cls="kg:Event", summary="The event.")).hint.text == ""
    assert of(Parameter("event", "iri", cls="kg:Event", summary="The event."), lang="fr").hint.text == ""
    assert of(Parameter("event", "iri", cls="kg:Event", summary="Where it began.")).hint.text == "Where it began."


def test_everything_wrong_is_found_and_nothing_right() -> None:
    query = GRAPH.queries["disagreements"]
    wrong = {"event": ["x"], "tolerance": ["7"], "kind": ["nested", "odd"], "as_of": ["2025-02-08"]}
    assert set(check(query, wrong, GRAPH.store)) == {"event", "tolerance", "kind"}
    assert check(query, {}, GRAPH.store) == {}

"""A value becomes the term its parameter wants, or is refused with what would fit."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from kobe_kg.errors import ParameterError, UnknownNameError
from kobe_kg.namespaces import ID, KG, PREFIXES
from kobe_kg.parameter import Parameter, resource, term

XSD = PREFIXES["xsd"]
EVENT = Parameter("event", "iri", cls="kg:Event")
LANGUAGE = Parameter("lang", "enum", enum=("en", "fr"))


def made(kind: str, value: Any, **facts: Any) -> str:
    """Give the term as its text and the local name of its datatype."""
    found = term(Parameter("p", kind, **facts), value)
    assert isinstance(found, Literal)
    return f"{found.value} {found.datatype.value.removeprefix(XSD)}"


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("integer", "34", "34"),
        ("integer", "+034", "34"),
        ("integer", "-0", "0"),
        ("integer", 34, "34"),
        ("integer", 10**30, str(10**30)),
        ("decimal", "0.10", "0.10"),
        ("decimal", ".5", ".5"),
        ("decimal", "5.", "5."),
        ("decimal", 3, "3"),
        ("decimal", Decimal("1E+3"), "1000"),
        ("decimal", Decimal("-0.10"), "-0.10"),
        ("date", "2025-02-07", "2025-02-07"),
        ("date", date(2024, 2, 29), "2024-02-29"),
        ("date", date(33, 4, 3), "0033-04-03"),
        ("boolean", "true", "true"),
        ("boolean", "No", "false"),
        ("boolean", "1", "true"),
        ("boolean", False, "false"),
        ("string", "", ""),
        ("string", "$x } #\n\\u0022", "$x } #\n\\u0022"),
    ],
)
def test_values_that_fit(kind: str, value: Any, text: str) -> None:
    assert made(kind, value) == f"{text} {kind}"


@pytest.mark.parametrize(
    ("kind", "value", "wanted"),
    [
        *(
            ("integer", v, "a whole number")
            for v in ("", "3.0", "1e3", "٣", "0x10", " 3", "3\n", 3.0, True, None, "9" * 401)
        ),
        *(("decimal", v, "a number such as 1.5") for v in (0.1, "1e3", "", ".", "1,5", "NaN", "٣", True, None)),
        *(("decimal", Decimal(v), "a number such as 1.5") for v in ("NaN", "Infinity", "sNaN")),
        *(("date", v, "a day written YYYY-MM-DD") for v in ("2025-2-7", "20250207", "2025-W06-5", "2025-02-30", "")),
        *(
            ("date", v, "a day written YYYY-MM-DD")
            for v in ("2025-02-07T00:00:00", "2025-02-07Z", "٢٠٢٥-٠٢-٠٧", 20250207)
        ),
        ("date", datetime(2025, 2, 7, tzinfo=UTC), "a day written YYYY-MM-DD"),
        *(("boolean", v, "true or false") for v in (1, 0, "", "oui", "truer", None)),
        *(("string", v, "a text") for v in (1, None, b"x", "half \ud83d")),
        *(
            ("iri", v, "a slug, a prefixed name such as event:kobe-attack, or an IRI")
            for v in ("", "a b", 1, None, "<a b>")
        ),
    ],
)
def test_values_that_do_not(kind: str, value: Any, wanted: str) -> None:
    with pytest.raises(ParameterError) as caught:
        term(Parameter("p", kind), value)
    assert caught.value.what.startswith(f"'p' wants {wanted}, not ")
    assert len(caught.value.what) < 150
    caught.value.what.encode()


def test_a_number_too_long_to_be_written_is_refused() -> None:
    with pytest.raises(ParameterError, match="'p' wants a whole number, not one so long"):
        term(Parameter("p", "integer"), 10**5000)


@pytest.mark.parametrize(
    ("facts", "below", "least", "most", "above"),
    [
        ({"type": "integer", "minimum": 0, "maximum": 9}, "-1", "0", "9", "10"),
        ({"type": "decimal", "minimum": 0, "maximum": "0.5"}, "-0.01", "0", "0.50", "0.51"),
        (
            {"type": "date", "minimum": "2025-02-01", "maximum": date(2025, 2, 28)},
            "2025-01-31",
            "2025-02-01",
            "2025-02-28",
            "2025-03-01",
        ),
    ],
)
def test_bounds_are_inclusive(facts: dict[str, Any], below: str, least: str, most: str, above: str) -> None:
    parameter = Parameter("p", **facts)
    assert term(parameter, least) != term(parameter, most)
    with pytest.raises(ParameterError, match=f"'p' is at least {facts['minimum']}, not {below}"):
        term(parameter, below)
    with pytest.raises(ParameterError, match=f"'p' is at most {facts['maximum']}, not {above}"):
        term(parameter, above)


def test_one_of_a_list() -> None:
    assert term(LANGUAGE, "fr") == Literal("fr")
    for value in ("FR", "", None, ["fr"]):
        with pytest.raises(ParameterError, match=r"'lang' is one of en, fr, not "):
            term(LANGUAGE, value)
    with pytest.raises(ParameterError) as caught:
        term(Parameter("view", "enum", enum=("table", "timeline", "tree")), "tabel")
    assert caught.value.hint == "did you mean 'table'?"


@pytest.mark.parametrize(
    ("value", "cls", "iri"),
    [
        ("kobe-attack", "kg:Event", ID + "event/kobe-attack"),
        ("is-sahel", "kg:ArmedGroup", ID + "party/is-sahel"),
        ("afp-buses", "kg:QuantityClaim", ID + "claim/afp-buses"),
        ("Civilians", "kg:Population", KG + "Civilians"),
        ("Escort", "skos:Concept", KG + "Escort"),
        ("event:kobe-attack", "kg:Source", ID + "event/kobe-attack"),
        ("kg:Civilians", None, KG + "Civilians"),
        ("https://example.org/a?b=c#d", None, "https://example.org/a?b=c#d"),
        ("<https://example.org/é>", None, "https://example.org/é"),
        ("urn:uuid:1", None, "urn:uuid:1"),
    ],
)
def test_a_resource_is_a_slug_a_prefixed_name_or_an_iri(value: str, cls: str | None, iri: str) -> None:
    assert resource(value, cls) == NamedNode(iri)
    assert term(Parameter("p", "iri", cls=cls), value) == NamedNode(iri)
    assert term(EVENT, NamedNode(iri)) == NamedNode(iri)


@pytest.mark.parametrize("value", ["evnt:kobe-attack", "mailto:a@example.org", "skoss:Concept"])
def test_a_prefix_nobody_declared_is_told(value: str) -> None:
    with pytest.raises(UnknownNameError):
        resource(value)
    with pytest.raises(ParameterError, match=f"'event': there is no prefix '{value.partition(':')[0]}'"):
        term(EVENT, value)


def test_a_near_prefix_is_offered() -> None:
    with pytest.raises(ParameterError) as caught:
        term(EVENT, "evnt:kobe-attack")
    assert caught.value.hint == "did you mean 'event'?"


@pytest.mark.parametrize(
    "value", ["kobe attack", "kobe/attack", "kobé", "a.", "<kobe-attack>", "event:a b", "kobe\nattack"]
)
def test_what_is_no_resource_is_refused(value: str) -> None:
    with pytest.raises(ParameterError):
        term(EVENT, value)


def test_a_slug_needs_a_class() -> None:
    with pytest.raises(ValueError, match="kobe-attack"):
        resource("kobe-attack")


@given(st.sampled_from(["integer", "decimal", "date", "boolean", "string", "iri", "enum"]), st.text(max_size=15))
def test_any_text_is_a_term_or_a_parameter_error(kind: str, value: str) -> None:
    try:
        found = term(Parameter("p", kind, enum=("a",) if kind == "enum" else ()), value)
    except ParameterError as error:
        str(error).encode()
    else:
        assert isinstance(found, (Literal, NamedNode))


@pytest.mark.parametrize(
    ("facts", "required"), [({}, True), ({"optional": True}, False), ({"default": 0}, False), ({"default": ""}, False)]
)
def test_what_must_be_given(facts: dict[str, Any], required: bool) -> None:
    assert Parameter("p", "string", **facts).required is required

"""The cases of the rules, and how rules are explained by them."""

from __future__ import annotations

import re

import pyoxigraph
import pytest

from kobe_kg.errors import Position
from kobe_kg.namespaces import PREFIXES
from kobe_kg.validate import guide, rules
from kobe_kg.validate.cases import LEFT_OUT, cases, extract
from kobe_kg.validate.rules import SYNTAX, Rule

RULES = rules.read()
WITH_CASES = [rule for rule in RULES.values() if rule != SYNTAX]
HEADER = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())

BAD = """PREFIX kg: <https://w3id.org/kobe-kg/ns#>

claim:a
    a kg:QuantityClaim ;
    rdfs:label
        "a"@en ,
        "b"@fr ;
    kg:max 1.5 ;
    oa:hasSelector [
        oa:end 1 ;
    ] ;
    kg:speaker source:b ;
.

source:b
    a kg:Source ;
.
"""
GOOD = BAD.replace("1.5", "1").replace("oa:end 1", "oa:end 2")


def test_an_extract_holds_what_differs() -> None:
    assert (
        extract(BAD, GOOD)
        == f"""claim:a
    a kg:QuantityClaim ;
{LEFT_OUT}
    kg:max 1.5 ;
    oa:hasSelector [
        oa:end 1 ;
    ] ;
{LEFT_OUT}
.
"""
    )


def test_an_extract_holds_the_properties_a_rule_speaks_of() -> None:
    assert "    kg:speaker source:b ;\n" in extract(BAD, GOOD, {"a", "kg:speaker"})


def test_what_one_case_lacks_is_left_open_there() -> None:
    less = BAD.replace("    kg:max 1.5 ;\n", "")
    assert extract(less, BAD) == f"claim:a\n    a kg:QuantityClaim ;\n{LEFT_OUT}\n.\n"
    assert "    kg:max 1.5 ;\n" in extract(BAD, less)


def test_all_is_shown_where_only_the_other_has_more() -> None:
    more = BAD + "\nsource:c\n    a kg:Source ;\n.\n"
    assert extract(BAD, more).startswith("claim:a\n    a kg:QuantityClaim ;\n    rdfs:label\n")
    assert extract(more, BAD) == "source:c\n    a kg:Source ;\n.\n"


@pytest.mark.parametrize("rule", WITH_CASES, ids=lambda rule: rule.id)
def test_every_rule_is_explained_with_a_bad_and_a_good_example(rule: Rule) -> None:
    found = cases(rule)
    assert found is not None
    bad, good = found
    assert bad.extract != good.extract
    for case in found:
        assert case.told
        assert list(pyoxigraph.parse((HEADER + case.extract).encode(), pyoxigraph.RdfFormat.TURTLE))
    told = guide.text(rule, columns=60)
    assert re.sub(r"\s+", " ", guide.message(rule)) in re.sub(r"\s+", " ", told)
    assert re.sub(r"\s+", " ", rule.why) in re.sub(r"\s+", " ", told)
    assert f"\nBad: {bad.told}\n" in told
    assert f"\nGood: {good.told}\n" in told
    assert told.endswith(f"\n{rule.iri}\n")
    marked = guide.markdown(rule)
    assert marked.startswith(f"### {rule.id}\n")
    assert marked.count("```") == 4


def test_the_rule_on_syntax_is_explained_too() -> None:
    assert cases(SYNTAX) is None
    assert SYNTAX.why in guide.text(SYNTAX)
    assert "on every file" in guide.markdown(SYNTAX)


def test_a_rule_of_others_is_explained_as_far_as_it_goes() -> None:
    bare = Rule("https://example.org/s", "https://example.org/s", "info", "", "", "", (), "", ("minCount",), None)
    assert guide.text(bare) == "https://example.org/s\ninfo · Turtle\n\nhttps://example.org/s\n"
    odd = bare._replace(id="a\x1bb", message="c\nd\x1be", targets=("kg:a|b",))
    assert "\x1b" not in guide.text(odd, where=Position(3, 1, path="shapes.ttl"))
    assert "shapes.ttl:3\n" in guide.text(odd, where=Position(3, 1, path="shapes.ttl"))
    assert "\x1b" not in guide.markdown(odd)


def test_no_rule_leads_out_of_the_folder_of_cases() -> None:
    assert cases(SYNTAX._replace(id="../shapes/max-number")) is None

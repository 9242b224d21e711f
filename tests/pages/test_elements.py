"""The smallest elements of pages: whatever they are given, nothing of it becomes markup."""

from __future__ import annotations

from markupsafe import Markup, escape

from kobe_kg.pages.elements import Linked, badge, escaped, outside, worded
from kobe_kg.pages.reading import Text
from kobe_kg.pages.thing.facts import Value
from tests.pages.written import HOSTILE

SAFE = str(escape(HOSTILE))


def address(iri: str) -> str | None:
    return f'/at?"{iri}"' if iri.startswith("x:") else None


LINKED = Linked(address)


def test_values_are_escaped_as_elsewhere() -> None:
    for value in (HOSTILE, "plain", Markup("<b>"), Text("a & b"), 34, None):
        assert escaped(value) == escape(value)


def test_a_text_names_its_language_where_it_has_another() -> None:
    assert worded(Text(HOSTILE)) == SAFE
    assert worded(Text("é", "fr")) == '<span lang="fr">é</span>'


def test_a_resource_is_linked_where_it_has_a_page() -> None:
    assert LINKED.resource("x:a", HOSTILE) == f'<a href="/at?&#34;x:a&#34;">{SAFE}</a>'
    assert LINKED.resource("y:a", "") == "y:a"
    assert LINKED.link_to("x:a", Text("é", "fr")) == '<a href="/at?&#34;x:a&#34;" lang="fr">é</a>'
    assert LINKED.go("y:a", HOSTILE, "fr") == f'<span lang="fr">{SAFE}</span>'


def test_only_an_address_of_the_web_leads_outside() -> None:
    assert outside("https://x/?a&b", "") == (
        '<a class="out" rel="noreferrer" href="https://x/?a&amp;b">https://x/?a&amp;b</a>'
    )
    assert outside("javascript:alert(1)", HOSTILE) == SAFE


def test_a_value_is_told_with_its_note() -> None:
    assert LINKED.value_of(Value(Text("1"), note=Text("<"))) == '1 <span class="note">&lt;</span>'
    assert LINKED.value_of(Value(Text("a"), "x:a")) == LINKED.go("x:a", "a")
    assert LINKED.value_of(Value(Text("a"), "https://x/", outside=True)) == outside("https://x/", "a")


def test_a_badge_has_a_class_of_its_kind() -> None:
    assert badge(HOSTILE) == f'<span class="tag">{SAFE}</span>'
    assert badge("a", '"') == '<span class="tag &#34;">a</span>'

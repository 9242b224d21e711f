"""Templates are made for speed, and what they give is what Jinja gives."""

from __future__ import annotations

from pathlib import Path

import jinja2
import pytest

from kobe_kg.pages.templating import Templates

TEXTS = {"Claims & more": "Affirmations & plus"}


@pytest.fixture
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Templates:
    """French templates of a few lines, nothing kept of them."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    found = Templates("fr", TEXTS.__getitem__, "")
    found.loader = jinja2.DictLoader(
        {
            "base.html": "{% import 'm.html' as m with context %}{{ m.item(1) }}{% block body %}{% endblock %}",
            "page.html": "{% extends 'base.html' %}{% import 'm.html' as m with context %}"
            "{% block body %}{% for n in numbers %}{{ m.item(n) }}{% endfor %}{% endblock %}",
            "m.html": "{{ made() }}{% macro item(n) %}<{{ n }} {{ name }}>{% endmacro %}",
            "said.html": "<p title=\"{{ say('Claims & more') }}\">{{ say(text) }} "
            "{{ say('Claims & more') | upper }}</p>",
            "unknown.html": "{{ say('Nothing of ours') }}",
        }
    )
    return found


def test_macros_are_made_once_a_page(templates: Templates) -> None:
    made: list[str] = []
    pages = [
        templates.fill("page.html", made=lambda: made.append("made"), numbers=[2, 3], name=name) for name in ("a", "b<")
    ]
    assert pages == ["<1 a><2 a><3 a>", "<1 b&lt;><2 b&lt;><3 b&lt;>"]
    assert len(made) == 2


def test_a_text_is_said_when_the_template_is_read_and_escaped(templates: Templates) -> None:
    said: list[str] = []

    def say(text: str) -> str:
        said.append(text)
        return f"<{text}>"

    page = templates.fill("said.html", say=say, text="x")
    assert page == '<p title="Affirmations &amp; plus">&lt;x&gt; AFFIRMATIONS &amp; PLUS</p>'
    assert said == ["x"]


def test_a_text_without_a_translation_is_noticed(templates: Templates) -> None:
    with pytest.raises(KeyError, match="Nothing of ours"):
        templates.fill("unknown.html")


def test_each_language_is_kept_apart(tmp_path: Path, templates: Templates) -> None:
    english = Templates("en", str, "")
    english.loader = templates.loader
    more = {"say": str, "text": ""}
    assert "Affirmations" in templates.fill("said.html", **more)
    assert "Claims" in english.fill("said.html", **more)
    assert len(list(tmp_path.rglob("*.template"))) == 2


def test_what_is_kept_counts_only_for_the_same_texts(tmp_path: Path, templates: Templates) -> None:
    more = {"say": str, "text": ""}
    templates.fill("said.html", **more)
    later = Templates("fr", {"Claims & more": "Autres"}.__getitem__, "changed")
    later.loader = templates.loader
    assert "Autres" in later.fill("said.html", **more)

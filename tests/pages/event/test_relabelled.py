"""What has no label in the page's language is called as another language calls it, not by its IRI."""

from __future__ import annotations

from pathlib import Path

from kobe_kg.pages.event import compare, overview
from kobe_kg.pages.event.relabelled import relabelled
from kobe_kg.pages.reading import Names
from kobe_kg.pages.site import Site
from tests.pages.markup import read
from tests.pages.written import graph

IT = "https://w3id.org/kobe-kg/id/event/it"
CLAIMS = [("a", "Exactly", 5, "2025-01-01"), ("b", "AtLeast", 9, "2025-01-01")]


def test_a_comparison_gets_the_english_labels(tmp_path: Path) -> None:
    g = graph(tmp_path, CLAIMS, label="Written in English")
    c = relabelled(g.compare("it", lang="fr", leave_out="a"), Names(g, "fr"))
    assert c.whole is not None
    for one in (c, c.whole):
        assert one.label == "Written in English"
        assert {p.speaker_label for p in one.everything()} == {"Written in English"}
        assert {p.report_label for p in one.everything()} == {"Written in English"}
    assert {d.one.speaker_label for d in c.whole.disagreements} == {"Written in English"}


def test_labels_of_the_language_stay(tmp_path: Path) -> None:
    g = graph(tmp_path, CLAIMS, label="Written in English")
    c = g.compare("it")
    assert relabelled(c, Names(g, "en")) == c


def test_pages_show_no_iri_for_a_name(tmp_path: Path) -> None:
    g = graph(tmp_path, CLAIMS, label="Written in English")
    for made in (compare, overview):
        page = read(made.page(g, Site(lang="fr", path="/it"), event=IT))
        assert "https://w3id.org/kobe-kg/id/source/" not in page.one("main").text

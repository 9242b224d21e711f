"""The ontology as a page for people and a file for programs: each term with its definition, its use and its rules."""

from __future__ import annotations

from pathlib import Path

from kobe_kg import paths, turtle
from kobe_kg.export import context
from kobe_kg.export.base import Losses, Source
from kobe_kg.export.ontology.page import page
from kobe_kg.export.ontology.terms import Ontology
from kobe_kg.export.source import VOCABULARY

#: Language to the name of its page; the first is the one a bare address gives.
PAGES = {"en": "index.html", "fr": "index.fr.html"}
_HEADER = "# The terms and code lists of the ontology, in one file."


def write_folder(source: Source, folder: Path) -> Losses | None:
    """Write the pages, all terms and code lists as one Turtle file, and the context of JSON-LD.

    Rules and saved queries are those of the project around the current folder.
    """
    home = paths.project()
    ontology = Ontology(source, home.shapes, home.queries)
    for lang, name in PAGES.items():
        (folder / name).write_text(page(ontology, lang, PAGES), encoding="utf-8", newline="\n")
        source.tell("pages written", list(PAGES).index(lang) + 1)
    triples = [quad.triple for quad in source.data.quads_for_pattern(None, None, None, VOCABULARY)]
    (folder / "terms.ttl").write_text(turtle.write(triples, header=_HEADER), encoding="utf-8", newline="\n")
    short = context.text(context.context(source.vocabulary))
    (folder / "context.jsonld").write_text(short, encoding="utf-8", newline="\n")
    return None

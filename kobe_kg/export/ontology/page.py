"""The ontology as one HTML page: no script, nothing from elsewhere, read on paper as on a screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape

from pyoxigraph import Literal, NamedNode

from kobe_kg.export.facts import Term, name_of
from kobe_kg.export.ontology.style import STYLE
from kobe_kg.export.ontology.terms import Named, Ontology
from kobe_kg.export.ontology.words import RELATIONS, WORDS
from kobe_kg.namespaces import KG

_DOMAINS = ("rdfs:domain", "schema:domainIncludes")
_RANGES = ("rdfs:range", "schema:rangeIncludes")


def page(ontology: Ontology, lang: str, pages: Mapping[str, str]) -> str:
    """Write the page.

    :param lang: ``en`` or ``fr``; what is known in English only stands there in English, and is marked so.
    :param pages: language to file, for the links between them.
    """
    return "".join(Page(ontology, lang, pages).parts())


class Page:
    """The page in its parts, for those who put it into another frame.

    :param pages: language to file, as in :func:`page`.
    """

    def __init__(self, ontology: Ontology, lang: str, pages: Mapping[str, str]) -> None:
        self.ontology = ontology
        self.facts = ontology.facts
        self.lang = lang
        self.pages = pages
        self.words = WORDS[lang]
        self.classes = set(ontology.terms("class"))

    def parts(self) -> Iterator[str]:
        """Write all of it."""
        yield self.head()
        yield self.contents()
        yield '<main id="terms">\n'
        yield from self.terms()
        yield "</main>\n</div>\n</body>\n</html>\n"

    def terms(self) -> Iterator[str]:
        """Write the terms and code lists."""
        schemes = self.ontology.schemes()
        for kind in ("class", "property"):
            yield self.section(kind, self.ontology.terms(kind))
        if schemes:
            yield f'<section aria-labelledby="schemes">\n<h2 id="schemes">{self.words["schemes"]}</h2>\n'
            yield from map(self.scheme, schemes)
            yield "</section>\n"
        yield self.section("datatype", self.ontology.terms("datatype"))

    def address(self, iri: str) -> str:
        """Give where a term or rule that is not on the page is found; empty for what is no web address."""
        return iri if iri.startswith(("http://", "https://")) else ""

    def head(self) -> str:
        about = self.ontology.header
        title = self.text(about, "dct:title") or self.text(about, "rdfs:label") if about else ""
        plain = escape(self.string(about, "dct:title", "rdfs:label") if about else "") or "kg:"
        links = "".join(
            f'<link rel="alternate" hreflang="{code}" href="{name}">\n'
            for code, name in self.pages.items()
            if code != self.lang
        )
        other = "".join(
            f'<a href="{name}" hreflang="{code}">{self.words["also"]}</a>'
            for code, name in self.pages.items()
            if code != self.lang
        )
        turtle = f'<a href="terms.ttl" type="text/turtle">{self.words["turtle"]}</a>'
        context = f'<a href="context.jsonld" type="application/ld+json">{self.words["context"]}</a>'
        return (
            f'<!DOCTYPE html>\n<html lang="{self.lang}">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f'<title>{plain}</title>\n{links}<link rel="alternate" type="text/turtle" href="terms.ttl">\n'
            f"<style>\n{STYLE}</style>\n</head>\n<body>\n"
            f'<a class="skip" href="#terms">{self.words["skip"]}</a>\n<header>\n<h1>{title or plain}</h1>\n'
            f"{self.paragraph(about, 'dct:description') if about else ''}{self.about(about) if about else ''}"
            f'<p class="links">{other} · {turtle} · {context}</p>\n</header>\n<div class="body">\n'
        )

    def about(self, about: NamedNode) -> str:
        rows = [("iri", self.link(about, about.value))]
        rows += [("version", escape(self.facts.text(about, "owl:versionInfo")))]
        rows += [("modified", escape(self.facts.text(about, "dct:modified")))]
        rows += [("licence", ", ".join(self.link(o, o.value) for o in self.iris(about, "dct:license")))]
        return self.rows(rows)

    def contents(self) -> str:
        """List what is on the page."""
        listed = {kind: self.ontology.terms(kind) for kind in ("class", "property", "datatype")}
        listed["schemes"] = self.ontology.schemes()
        parts = [f'<nav aria-label="{self.words["contents"]}">\n']
        for kind in ("class", "property", "schemes", "datatype"):
            links = "".join(
                f'<li><a href="#{_local(term)}">{escape(self.name(term, kind))}</a></li>\n' for term in listed[kind]
            )
            if links:
                parts.append(f'<p><a href="#{kind}">{self.words[kind]}</a></p>\n<ul>\n{links}</ul>\n')
        return "".join([*parts, "</nav>\n"])

    def name(self, term: NamedNode, kind: str) -> str:
        return self.string(term, "rdfs:label") if kind == "schemes" else _local(term)

    def section(self, kind: str, terms: Iterable[NamedNode]) -> str:
        told = "".join(self.term(term) for term in terms)
        heading = f'<h2 id="{kind}">{self.words[kind]}</h2>\n'
        return f'<section aria-labelledby="{kind}">\n{heading}{told}</section>\n' if told else ""

    def term(self, term: NamedNode) -> str:
        rows = [
            ("is", self.links(o for o in self.iris(term, "rdfs:subClassOf", "rdfs:subPropertyOf") if _is_ours(o))),
            ("domain", self.links(self.iris(term, *_DOMAINS))),
            ("range", self.links(self.iris(term, *_RANGES))),
            ("properties", self.links(self.properties(term))),
            ("example", self.text(term, "skos:example")),
            *self.known(term),
        ]
        local = _local(term)
        symmetric = "owl:SymmetricProperty" in map(name_of, self.facts.values(term, "rdf:type"))
        note = f"<p>{self.words['symmetric']}</p>\n" if symmetric else ""
        return (
            f'<article id="{local}"{self.faded(term)}>\n<h3>{self.text(term, "rdfs:label")} {self.anchor(term)}</h3>\n'
            f"{self.gone(term)}{self.paragraph(term, 'skos:definition')}"
            f"{self.paragraph(term, 'skos:scopeNote', 'note')}{note}{self.rows(rows)}</article>\n"
        )

    def scheme(self, scheme: NamedNode) -> str:
        told = "".join(self.concept(depth, concept) for depth, concept in self.ontology.concepts(scheme))
        local = _local(scheme)
        return (
            f'<section id="{local}" aria-labelledby="{local}-label">\n'
            f'<h3 id="{local}-label">{self.text(scheme, "rdfs:label")} {self.anchor(scheme)}</h3>\n'
            f"{self.paragraph(scheme, 'skos:definition')}{told}</section>\n"
        )

    def concept(self, depth: int, concept: NamedNode) -> str:
        notations = self.facts.values(concept, "skos:notation")
        codes = [notation for notation in notations if isinstance(notation, Literal)]
        rows = [
            ("codes", ", ".join(map(self.code, codes))),
            ("excludes", self.links(self.iris(concept, "kg:excludes"))),
            ("example", self.text(concept, "skos:example")),
            *self.known(concept),
        ]
        level = f' class="level-{min(depth, 4)}"' if depth else ""
        return (
            f'<article id="{_local(concept)}"{level}>\n'
            f"<h4>{self.text(concept, 'rdfs:label')} {self.anchor(concept)}</h4>\n{self.gone(concept)}"
            f"{self.paragraph(concept, 'skos:definition')}{self.paragraph(concept, 'skos:scopeNote', 'note')}"
            f"{self.rows(rows)}</article>\n"
        )

    def code(self, notation: Literal) -> str:
        return f"{escape(notation.value)} ({self.link(notation.datatype)})"

    def known(self, term: NamedNode) -> list[tuple[str, str]]:
        """Tell what the project knows of a term: its use, the rules on it, the queries that ask for it."""
        relations = RELATIONS[self.lang]
        others = [f"{relations[name]} {self.link(o)}" for name, o in self.ontology.alignments(term)]
        return [
            ("use", self.members(term) if term in self.classes else self.use(term)),
            ("rules", self.named(self.ontology.rules(term), by_title=True)),
            ("queries", self.named(self.ontology.queries(term))),
            ("others", ", ".join(others)),
        ]

    def members(self, cls: NamedNode) -> str:
        number, member = self.ontology.members(cls)
        if member is None:
            return self.words["unused"]
        return f"{self.words['members'].format(number)} {self.link(member)}, {self.text(member, 'rdfs:label')}"

    def use(self, term: NamedNode) -> str:
        use = self.ontology.use(term)
        if not use.times:
            return self.words["unused"]
        times = self.words["once"] if use.times == 1 else self.words["times"].format(use.times)
        if use.example is None:
            return times
        said = " ".join(self.link(part) if isinstance(part, NamedNode) else self.literal(part) for part in use.example)
        return f'{times}{self.words["colon"]} <span class="triple">{said}</span>'

    def literal(self, term: Term) -> str:
        if not isinstance(term, Literal):
            return "<code>[ … ]</code>"
        text = term.value if len(term.value) <= 80 else f"{term.value[:79]}…"
        return f'<q{_lang(term, self.lang)} dir="auto">{escape(text)}</q>'

    def named(self, some: list[Named], *, by_title: bool = False) -> str:
        english = "" if self.lang == "en" else ' lang="en"'
        told = []
        for name, title, iri in some:
            shown = escape(title or name) if by_title else f"<code>{escape(name)}</code>"
            found = self.address(iri) if iri else self.asked(name)
            told.append(f'<a href="{escape(found)}"{english}>{shown}</a>' if found else shown)
        return ", ".join(told)

    def asked(self, query: str) -> str:
        """Give where a saved query can be asked, or an empty text."""
        return ""

    def properties(self, term: NamedNode) -> list[NamedNode]:
        found = {p for name in _DOMAINS for p in self.facts.subjects(name, term)}
        return sorted(found, key=lambda p: p.value)

    def gone(self, term: NamedNode) -> str:
        """Tell that a term is deprecated, and what takes its place."""
        if not self.faded(term):
            return ""
        instead = self.links(self.iris(term, "dct:isReplacedBy"))
        more = f" {self.words['instead']} {instead}." if instead else ""
        return f"<p><strong>{self.words['deprecated']}</strong>{more}</p>\n"

    def faded(self, term: NamedNode) -> str:
        return ' class="deprecated"' if self.facts.text(term, "owl:deprecated") in ("true", "1") else ""

    def rows(self, rows: Iterable[tuple[str, str]]) -> str:
        told = "".join(f"<dt>{self.words[name]}</dt>\n<dd>{html}</dd>\n" for name, html in rows if html)
        return f"<dl>\n{told}</dl>\n" if told else ""

    def anchor(self, term: NamedNode) -> str:
        return f'<a class="name" href="#{_local(term)}"><code>{escape(name_of(term))}</code></a>'

    def iris(self, term: Term, *names: str) -> list[NamedNode]:
        return [o for name in names for o in self.facts.values(term, name) if isinstance(o, NamedNode)]

    def links(self, terms: Iterable[NamedNode]) -> str:
        return ", ".join(map(self.link, terms))

    def link(self, term: NamedNode, shown: str = "") -> str:
        """Link a term to its place on the page, or to where it lives; what is no web address is only shown."""
        text = f"<code>{escape(shown or name_of(term))}</code>"
        if term in self.ontology.shown:
            return f'<a href="#{_local(term)}">{text}</a>'
        found = self.address(term.value)
        return f'<a href="{escape(found)}">{text}</a>' if found else text

    def worded(self, term: Term, *names: str) -> Literal | None:
        """Give the text of the first property that has one, in the page's language or else in English or any."""
        for name in names:
            texts = [o for o in self.facts.values(term, name) if isinstance(o, Literal)]
            for lang in (self.lang, "en"):
                found = next((o for o in texts if o.language == lang), None)
                if found is not None:
                    return found
            if texts:
                return texts[0]
        return None

    def string(self, term: Term, *names: str) -> str:
        found = self.worded(term, *names)
        return found.value if found else name_of(term)

    def text(self, term: Term, *names: str) -> str:
        found = self.worded(term, *names)
        if found is None:
            return ""
        lang = _lang(found, self.lang)
        return f"<span{lang}>{escape(found.value)}</span>" if lang else escape(found.value)

    def paragraph(self, term: Term, name: str, kind: str = "") -> str:
        found = self.worded(term, name)
        if found is None:
            return ""
        mark = f' class="{kind}"' if kind else ""
        return f"<p{mark}{_lang(found, self.lang)}>{escape(found.value)}</p>\n"


def _is_ours(term: NamedNode) -> bool:
    return term.value.startswith(KG)


def _local(term: NamedNode) -> str:
    return escape(term.value.removeprefix(KG))


def _lang(text: Literal, lang: str) -> str:
    """Mark a text that is not in the page's language."""
    return f' lang="{escape(text.language)}"' if text.language and text.language != lang else ""

"""All there is about one resource: its facts, the claims about it and by it, and what relays it."""

from __future__ import annotations

from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Triple

from kobe_kg.answer import label
from kobe_kg.errors import ParameterError, UnknownNameError
from kobe_kg.namespaces import KG, PREFIXES, TYPES, compact
from kobe_kg.parameter import resource
from kobe_kg.query.run import ask
from kobe_kg.store import Store

# How far a suggestion looks, and how many rows a section shows.
_OFFERED = 20_000


class Fact(NamedTuple):
    """One statement, for a reader."""

    #: The property, in short form; inside a blank node a path such as ``oa:hasSelector/oa:start``.
    predicate: str
    #: The value, in short form.
    value: str
    #: The label of the value, or empty.
    label: str


class Section(NamedTuple):
    """Resources that point to the one shown, in one way."""

    #: What they are to it, e.g. ``claims about it``.
    title: str
    #: Their short names and labels, in order.
    members: list[tuple[str, str]]


class Description(NamedTuple):
    """A resource described."""

    #: Its IRI.
    iri: str
    #: Its label, or its short name.
    label: str
    #: What it says of itself.
    facts: list[Fact]
    #: What points to it.
    sections: list[Section]


_TITLES = {
    "kg:about": "claims about it",
    "kg:attributedTo": "claims that name it",
    "kg:cites": "claims that cite it",
    "kg:evidence": "claims it is the passage of",
    "kg:hedge": "claims hedged so",
    "kg:place": "claims that name it as a place",
    "kg:population": "claims that count it",
    "kg:publisher": "reports it published",
    "kg:relays": "claims that relay it",
    "kg:reportedIn": "claims printed in it",
    "kg:speaker": "claims by it",
    "kg:supersedes": "claims that supersede it",
    "kg:withdrawnIn": "claims withdrawn in it",
}


def find(thing: str, store: Store) -> NamedNode:
    """Find a resource by slug, prefixed name or IRI.

    :raises UnknownNameError: when the graph says nothing about any such thing.
    :raises ParameterError: when several resources share the slug.
    """
    try:
        named = [resource(thing)]
    except UnknownNameError:
        raise
    except ValueError:
        try:
            named = [NamedNode(namespace + thing) for namespace in (*(PREFIXES[t] for t in TYPES), KG)]
        except ValueError:
            named = []
    known = [iri for iri in named if _rows(store, f"SELECT ?p WHERE {{ {iri} ?p ?o }} LIMIT 1")]
    if len(known) == 1:
        return known[0]
    if known:
        names = ", ".join(compact(iri.value) or iri.value for iri in known)
        raise ParameterError(f"{thing!r} may be several things", hint=f"name one of them: {names}")
    rows = _rows(store, f"SELECT DISTINCT ?s WHERE {{ ?s a ?type }} LIMIT {_OFFERED}")
    names_known = [compact(row[0].value) or row[0].value for row in rows if isinstance(row[0], NamedNode)]
    slug = thing.partition(":")[2] or thing
    slugs = {name.partition(":")[2]: name for name in names_known}
    error = UnknownNameError("resource", thing, names_known if ":" in thing else slugs)
    if error.hint is None or not error.hint.startswith("did"):
        error.hint = UnknownNameError("resource", slug, slugs).hint
    raise error


def describe(thing: str, store: Store, *, lang: str = "en") -> Description:
    """Describe a resource.

    :param thing: slug, prefixed name or IRI.
    :param lang: language of the labels beside names.
    :raises UnknownNameError: when the graph says nothing about it.
    :raises ParameterError: when several resources share the slug.
    """
    iri = find(thing, store)
    facts = _facts(iri, store, lang)
    return Description(iri.value, _label(iri, store, lang), facts, _sections(iri, store, lang))


def triples(thing: str, store: Store) -> list[Triple]:
    """Give the statements that make up a resource's description, its blank nodes included.

    :raises UnknownNameError: when the graph says nothing about it.
    :raises ParameterError: when several resources share the slug.
    """
    iri = find(thing, store)
    found = store.query(
        f"""CONSTRUCT {{ {iri} ?p ?o . ?o ?inner ?part }}
        WHERE {{ {iri} ?p ?o . OPTIONAL {{ ?o ?inner ?part . FILTER(isBlank(?o)) }} }}"""
    )
    return [t for t in found if isinstance(t, Triple)]  # type: ignore[union-attr]


def _facts(iri: NamedNode, store: Store, lang: str) -> list[Fact]:
    rows = _rows(
        store,
        f"""SELECT ?p ?o ?text ?inner ?part
        WHERE {{
            {iri} ?p ?o .
            OPTIONAL {{ ?o rdfs:label ?text . FILTER(LANG(?text) = {Literal(lang)}) }}
            OPTIONAL {{ ?o ?inner ?part . FILTER(isBlank(?o)) }}
        }}""",
    )
    facts = []
    for p, o, text, inner, part in rows:
        assert p is not None
        assert o is not None
        if isinstance(o, BlankNode) and inner is not None and part is not None:
            if inner != NamedNode(PREFIXES["rdf"] + "type"):
                facts.append(Fact(f"{label(p)}/{label(inner)}", label(part), ""))
        else:
            shown = label(o) + (f" @{o.language}" if isinstance(o, Literal) and o.language else "")
            facts.append(Fact(label(p), shown, "" if text is None else label(text)))
    first = {"rdf:type": 0, "rdfs:label": 1, "skos:definition": 2}
    return sorted(facts, key=lambda f: (first.get(f.predicate, 3), f))


def _sections(iri: NamedNode, store: Store, lang: str) -> list[Section]:
    rows = _rows(
        store,
        f"""SELECT ?p ?s ?text
        WHERE {{
            ?s ?p {iri} .
            FILTER(isIRI(?s))
            OPTIONAL {{ ?s rdfs:label ?text . FILTER(LANG(?text) = {Literal(lang)}) }}
        }}
        LIMIT {_OFFERED}""",
    )
    sections: dict[str, list[tuple[str, str]]] = {}
    for p, s, text in rows:
        assert p is not None
        assert s is not None
        sections.setdefault(label(p), []).append((label(s), "" if text is None else label(text)))
    named = {_TITLES.get(p, f"{p} of"): sorted(members) for p, members in sections.items()}
    order = list(_TITLES.values())
    return [Section(t, named[t]) for t in sorted(named, key=lambda t: (order.index(t) if t in order else 99, t))]


def _label(iri: NamedNode, store: Store, lang: str) -> str:
    wanted = f"SELECT ?text WHERE {{ {iri} rdfs:label ?text }} ORDER BY (LANG(?text) != {Literal(lang)}) ?text LIMIT 1"
    rows = _rows(store, wanted)
    return rows[0][0].value if rows and isinstance(rows[0][0], Literal) else label(iri)


def _rows(store: Store, text: str) -> list[tuple[NamedNode | BlankNode | Literal | Triple | None, ...]]:
    found = ask(text, store)
    assert isinstance(found, QuerySolutions)
    return [tuple(solution) for solution in found]

"""The description as three files: ``void.ttl``, ``dcat.ttl`` and ``dataset.jsonld``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from kobe_kg import turtle
from kobe_kg.export.description.facts import USUAL, Facts
from kobe_kg.export.source import Source
from kobe_kg.namespaces import PREFIXES, compact, expand

#: Beside the project's own, for the description alone.
VOID = "http://rdfs.org/ns/void#"
FOAF = "http://xmlns.com/foaf/0.1/"

_FORMATS = "http://www.w3.org/ns/formats/"
# The W3C's names of the syntaxes.
_FEATURES = {
    "jsonld": "JSON-LD",
    "nq": "N-Quads",
    "nt": "N-Triples",
    "rdfxml": "RDF_XML",
    "trig": "TriG",
    "ttl": "Turtle",
}
_IANA = "https://www.iana.org/assignments/media-types/"


def write_folder(source: Source, folder: Path, *, formats: str = USUAL, base: str = "") -> None:
    """Write the description.

    :param formats: the formats the graph is published in, parted by spaces or commas.
    :param base: the address of the folder where they are published.
    """
    facts = Facts(source, formats=formats, base=base)
    for name, triples in (("void.ttl", void(facts)), ("dcat.ttl", dcat(facts))):
        (folder / name).write_bytes(turtle.write(triples, prefixes={"foaf": FOAF, "void": VOID}).encode())
    text = json.dumps(schema(facts), ensure_ascii=False, indent=2)
    (folder / "dataset.jsonld").write_text(f"{text}\n", encoding="utf-8", newline="\n")


def dcat(facts: Facts) -> Iterator[Triple]:
    """Describe the graph for a catalogue of data, as DCAT 3."""
    dataset = facts.dataset
    dated = facts.made is not None
    yield from (said for said in facts.said if not (dated and said.predicate == _iri("dct:modified")))
    yield _link(dataset, "rdf:type", expand("dcat:Dataset"))
    yield from _agents(facts)
    yield from _texts(dataset, "dct:title", facts.titles)
    yield from _texts(dataset, "dct:description", facts.descriptions)
    for version in facts.values("dcat:version", "owl:versionInfo"):
        yield Triple(dataset, _iri("dcat:version"), version)
    if facts.made:
        yield Triple(dataset, _iri("dct:modified"), _day(facts.made.date().isoformat()))
    yield from _licences(facts)
    yield from _provenance(facts)
    yield from _period(facts)
    for kept in facts.distributions:
        node = NamedNode(f"{dataset.value}#{kept.form}")
        yield Triple(dataset, _iri("dcat:distribution"), node)
        yield _link(node, "rdf:type", expand("dcat:Distribution"))
        yield from _texts(node, "dct:title", {lang: f"{text} ({kept.form})" for lang, text in facts.titles.items()})
        yield _link(node, "dcat:accessURL", kept.url or dataset.value)
        yield _link(node, "dcat:mediaType", _IANA + kept.media_type)
        yield _link(NamedNode(_IANA + kept.media_type), "rdf:type", expand("dct:MediaType"))
        if kept.url:
            yield _link(node, "dcat:downloadURL", kept.url)
        for licence in facts.values("dct:license"):
            yield Triple(node, _iri("dct:license"), licence)


def _agents(facts: Facts) -> Iterator[Triple]:
    """Say who made and published it, in the terms that DCAT-AP asks for."""
    for agent, names in facts.agents.items():
        yield _link(agent, "rdf:type", f"{FOAF}Agent")
        for language, text in names.items():
            yield Triple(agent, NamedNode(f"{FOAF}name"), Literal(text, language=language))


def _licences(facts: Facts) -> Iterator[Triple]:
    for licence in facts.values("dct:license"):
        if isinstance(licence, NamedNode):
            yield _link(licence, "rdf:type", expand("dct:LicenseDocument"))


def _provenance(facts: Facts) -> Iterator[Triple]:
    node = NamedNode(f"{facts.dataset.value}#provenance")
    yield Triple(facts.dataset, _iri("dct:provenance"), node)
    yield _link(node, "rdf:type", expand("dct:ProvenanceStatement"))
    yield from _texts(node, "rdfs:label", facts.reading)


def _period(facts: Facts) -> Iterator[Triple]:
    if not facts.period:
        return
    node = NamedNode(f"{facts.dataset.value}#period")
    yield Triple(facts.dataset, _iri("dct:temporal"), node)
    yield _link(node, "rdf:type", expand("dct:PeriodOfTime"))
    for name, day in zip(("dcat:startDate", "dcat:endDate"), facts.period, strict=True):
        yield Triple(node, _iri(name), _day(day))


def void(facts: Facts) -> Iterator[Triple]:
    """Describe the graph for those who would query it, as VoID: counts, and links to other data sets."""
    dataset = facts.dataset
    yield _link(dataset, "rdf:type", f"{VOID}Dataset")
    yield from _texts(dataset, "dct:title", facts.titles)
    for name in ("dct:license", "dct:creator", "dct:publisher", "dct:issued"):
        yield from (Triple(dataset, _iri(name), value) for value in facts.values(name))
    counts = {
        "triples": sum(facts.properties.values()),
        "entities": facts.count("?s ?p ?o FILTER(ISIRI(?s))", "DISTINCT ?s"),
        "distinctSubjects": facts.count("?s ?p ?o", "DISTINCT ?s"),
        "distinctObjects": facts.count("?s ?p ?o", "DISTINCT ?o"),
        "classes": len(facts.classes),
        "properties": len(facts.properties),
    }
    for name, number in counts.items():
        yield _number(dataset, name, number)
    for namespace in _vocabularies([*facts.classes, *facts.properties]):
        yield _link(dataset, f"{VOID}vocabulary", namespace)
    for kept in facts.distributions:
        if kept.form in _FEATURES:
            yield _link(dataset, f"{VOID}feature", _FORMATS + _FEATURES[kept.form])
        if kept.url:
            yield _link(dataset, f"{VOID}dataDump", kept.url)
    yield from _partitions(dataset, "class", facts.classes, "entities")
    yield from _partitions(dataset, "property", facts.properties, "triples")
    for (predicate, space), number in sorted(facts.links().items()):
        yield from _linkset(dataset, predicate, space, number)


def _partitions(dataset: NamedNode, kind: str, counted: dict[str, int], unit: str) -> Iterator[Triple]:
    for name, number in counted.items():
        node = NamedNode(f"{dataset.value}#{kind}-{_slug(name)}")
        yield _link(dataset, f"{VOID}{kind}Partition", node.value)
        yield _link(node, f"{VOID}{kind}", _full(name))
        yield _number(node, unit, number)


def _linkset(dataset: NamedNode, predicate: str, space: str, number: int) -> Iterator[Triple]:
    name = f"{_slug(compact(predicate) or predicate)}-{_slug(space)}"
    node, target = (NamedNode(f"{dataset.value}#{kind}-{name}") for kind in ("links", "target"))
    yield _link(node, "rdf:type", f"{VOID}Linkset")
    yield _link(node, f"{VOID}linkPredicate", predicate)
    yield _link(node, f"{VOID}subjectsTarget", dataset.value)
    yield _link(node, f"{VOID}objectsTarget", target.value)
    yield _number(node, "triples", number)
    yield _link(target, "rdf:type", f"{VOID}Dataset")
    yield Triple(target, NamedNode(f"{VOID}uriSpace"), Literal(space))
    yield _link(dataset, f"{VOID}subset", node.value)


def schema(facts: Facts) -> dict[str, Any]:
    """Say the same in the words of schema.org; search engines read plain English texts best."""
    titles, texts = facts.titles, facts.descriptions
    name = titles.get("en") or min(titles.values())
    found: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@id": facts.dataset.value,
        "@type": "Dataset",
        "name": name,
        "alternateName": sorted({*titles.values()} - {name}),
        "description": texts.get("en") or min(texts.values()),
        "url": facts.dataset.value,
        "license": _told(facts, "dct:license"),
        "version": _told(facts, "dcat:version", "owl:versionInfo"),
        "isBasedOn": _told(facts, "dct:source"),
        "creator": [_agent(v, facts) for v in facts.values("dct:creator")],
        "publisher": [_agent(v, facts) for v in facts.values("dct:publisher")],
        "temporalCoverage": "/".join(facts.period) if facts.period else "",
        "datePublished": _told(facts, "dct:issued"),
        "dateModified": [facts.made.date().isoformat()] if facts.made else _told(facts, "dct:modified"),
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": kept.media_type, "contentUrl": kept.url}
            for kept in facts.distributions
            if kept.url
        ],
    }
    return {key: value for key, value in found.items() if value}


def _told(facts: Facts, *names: str) -> list[str]:
    return [value.value for value in facts.values(*names)]


def _agent(value: NamedNode | Literal, facts: Facts) -> Any:
    if isinstance(value, Literal):
        return value.value
    names = facts.agents[value]
    told = {"@type": "Organization"} if value in facts.organizations else {}
    return {"@id": value.value} | told | ({"name": names.get("en") or min(names.values())} if names else {})


def _vocabularies(names: Iterable[str]) -> list[str]:
    return sorted({PREFIXES[name.partition(":")[0]] for name in names if _is_short(name)})


def _is_short(name: str) -> bool:
    return name.partition(":")[0] in PREFIXES and "//" not in name


def _full(name: str) -> str:
    return expand(name) if _is_short(name) else name


def _slug(name: str) -> str:
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in name.removeprefix("https://")).strip("-")


def _iri(name: str) -> NamedNode:
    return NamedNode(expand(name))


def _link(subject: NamedNode, predicate: str, iri: str) -> Triple:
    return Triple(subject, NamedNode(_full(predicate)), NamedNode(iri))


def _number(subject: NamedNode, name: str, number: int) -> Triple:
    return Triple(subject, NamedNode(f"{VOID}{name}"), Literal(number))


def _day(text: str) -> Literal:
    return Literal(text, datatype=_iri("xsd:date"))


def _texts(subject: NamedNode, name: str, texts: dict[str, str]) -> Iterator[Triple]:
    for language, text in texts.items():
        yield Triple(subject, _iri(name), Literal(text, language=language))

"""The one prefix table, and the two ways through it: from a short name to an IRI and back."""

from __future__ import annotations

import re

from kobe_kg.errors import UnknownNameError

#: Where resources live; one folder a type.
ID = "https://w3id.org/kobe-kg/id/"
#: The ontology's terms.
KG = "https://w3id.org/kobe-kg/ns#"
#: The validation rules: one IRI a rule.
RULE = "https://w3id.org/kobe-kg/rules#"

#: Types of resource, which are also their prefixes and the folders of their IRIs.
TYPES = (
    "assessment",
    "breakdown",
    "claim",
    "convoy",
    "dataset",
    "estimate",
    "event",
    "party",
    "passage",
    "place",
    "report",
    "source",
)

#: Prefix to namespace IRI: every file and query of the project uses these and no others.
PREFIXES: dict[str, str] = {
    **{name: f"{ID}{name}/" for name in TYPES},
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "kg": KG,
    "oa": "http://www.w3.org/ns/oa#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "rule": RULE,
    "schema": "https://schema.org/",
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vann": "http://purl.org/vocab/vann/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

#: Class (compact) to the prefix its instances carry; every other class of ours has its instances in ``kg:``.
CLASS_PREFIX: dict[str, str] = {
    **{f"kg:{name.capitalize()}": name for name in TYPES if name != "dataset"},
    "kg:ArmedGroup": "party",
    "kg:QuantityClaim": "claim",
    "kg:AttributionClaim": "claim",
    "kg:OccurrenceClaim": "claim",
    "kg:AbsenceClaim": "claim",
}

# Each of them ends in a slash or a hash, which no local name holds.
_PREFIX_OF = {namespace: prefix for prefix, namespace in PREFIXES.items()}
# A local name that Turtle and SPARQL both read without escapes.
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?\Z")
_PREFIXED = re.compile(r"([A-Za-z][A-Za-z0-9_-]*):(.*)\Z", re.DOTALL)


def expand(name: str) -> str:
    """Give the IRI of a prefixed name.

    :raises UnknownNameError: when the prefix is not in the table.

    >>> expand("kg:Civilians")
    'https://w3id.org/kobe-kg/ns#Civilians'
    """
    prefix, _, local = name.partition(":")
    if prefix not in PREFIXES:
        raise UnknownNameError("prefix", prefix, PREFIXES)
    return PREFIXES[prefix] + local


def compact(iri: str, prefixes: dict[str, str] = PREFIXES) -> str | None:
    """Give the prefixed name of an IRI, or None when no namespace fits or the rest needs escapes.

    >>> compact("https://w3id.org/kobe-kg/id/event/kobe-attack")
    'event:kobe-attack'
    >>> compact("https://example.org/x") is None
    True
    """
    if prefixes is PREFIXES:  # asked for more often than most
        end = max(iri.rfind("/"), iri.rfind("#")) + 1
        known = _PREFIX_OF.get(iri[:end])
        return f"{known}:{iri[end:]}" if known and _LOCAL.match(iri, end) else None
    for prefix, namespace in prefixes.items():
        if iri.startswith(namespace) and _LOCAL.match(local := iri[len(namespace) :]):
            return f"{prefix}:{local}"
    return None


def is_local(text: str) -> bool:
    """Tell whether a text can stand as a slug, after a prefix, without escapes."""
    return _LOCAL.match(text) is not None


def is_prefixed(text: str) -> bool:
    """Tell whether a text is a prefixed name of the table.

    >>> is_prefixed("event:kobe-attack"), is_prefixed("https://example.org/"), is_prefixed("kobe-attack")
    (True, False, False)
    """
    match = _PREFIXED.match(text)
    return match is not None and match[1] in PREFIXES and is_local(match[2])

"""Claims as nanopublications: each with what it says, from whom it comes, and who wrote it down.

The assertion holds what is claimed, the provenance who said it, where it was printed and what it relays, the
publication information who keeps the record and under which licence. Nothing is sent anywhere.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import IO, NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, serialize

from kobe_kg.errors import ParameterError
from kobe_kg.export.base import Losses, Source
from kobe_kg.export.facts import Facts, Node, Term, Told, count_untold, find_claim, name_of
from kobe_kg.export.source import moment
from kobe_kg.namespaces import PREFIXES, expand
from kobe_kg.parameter import resource

#: Where nanopublications live.
NP = "https://w3id.org/kobe-kg/np/"
#: The schema every nanopublication follows, and its common additions.
SCHEMA = "http://www.nanopub.org/nschema#"
EXTENSIONS = "http://purl.org/nanopub/x/"

#: What a claim says of how it came about; all else it says is its content.
PROVENANCE = frozenset(
    """kg:basis kg:cites kg:evidence kg:originality kg:relays kg:reportedIn kg:speaker kg:statedOn kg:supersedes
    kg:withdrawnIn skos:editorialNote skos:scopeNote""".split()
)
#: How PROV-O says it of the assertion as a whole.
_STEPS = {
    "kg:speaker": "prov:wasAttributedTo",
    "kg:reportedIn": "prov:wasQuotedFrom",
    "kg:relays": "prov:wasDerivedFrom",
    "kg:supersedes": "prov:wasRevisionOf",
}
#: What is told of those it names, so that a nanopublication can be read alone.
_TOLD = frozenset(
    """rdf:type rdfs:label dct:issued dct:language kg:access kg:anonymous kg:contentHash kg:derivedFromReport
    kg:kind kg:publisher kg:relaysReport oa:hasSelector oa:hasSource schema:url""".split()
)
_OF_CLAIMS = frozenset(["rdf:type", "rdfs:label", "kg:speaker", "kg:statedOn"])
_OF_RECORDS = frozenset(["rdf:type", "rdfs:label", "owl:versionInfo"])
# A slug that no reader of trusty URIs takes for one: those begin with RA.
_PLAIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,199}\Z")

#: Why what is not in it is not.
_WHY = "a nanopublication holds one claim and what is needed to follow it"
_REASONS = {
    "kg:Assessment": "it is about a claim, and by somebody else",
    "kg:Estimate": "it is computed from claims, and nobody’s claim",
    "kg:Event": "a claim points to what it is about, and leaves it where it is",
    "kg:Report": "no claim is printed in it or cites it",
    "kg:Source": "it has made no claim and published none",
    "dct:license": "each nanopublication tells its own",
    "skos:editorialNote": "notes on reports and sources are for those who keep the record",
}


def write(source: Source, stream: IO[bytes], *, claim: str = "", curator: str = "", key: str = "") -> Losses:
    """Write the nanopublications one after the other into one file of TriG.

    :param claim: slug, prefixed name or IRI of the only one wanted.
    :param curator: IRI of who keeps the record; the data set's creators and publisher if none is given.
    :param key: file of an RSA private key to sign them with.
    :raises ParameterError: when the curator is no IRI, or the key is none.
    :raises UnknownNameError: when there is no such claim.
    """
    made = _Made(source, claim, curator, key)
    for pub in made.nanopubs():
        stream.write(trig(pub))
    return made.losses()


def write_folder(source: Source, folder: Path, *, claim: str = "", curator: str = "", key: str = "") -> Losses:
    """Write each nanopublication into a file of its own, named like the claim; otherwise as :func:`write`."""
    made = _Made(source, claim, curator, key)
    for pub in made.nanopubs():
        (folder / f"{pub.name}.trig").write_bytes(trig(pub))
    return made.losses()


_PREFIXES = {**PREFIXES, "np": SCHEMA, "npx": EXTENSIONS}


class Nanopub(NamedTuple):
    """One claim, published by itself."""

    #: The claim.
    claim: NamedNode
    #: Its name in a file: the claim's slug.
    name: str
    #: Its four graphs: head, assertion, provenance, publication information.
    quads: list[Quad]


class Record(NamedTuple):
    """What is said of the whole record of claims."""

    #: The data set the claims are from, or None.
    dataset: NamedNode | None
    #: Who keeps it.
    curators: list[Term]
    #: Under which licence.
    licences: list[Term]
    #: When the nanopublications were made.
    created: Literal | None


class _Made:
    """The nanopublications of one export, and what they tell."""

    def __init__(self, source: Source, claim: str, curator: str, key: str) -> None:
        self._source = source
        self._facts = Facts(source.shelf)
        self._record = record(self._facts, moment())
        if curator:
            self._record = self._record._replace(curators=[_agent(curator)])
        self._wanted = [find_claim(claim, self._facts)] if claim else None
        self._sign = _signer(key) if key else None
        self._told = Told()

    def nanopubs(self) -> Iterator[Nanopub]:
        for number, pub in enumerate(nanopubs(self._facts, self._record, self._wanted), 1):
            self._told.update((q.subject, q.predicate.value) for q in pub.quads)
            self._source.tell("nanopublications written", number)
            yield pub if self._sign is None else pub._replace(quads=self._sign(pub.quads))

    def losses(self) -> Losses:
        losses = Losses("nanopubs")
        only = self._wanted[0] if self._wanted else None
        count_untold(losses, self._source, self._told, why=_WHY, reasons=_REASONS, only=only)
        return losses


def trig(pub: Nanopub) -> bytes:
    """Write a nanopublication as TriG.

    :returns: the text in UTF-8, its prefixes declared, so that it can be cut out and used alone.
    """
    terms = set(chain.from_iterable(pub.quads))
    used = {term.value for term in terms if isinstance(term, NamedNode)}
    used |= {term.datatype.value for term in terms if isinstance(term, Literal)}
    namespaces = {iri[: max(iri.rfind("/"), iri.rfind("#")) + 1] for iri in used}
    prefixes = {name: iri for name, iri in _PREFIXES.items() if iri in namespaces}
    head = pub.quads[0].graph_name
    assert isinstance(head, NamedNode)
    base = head.value.removesuffix("Head")
    text = serialize(pub.quads, format=RdfFormat.TRIG, prefixes={**prefixes, "this": base})
    assert text is not None
    *declared, rest = text.split(b"\n", len(prefixes) + 1)  # they come first, in no order
    return b"\n".join([*sorted(declared), rest])


def record(facts: Facts, when: datetime | None = None) -> Record:
    """Find what the graph says of itself.

    :param when: the time of the export, if one is set; otherwise it is the data set's own date.
    """
    dataset = next(iter(facts.instances("dcat:Dataset")), None)
    if dataset is None:
        return Record(None, [], [], _moment(when))
    dates = [v for name in ("dct:modified", "dct:issued", "dct:created") for v in facts.values(dataset, name)]
    created = _moment(when) or next((v for v in dates if isinstance(v, Literal)), None)
    curators = [v for name in ("dct:creator", "dct:publisher") for v in facts.values(dataset, name)]
    return Record(dataset, list(dict.fromkeys(curators)), facts.values(dataset, "dct:license"), created)


def _moment(when: datetime | None) -> Literal | None:
    if when is None:
        return None
    return Literal(when.strftime("%Y-%m-%dT%H:%M:%SZ"), datatype=NamedNode(expand("xsd:dateTime")))


def nanopubs(facts: Facts, of: Record, claims: Iterable[NamedNode] | None = None) -> Iterator[Nanopub]:
    """Make a nanopublication of each claim.

    :param claims: those wanted; None is all of them, in order of IRI.
    """
    for claim in facts.instances("kg:Claim") if claims is None else claims:
        name = slug(claim)
        yield Nanopub(claim, name, _Writer(facts, claim, f"{NP}{name}#").quads(of))


def slug(claim: NamedNode) -> str:
    """Give the name of a claim's nanopublication.

    >>> slug(NamedNode("https://w3id.org/kobe-kg/id/claim/hrw-civilians-killed"))
    'hrw-civilians-killed'
    >>> slug(NamedNode("https://example.org/claims/12"))
    '13640f1eb3ac88ad'
    """
    local = claim.value.removeprefix(PREFIXES["claim"])
    return local if _PLAIN.match(local) else hashlib.sha256(claim.value.encode()).hexdigest()[:16]


def _agent(curator: str) -> NamedNode:
    try:
        return resource(curator)
    except ValueError as error:
        raise ParameterError(f"{curator!r} is no IRI", hint="an ORCID is one: https://orcid.org/…") from error


def _signer(key: str) -> Callable[[Sequence[Quad]], list[Quad]]:
    try:
        from kobe_kg.export.signing import signer
    except ModuleNotFoundError as error:
        hint = 'pip install "kobe-kg[nanopub]"'
        raise ParameterError(f"{error.name} is missing, and it is what signs", hint=hint) from error
    return signer(Path(key))


class _Writer:
    """The four graphs of one claim."""

    def __init__(self, facts: Facts, claim: NamedNode, base: str) -> None:
        self.facts = facts
        self.claim = claim
        self.np = NamedNode(base)
        self.base = base
        self.head, self.assertion, self.provenance, self.pubinfo = (
            NamedNode(base + part) for part in ("Head", "assertion", "provenance", "pubinfo")
        )
        self.names: dict[BlankNode, NamedNode] = {}
        self.made: dict[Quad, None] = {}

    def quads(self, of: Record) -> list[Quad]:
        np = {part: NamedNode(SCHEMA + part) for part in ("hasAssertion", "hasProvenance", "hasPublicationInfo")}
        parts = (self.assertion, self.provenance, self.pubinfo)
        head: list[tuple[NamedNode, Term]] = [(_iri("rdf:type"), NamedNode(SCHEMA + "Nanopublication"))]
        self._say(self.np, [*head, *zip(np.values(), parts, strict=True)], self.head)
        self._content()
        self._origin()
        self._publication(of)
        return [*self.made]

    def _content(self) -> None:
        content = [(p, o) for p, o in self.facts.of(self.claim) if name_of(p) not in PROVENANCE]
        self._say(self.claim, content, self.assertion)
        for breakdown in self.facts.values(self.claim, "kg:breakdown"):
            if isinstance(breakdown, NamedNode):
                self._say(breakdown, self.facts.of(breakdown), self.assertion)

    def _origin(self) -> None:
        said = self.facts.of(self.claim, only=PROVENANCE)
        steps = [(_iri(step), o) for p, o in said if (step := _STEPS.get(name_of(p)))]
        self._say(self.assertion, steps or [(_iri("prov:wasDerivedFrom"), self.claim)], self.provenance)
        self._say(self.claim, said, self.provenance)
        named = [o for _, o in said if isinstance(o, NamedNode)]
        publishers = [o for report in named for o in self.facts.values(report, "kg:publisher")]
        claims = {o for p, o in said if name_of(p) in ("kg:relays", "kg:supersedes")}
        speakers = [o for claim in claims for o in self.facts.values(claim, "kg:speaker")]
        for node in sorted({*named, *publishers, *speakers}, key=str):
            if isinstance(node, NamedNode) and not name_of(node).startswith("kg:"):
                kept = _OF_CLAIMS if node in claims else _TOLD
                self._say(node, self.facts.of(node, only=kept), self.provenance)

    def _publication(self, of: Record) -> None:
        facts: list[tuple[NamedNode, Term]] = [
            (_iri("rdfs:label"), o) for o in self.facts.values(self.claim, "rdfs:label")
        ]
        facts += [(_iri("dct:creator"), o) for o in of.curators]
        facts += [(_iri("dct:license"), o) for o in of.licences]
        facts += [(_iri("dct:created"), of.created)] if of.created else []
        facts += [(_iri("dct:isPartOf"), of.dataset)] if of.dataset else []
        facts.append((NamedNode(EXTENSIONS + "introduces"), self.claim))
        self._say(self.np, facts, self.pubinfo)
        for node in [*of.curators, *([of.dataset] if of.dataset else [])]:
            self._say(node, self.facts.of(node, only=_OF_RECORDS), self.pubinfo)

    def _say(self, subject: Term, said: Iterable[tuple[NamedNode, Term]], graph: NamedNode) -> None:
        """Say it all in one graph; what has no name gets one within the nanopublication."""
        further: list[BlankNode] = []
        if not isinstance(subject, (NamedNode, BlankNode)):
            return
        named = self._named(subject)
        for p, o in said:
            if isinstance(o, BlankNode) and o not in self.names:
                further.append(o)
            self.made[Quad(named, p, self._named(o) if isinstance(o, BlankNode) else o, graph)] = None
        for node in further:
            self._say(node, self.facts.of(node), graph)

    def _named(self, node: Node) -> NamedNode:
        if isinstance(node, NamedNode):
            return node
        return self.names.setdefault(node, NamedNode(f"{self.base}_{len(self.names) + 1}"))


@lru_cache(100)
def _iri(name: str) -> NamedNode:
    return NamedNode(expand(name))

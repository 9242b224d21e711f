"""The changes between two graphs, resource by resource, with the names a curator knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from kobe_kg.difference.nodes import Nodes, Properties, is_blank
from kobe_kg.difference.words import ACTIONS, FIELDS, HEADINGS, PLAIN, SEVERAL
from kobe_kg.errors import Position
from kobe_kg.namespaces import CLASS_PREFIX, PREFIXES, RULE, TYPES, compact, expand

_TYPE = f"<{PREFIXES['rdf']}type>"
_LABEL = f"<{PREFIXES['rdfs']}label>"
_NAMES = (_LABEL, f"<{PREFIXES['sh']}name>", f"<{PREFIXES['dct']}title>")
_FIRST, _REST, _NIL = (f"<{PREFIXES['rdf']}{name}>" for name in ("first", "rest", "nil"))
_SHAPES = {f"<{PREFIXES['sh']}{name}>" for name in ("NodeShape", "PropertyShape")}
# How much of a blank node is shown, and how deep.
_SHOWN, _DEEP = 160, 3
# How deep a change within blank nodes is followed; below, the whole is told.
_FOLLOWED = 20
# A resource that says less than this is too slight to be known again under another name.
_TELLING = 2
# What is told of a claim beside what it was in the claim that it supersedes.
_ABOUT = f"<{PREFIXES['kg']}about>"
_SUPERSEDES = f"<{PREFIXES['kg']}supersedes>"
_REVISED = frozenset(
    "kg:attributedTo kg:earliest kg:latest kg:max kg:min kg:place kg:qualifier kg:role kg:value".split()
)
_NUMBERS = frozenset(("kg:max", "kg:min", "kg:value"))
# What was renamed may refer to what was renamed, and so on; how far that is followed.
_ROUNDS = 12


class Value(NamedTuple):
    """A value, for a reader and for a program."""

    #: For a reader: a label with the short name beside it, or a literal's text.
    text: str
    #: The term as N-Triples writes it; empty for what a blank node holds.
    term: str


class Detail(NamedTuple):
    """One thing that a resource says otherwise than before."""

    #: What a curator calls the property: ``value``, ``label (fr)``.
    field: str
    #: The property in short form; inside a blank node a path such as ``oa:hasSelector/oa:start``.
    property: str
    #: Before; None when it is said only now.
    was: Value | None
    #: After; None when it is said no more.
    became: Value | None
    #: Where it stands: in the new version, or in the old one when it is said no more. None if the place is not found.
    where: Position | None


class Change(NamedTuple):
    """What happened to one resource."""

    #: One of added, removed, changed and renamed.
    action: str
    #: What kind of thing it is: claim, report, source, party, place, event, term, rule…
    kind: str
    #: Its IRI; for what has none, what it holds.
    subject: str
    #: Its IRI in short form, if there is one.
    name: str
    #: Its English label, or another, or empty.
    label: str
    #: Its IRI before; empty unless it was renamed.
    was: str
    #: What it says otherwise; of what was added or removed all that it says or said.
    details: tuple[Detail, ...]
    #: Where it stands: in the new version, or in the old one when it is gone. None if the place is not found.
    where: Position | None
    #: IRI of what a claim is about; empty if it is no claim, or about several things.
    about: str = ""


def moved_by(change: Change) -> int:
    """Tell by how much a number of a claim changed, 0 if none was there before."""
    both = ((d.was.text, d.became.text) for d in change.details if d.was and d.became and d.property in _NUMBERS)
    return max((abs(int(became) - int(was)) for was, became in both if (was + became).isdecimal()), default=0)


#: Finds where a version says something: subject, predicate and object as far as they are known, as N-Triples has them.
Find = Callable[..., Position | None]
#: Gives the label of an IRI, or an empty text.
Label = Callable[[str], str]


class Teller:
    """Tells how one graph differs from another.

    :param old: triples of the older graph that the newer may not have, whole resources with their blank nodes.
    :param new: the same of the newer.
    :param label: gives the label of an IRI.
    :param find_old: finds the place of a triple in the older version.
    :param find_new: finds it in the newer.
    """

    def __init__(
        self, old: Iterable[Triple], new: Iterable[Triple], *, label: Label, find_old: Find, find_new: Find
    ) -> None:
        self._label = label
        self._find_old, self._find_new = find_old, find_new
        self._new = Nodes(new_triples := list(new))
        #: New IRI to old one, of what was renamed.
        self.renamed: dict[str, str] = {}
        self._old = self._matched(list(old), set(new_triples))

    def changes(self) -> list[Change]:
        """Give all changes, by kind, by what happened, and by name."""
        found = [*self._of_named(), *self._of_loose()]
        kinds, actions = list(HEADINGS), ACTIONS
        return sorted(found, key=lambda c: (kinds.index(c.kind), actions.index(c.action), c.name or c.subject))

    def _matched(self, old: list[Triple], new: set[Triple]) -> Nodes:
        """Find what only its IRI changed, and give the old graph as if it had borne the new names already."""
        nodes = Nodes(old)
        for _ in range(_ROUNDS):
            pairs = dict(_renames(nodes, self._new))
            if not pairs:
                break
            self.renamed.update({new_name: self.renamed.get(name, name) for name, new_name in pairs.items()})
            old = [t if t in new and str(t.subject) not in pairs else _under(t, pairs) for t in old]
            nodes = Nodes(old)
        return nodes

    def _of_named(self) -> Iterator[Change]:
        for subject in {*self._old.named, *self._new.named}:
            before, after = self._old.named.get(subject, {}), self._new.named.get(subject, {})
            if before != after or subject in self.renamed:
                yield self._change(subject, before, after)

    def _change(self, subject: str, before: Properties, after: Properties) -> Change:
        iri = subject[1:-1]
        was = self.renamed.get(subject, "")[1:-1]
        action = "renamed" if was else "changed" if before and after else "added" if after else "removed"
        find = self._find_new if after else self._find_old
        return Change(
            action=action,
            kind=_kind(iri, after or before),
            subject=iri,
            name=compact(iri) or iri,
            label=_own_label(after or before) or self._label(iri),
            was=was,
            details=tuple(self._revised(after, list(self._details(iri, before, after)))),
            where=find(subject),
            about=_only(after or before, _ABOUT),
        )

    def _revised(self, said: Properties, details: list[Detail]) -> Iterator[Detail]:
        """Give what a new claim says, beside what the claim said that it supersedes."""
        earlier = [self._old.named[term] for term in said.get(_SUPERSEDES, ()) if term in self._old.named]
        for detail in details:
            was = {term for one in earlier for term in one.get(f"<{expand(detail.property)}>", ())} if earlier else ()
            if detail.became is None or detail.was is not None or detail.property not in _REVISED or len(was) != 1:
                yield detail
                continue
            (term,) = was
            same = term == detail.became.term
            yield detail if same else detail._replace(was=Value(self._text(term, plain=True, named=True), term))

    def _of_loose(self) -> Iterator[Change]:
        sides = (("removed", self._old.loose, self._new.loose), ("added", self._new.loose, self._old.loose))
        for action, here, there in sides:
            nodes = self._new if action == "added" else self._old
            for spelled in here.keys() - there.keys():
                text = self._shown(spelled, nodes)
                yield Change(action, "other", text, "", _own_label(here[spelled]), "", (), None)

    def _details(self, iri: str, before: Properties, after: Properties, path: tuple[str, ...] = ()) -> Iterator[Detail]:
        """Give what a resource or a blank node of it says otherwise, property by property."""
        for predicate in sorted({*before, *after}, key=_place):
            gone = before.get(predicate, set()) - after.get(predicate, set())
            come = after.get(predicate, set()) - before.get(predicate, set())
            if not gone and not come:
                continue
            inner = self._inner(gone, come) if len(path) < _FOLLOWED else None
            if inner:
                yield from self._details(iri, *inner, (*path, predicate))
                continue
            single = len(before.get(predicate, ())) <= 1 and len(after.get(predicate, ())) <= 1
            for language, old, new in _by_language(gone, come):
                field = _Field(iri, (*path, predicate), language)
                if old and new and field.name not in SEVERAL and (single or (language and len(old) == len(new) == 1)):
                    yield self._detail(field, old[0], new[0])
                else:
                    yield from (self._detail(field, term, None) for term in old)
                    yield from (self._detail(field, None, term) for term in new)

    def _inner(self, gone: set[str], come: set[str]) -> tuple[Properties, Properties] | None:
        """Give what one blank node held and what the one in its place holds, unless they are lists or knots."""
        if len(gone) != 1 or len(come) != 1:
            return None
        (one,), (other,) = gone, come
        if not (one.startswith("[") and other.startswith("[")):
            return None
        old, new = self._old.said(one), self._new.said(other)
        return None if _FIRST in old or _FIRST in new else (old, new)

    def _detail(self, field: _Field, was: str | None, became: str | None) -> Detail:
        find, term = (self._find_old, was) if became is None else (self._find_new, became)
        assert term is not None
        subject = f"<{field.iri}>"
        return Detail(
            field=field.title(self._label),
            property=field.name,
            was=None if was is None else self._value(was, field, self._old),
            became=None if became is None else self._value(became, field, self._new),
            where=find(self.renamed.get(subject, subject) if became is None else subject, field.path[-1], term),
        )

    def _value(self, term: str, field: _Field, nodes: Nodes) -> Value:
        if is_blank(term):
            return Value(self._shown(term, nodes), "")
        return Value(self._text(term, plain=field.name in PLAIN, named=True), term)

    def _text(self, term: str, *, plain: bool = False, named: bool = False) -> str:
        if term[0] != "<":
            return _literal(term)
        iri = term[1:-1]
        name = compact(iri) or iri
        label = self._label(iri)
        if not label:
            return name
        if name.startswith("kg:"):
            return label[0].lower() + label[1:] if plain else label
        return f"{label} ({name})" if named else name

    def _shown(self, spelled: str, nodes: Nodes, depth: int = 0) -> str:
        """Write a blank node shortly: ``[ start 12 ; end 228 ]``, a list ``( a b )``."""
        said = {} if depth > _DEEP else nodes.said(spelled) if spelled[0] == "[" or depth == 0 else {}
        if _FIRST in said:
            return self._listed(spelled, nodes, depth)
        parts = [
            f"{_short(p)} {self._shown(o, nodes, depth + 1) if is_blank(o) else self._text(o)}"
            for p in sorted(said, key=_place)
            for o in sorted(said[p])
        ]
        text = f"[ {' ; '.join(parts)} ]" if parts else "[…]"
        return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"

    def _listed(self, spelled: str, nodes: Nodes, depth: int) -> str:
        items: list[str] = []
        while is_blank(spelled) and len(items) < 20:
            said = nodes.said(spelled)
            items += [
                self._shown(o, nodes, depth + 1) if is_blank(o) else self._text(o) for o in sorted(said.get(_FIRST, ()))
            ]
            spelled = min(said.get(_REST, {_NIL}))
        return f"( {' '.join(items)}{' …' if spelled != _NIL else ''} )"


class _Field(NamedTuple):
    """What a detail is about."""

    #: IRI of the resource.
    iri: str
    #: The properties that lead to the value.
    path: tuple[str, ...]
    #: Language of the texts, or empty.
    language: str

    @property
    def name(self) -> str:
        return "/".join(map(_short, self.path))

    def title(self, label: Label) -> str:
        last = _short(self.path[-1])
        word = FIELDS.get(last) or label(self.path[-1][1:-1]) or last
        inside = [FIELDS.get(_short(p), _short(p)) for p in self.path[:-1]]
        return ", ".join([*inside, word]) + (f" ({self.language})" if self.language else "")


def _renames(old: Nodes, new: Nodes) -> Iterator[tuple[str, str]]:
    """Pair what is gone with what has come where they say the very same."""
    come: dict[object, list[str]] = {}
    for name in new.named.keys() - old.named.keys():
        come.setdefault(_description(name, new.named[name]), []).append(name)
    for names in come.values():
        names.sort(reverse=True)
    for name in sorted(old.named.keys() - new.named.keys()):
        said = old.named[name]
        names = come.get(_description(name, said), [])
        if names and _TYPE in said and sum(map(len, said.values())) >= _TELLING:
            yield name, names.pop()


def _description(name: str, said: Properties) -> object:
    """Give all that a resource says, itself left out."""
    return _space(name), frozenset((p, "" if o == name else o) for p, objects in said.items() for o in objects)


def _space(name: str) -> str:
    return name[: max(name.rfind("/"), name.rfind("#")) + 1]


def _under(triple: Triple, pairs: Mapping[str, str]) -> Triple:
    """Give a triple with old names replaced."""
    subject, term = (pairs.get(str(t)) for t in (triple.subject, triple.object))
    return Triple(
        NamedNode(subject[1:-1]) if subject else triple.subject,
        triple.predicate,
        NamedNode(term[1:-1]) if term else triple.object,
    )


def _only(said: Properties, predicate: str) -> str:
    found = [term for term in said.get(predicate, ()) if term[0] == "<"]
    return found[0][1:-1] if len(found) == 1 else ""


def _kind(iri: str, said: Properties) -> str:
    """Tell what kind of thing a resource is, by its name or else by its class."""
    types = said.get(_TYPE, set())
    if iri.startswith(RULE) or types & _SHAPES:
        return "rule"
    prefix = (compact(iri) or "").partition(":")[0]
    if prefix in TYPES:
        return prefix
    for name in sorted(types):
        if kind := CLASS_PREFIX.get(_short(name)):
            return kind
    if prefix == "kg" or any(_short(name).startswith(("skos:", "owl:", "rdfs:", "kg:")) for name in types):
        return "term"
    return "other"


def _own_label(said: Properties) -> str:
    """Give the English label among what a resource says, or any, or the name that a rule or a data set has instead."""
    for predicate in _NAMES:
        labels = sorted(said.get(predicate, ()), key=lambda term: (not term.endswith("@en"), term))
        if labels and labels[0].startswith('"'):
            return _literal(labels[0])
    return ""


def _by_language(gone: Iterable[str], come: Iterable[str]) -> Iterator[tuple[str, list[str], list[str]]]:
    """Part values by their language, the English first; all without one together."""
    old, new = ({}, {})  # type: tuple[dict[str, list[str]], dict[str, list[str]]]
    for found, terms in ((old, gone), (new, come)):
        for term in sorted(terms):
            found.setdefault(_language(term), []).append(term)
    for language in sorted({*old, *new}, key=lambda tag: (tag != "", tag != "en", tag)):
        yield language, old.get(language, []), new.get(language, [])


def _language(term: str) -> str:
    if term[0] != '"':
        return ""
    _, quote, tag = term.rpartition('"@')
    return tag if quote and tag.replace("-", "").isalnum() else ""


def _literal(term: str) -> str:
    found = parsed(term)
    assert isinstance(found, Literal)
    return found.value


def parsed(term: str) -> NamedNode | BlankNode | Literal:
    """Read a term as N-Triples writes it."""
    (quad,) = parse(f"<urn:s> <urn:p> {term} .", RdfFormat.N_TRIPLES)
    found = quad.object
    assert isinstance(found, (NamedNode, BlankNode, Literal))
    return found


@lru_cache(maxsize=1000)
def _short(predicate: str) -> str:
    return compact(predicate[1:-1]) or predicate[1:-1]


_ORDER = {name: n for n, name in enumerate("rdf:type rdfs:label kg:value kg:min kg:max kg:qualifier kg:hedge".split())}


@lru_cache(maxsize=1000)
def _place(predicate: str) -> tuple[int, str]:
    short = _short(predicate)
    return _ORDER.get(short, len(_ORDER)), short

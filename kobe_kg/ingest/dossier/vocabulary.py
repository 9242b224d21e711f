"""The words a dossier may use: the code lists, and the tables that lead from its own words to them."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from pyoxigraph import Literal, NamedNode

from kobe_kg import paths, turtle
from kobe_kg.errors import suggestion
from kobe_kg.ingest.dossier import schema, tree
from kobe_kg.ingest.dossier.problems import Problems
from kobe_kg.ingest.dossier.tree import Way
from kobe_kg.namespaces import KG, PREFIXES

_TABLES = Path(__file__).parent / "tables"

#: Key of a sense to the list its term is from.
_LISTS = {
    "population": "Population",
    "outcome": "Outcome",
    "of_whole": "Population",
    "role": "Role",
    "absence": "Absence",
    "aspect": "Aspect",
    "place_precision": "Precision",
    "date_precision": "Precision",
    "basis": "Basis",
    "dimension": "Dimension",
}


class Names(NamedTuple):
    """What something is called."""

    en: str
    fr: str | None = None
    #: A short form that serves in every language.
    short: str | None = None


def code_lists() -> dict[str, dict[str, Names]]:
    """Give the lists of the ontology, and of the project that the current folder lies in.

    :returns: name of the list, without Scheme, to its terms, without their namespace, with their labels.
    """
    return _lists(_here())[0]


def concept(term: str) -> NamedNode:
    """Give what a term of a list stands for: Kobé's own concept, or the project's.

    >>> concept("Civilians")
    <NamedNode value=https://w3id.org/kobe-kg/ns#Civilians>
    """
    return NamedNode(_lists(_here())[1].get(term, KG + term))


def renew() -> None:
    """Forget the lists: they may have been edited since they were read."""
    _lists.cache_clear()


def _here() -> str | None:
    try:
        return os.getcwd()
    except FileNotFoundError:  # the current folder has been deleted
        return None


@cache
def _lists(folder: str | None) -> tuple[dict[str, dict[str, Names]], dict[str, str]]:
    """Give the terms a folder has, by their list, and the IRI of each; of two that end alike the first counts."""
    labels: dict[str, dict[str, str]] = {}
    schemes: dict[str, str] = {}
    for path in paths.project(Path(folder) if folder else None).vocabulary:
        for triple in turtle.read(path):
            if not isinstance(triple.subject, NamedNode):
                continue
            name = triple.subject.value
            if triple.predicate.value == PREFIXES["skos"] + "inScheme" and isinstance(triple.object, NamedNode):
                schemes[name] = triple.object.value
            if triple.predicate.value == PREFIXES["rdfs"] + "label" and isinstance(triple.object, Literal):
                labels.setdefault(name, {})[triple.object.language or ""] = triple.object.value
    lists: dict[str, dict[str, Names]] = {}
    names: dict[str, str] = {}
    for name, scheme in schemes.items():
        term = re.split("[#/]", name)[-1]
        if scheme.startswith(KG) and names.setdefault(term, name) == name:
            said = labels.get(name, {})
            of = scheme.removeprefix(KG).removesuffix("Scheme")
            lists.setdefault(of, {})[term] = Names(said.get("en", term), said.get("fr"))
    return lists, names


@cache
def table(name: str) -> Any:
    """Give one of the shipped tables, as it stands in its file."""
    return tree.read(_TABLES / f"{name}.yaml").data()


@cache
def topics() -> schema.Table:
    """Give the shipped table of topics."""
    return schema.Table.model_validate(table("about"))


def check(dossier: schema.Dossier, problems: Problems) -> None:
    """Note every word of a dossier that no list or table has, unless it is one to be refused row by row."""
    for word, topic in dossier.about.items():
        way: Way = ("about", word)
        _check_sense(topic, way, problems)
        if topic.kind is None:
            problems.add(way, "it does not say which kind of claim it makes", "write kind: quantity, or another kind")
        for key in ("subjects", "values"):
            for number, cue in enumerate(getattr(topic, key)):
                _check_sense(cue, (*way, key, number), problems)
    for word, term in dossier.hedges.items():
        _check_term(term, "Hedge", ("hedges", word), problems)
    for number, event in enumerate(dossier.events):
        _check_term(event.precision, "Precision", ("events", number, "precision"), problems)
    for number, publisher in enumerate(dossier.publishers):
        _check_term(publisher.kind, "SourceKind", ("publishers", number, "kind"), problems)
        _check_term(publisher.basis, "Basis", ("publishers", number, "basis"), problems)
    kinds = table("kinds")
    for number, actor in enumerate(dossier.actors):
        _check_word(actor.type, {**kinds["parties"], **kinds["sources"]}, ("actors", number, "type"), problems)
    for number, speaker in enumerate(dossier.speakers):
        _check_word(speaker.cls, kinds["speakers"], ("speakers", number, "class"), problems)
        _check_term(speaker.basis, "Basis", ("speakers", number, "basis"), problems)
    for number, report in enumerate(dossier.reports):
        _check_word(report.kind, kinds["reports"], ("reports", number, "kind"), problems)
        for place, claim in enumerate(report.claims):
            way = ("reports", number, "claims", place)
            _check_sense(claim, way, problems)
            for index, part in enumerate(claim.split):
                _check_sense(part, (*way, "split", index), problems)


def _check_sense(sense: schema.Sense, way: Way, problems: Problems) -> None:
    for key, scheme in _LISTS.items():
        _check_term(getattr(sense, key), scheme, (*way, key), problems)


def _check_term(term: str | None, scheme: str, way: Way, problems: Problems) -> None:
    if term is not None and term not in (known := code_lists()[scheme]):
        problems.add(way, f"{term!r} is not in kg:{scheme}Scheme", suggestion(term, known))


def _check_word(word: str, known: dict[str, str], way: Way, problems: Problems) -> None:
    if word not in known:
        problems.add(way, f"{word!r} is no kind that is known", suggestion(word, known))

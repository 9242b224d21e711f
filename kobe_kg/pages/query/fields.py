"""The form of a saved query: a field a parameter, its values offered by their labels, and beside it what is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pyoxigraph import NamedNode, QuerySolutions

from kobe_kg.catalog import SavedQuery
from kobe_kg.errors import KobeError, ParameterError, suggestion
from kobe_kg.namespaces import PREFIXES, compact, expand
from kobe_kg.pages.query.cells import labels
from kobe_kg.pages.query.told import Told, name, told
from kobe_kg.pages.site import Site
from kobe_kg.parameter import Parameter, resource
from kobe_kg.query.run import prepare
from kobe_kg.store import Store

#: As many values stand in a list to choose from.
LISTED = 60
#: As many are offered while one writes.
OFFERED = 200


class Option(NamedTuple):
    """A value that is offered."""

    value: str
    label: str
    chosen: bool = False
    #: Language of the label where it is not the page's.
    lang: str = ""


class Problem(NamedTuple):
    """What is wrong with a value, and what would help."""

    text: str
    #: The nearest values there are.
    near: list[str]


class Field(NamedTuple):
    """A field of a form."""

    name: str
    label: Told
    hint: Told
    #: How it is asked: ``select``, ``checks``, ``date``, ``number`` or ``text``.
    control: str
    #: What stands in it; a text field for several values has an empty one after them.
    values: list[str]
    options: list[Option]
    #: Whether there are more values than are offered.
    more: bool
    parameter: Parameter
    problem: Problem | None


def fields(
    query: SavedQuery,
    given: Mapping[str, Sequence[str]],
    store: Store,
    site: Site,
    *,
    errors: Mapping[str, KobeError] | None = None,
) -> list[Field]:
    """Make the fields of a query's form, in the order of its header.

    :param given: name to values, as they came.
    :param errors: what is wrong, by parameter.
    """
    return [
        _field(p, list(given.get(p.name, ())), store, site, (errors or {}).get(p.name)) for p in query.params.values()
    ]


def check(query: SavedQuery, given: Mapping[str, Sequence[str]], store: Store) -> dict[str, KobeError]:
    """Tell everything that is wrong with values, by parameter.

    >>> from kobe_kg.graph import open
    >>> graph = open()
    >>> list(check(graph.queries["toll"], {"as_of": ["soon"], "event": ["kobe"]}, graph.store))
    ['event', 'as_of']
    """
    left = {name: list(values) for name, values in given.items()}
    found: dict[str, KobeError] = {}
    while True:
        try:
            prepare(query, left, store)
        except ParameterError as error:
            named = re.search(r"'(\w+)'", error.what) if not error.what.startswith("the query ") else None
            wrong = named[1] if named else error.what.rpartition(" ")[2].strip("'")
            if wrong in found or wrong not in query.params:
                return _ordered(found, query) or {"": error}
            found[wrong] = error
            if wrong not in left:
                return _ordered(found, query)
            left.pop(wrong)
        else:
            return _ordered(found, query)


def _ordered(found: Mapping[str, KobeError], query: SavedQuery) -> dict[str, KobeError]:
    return {name: found[name] for name in query.params if name in found}


def _field(p: Parameter, given: list[str], store: Store, site: Site, error: KobeError | None) -> Field:
    values = given or ([str(p.default)] if p.default is not None else [])
    options, more = _options(p, values, store, site)
    control = _control(p, options, more)
    shown = [_short(v, p) for v in values]
    if control == "text" and (p.many or not shown):
        shown.append("")
    if error is not None and control in ("date", "number"):
        control = "text"  # a browser would not show what it cannot read
    if control in ("select", "checks"):
        unknown = [v for v in shown if v and not any(o.value == v for o in options)]
        options += [Option(v, v, chosen=True) for v in unknown]
    problem = None if error is None else _problem(p, error, shown, site)
    label, hint = name(p.name, site), told(p.summary, site)
    if hint.text.rstrip(".").casefold().endswith(label.text.casefold()) and len(hint.text) < len(label.text) + 6:
        hint = Told("")  # it would only say the label again
    return Field(p.name, label, hint, control, shown, options, more, p, problem)


def _control(p: Parameter, options: list[Option], more: bool) -> str:
    if options and not more and len(options) <= LISTED:
        return "checks" if p.many else "select"
    if p.type in ("integer", "decimal"):
        return "number"
    return "date" if p.type == "date" else "text"


def _options(p: Parameter, values: list[str], store: Store, site: Site) -> tuple[list[Option], bool]:
    """Give the values to choose from, by label; and whether there are more."""
    chosen = {_short(v, p) for v in values}
    if p.type == "boolean":
        words = {"true": site.say("yes"), "false": site.say("no")}
        return [Option(v, word, v in chosen) for v, word in words.items()], False
    if p.enum:
        labelled = [(v, told(_LANGUAGES.get(v, v), site)) for v in p.enum]
        return [Option(v, text.text, v in chosen, text.lang if v in _LANGUAGES else "") for v, text in labelled], False
    if p.cls is None:
        return [], False
    pattern = f"?x <{expand('rdf:type')}>/<{expand('rdfs:subClassOf')}>* <{expand(p.cls)}>"
    found = store.query(f"SELECT DISTINCT ?x WHERE {{ {pattern} FILTER(ISIRI(?x)) }} LIMIT {OFFERED + 1}")
    assert isinstance(found, QuerySolutions)
    iris = [s[0].value for s in found if isinstance(s[0], NamedNode)]
    known = labels(iris[:OFFERED], store, site.lang)
    options = [Option(v, known.get(iri) or v, v in chosen) for iri in iris[:OFFERED] for v in [_short(iri, p)]]
    return sorted(options, key=lambda o: (o.label.casefold(), o.value)), len(iris) > OFFERED


_LANGUAGES = {"en": "English", "fr": "French"}


def _short(text: str, p: Parameter) -> str:
    """Give a resource as the shortest name its parameter takes; any other value as it is."""
    if p.type != "iri" or not text:
        return text
    try:
        iri = resource(text, p.cls).value
        slug = iri.removeprefix(PREFIXES["kg"]).rpartition("/")[2]
        if p.cls is not None and resource(slug, p.cls).value == iri:
            return slug
    except (ValueError, LookupError):
        return text
    return compact(iri) or text


def _problem(p: Parameter, error: KobeError, given: list[str], site: Site) -> Problem:
    """Say in the page's language what is wrong with a value."""
    wrong = next((v for v in given if v), "")
    if not wrong:
        return Problem(site.say("This is needed."), [])
    if " takes one value" in error.what:
        return Problem(site.say("Give one value only."), [])
    if bound := re.search(r" is at (least|most) (\S+), not ", error.what):
        text = "No less than {bound}." if bound[1] == "least" else "No more than {bound}."
        return Problem(site.say(text, bound=bound[2]), [])
    if p.cls is not None or p.enum:
        hint = error.hint or suggestion(wrong, p.enum) or ""
        near = re.findall(r"'([^']+)'", hint) if hint.startswith("did") else []
        bad = re.search(r"there is no \w+ '(.*)' in this graph", error.what)
        return Problem(site.say("The graph has no “{value}” here.", value=bad[1] if bad else wrong), near)
    return Problem(site.say(_WANTED[p.type]), [])


_WANTED = {
    "boolean": "Choose yes or no.",
    "date": "Write a day as YYYY-MM-DD, such as 2025-02-07.",
    "decimal": "Write a number such as 1.5.",
    "integer": "Write a whole number.",
    "iri": "Write a prefixed name such as event:kobe-attack, or an IRI.",
    "string": "Write a text.",
}

"""The graph as one object: what the commands, the server and a notebook ask."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode, QueryBoolean, QuerySolutions, Triple

from kobe_kg import paths
from kobe_kg.catalog import Catalog
from kobe_kg.errors import ParameterError, UnknownNameError, suggestion
from kobe_kg.load import load
from kobe_kg.namespaces import PREFIXES, compact, expand
from kobe_kg.parameter import Parameter, resource
from kobe_kg.query.run import ask, offered, only_event, run
from kobe_kg.sparql import significant, splice
from kobe_kg.store import Store

if TYPE_CHECKING:
    from datetime import date

    from kobe_kg.answer import Answer
    from kobe_kg.export import Losses
    from kobe_kg.reason.comparison import Comparison
    from kobe_kg.show import Description
    from kobe_kg.validate import Report


def open(  # noqa: A001 - kobe_kg.open is the name users know
    path: Path | str | Iterable[Path | str] | None = None,
    *,
    store: Path | str | None = None,
    endpoint: str | None = None,
    engine: str = "oxigraph",
    queries: Iterable[Path | str] = (),
    timeout: float | None = None,
    tell: Callable[[str], None] | None = None,
) -> Graph:
    """Open a graph: the project's own, one of yours, or one behind an endpoint.

    :param path: a Turtle file, a folder of them, or several of either; None is the graph of the project around the
        current folder (:func:`kobe_kg.paths.project`), or else the one that comes with the package. The ontology's
        terms and code lists are loaded with it, and those of the project.
    :param store: a folder made by ``kobe load``; not with `path` or `endpoint`.
    :param endpoint: address of a SPARQL 1.1 endpoint that holds graph and ontology; not with `path`.
    :param engine: ``oxigraph``, or ``rdflib`` as the reference; for files only.
    :param queries: folders of saved queries beside the project's own; a query of the same name replaces it.
    :param timeout: seconds to wait for an endpoint's answer.
    :param tell: is called with a sentence when the endpoint's engine is not up to a saved query; None makes it an
        :class:`kobe_kg.EngineWarning`.
    :raises DataError: when a file or folder is missing or cannot be read.
    :raises ParameterError: when more than one place is named.

    >>> [row.label for row in open().query("events", country="mali") if row.event.endswith("kobe-attack")]
    ['Kobé attack']
    """
    given = [path] if isinstance(path, (str, Path)) else list(path or ())
    if sum((bool(given), store is not None, endpoint is not None)) > 1:
        raise ParameterError("a graph is opened from files, from a store or from an endpoint, one of them")
    found: Store
    if endpoint is not None:
        from kobe_kg.store.remote import RemoteStore

        found = (
            RemoteStore(endpoint, tell=tell) if timeout is None else RemoteStore(endpoint, timeout=timeout, tell=tell)
        )
    elif store is not None:
        from kobe_kg.store.oxigraph import OxigraphStore

        found = OxigraphStore.on_disk(Path(store))
    else:
        found = load([Path(p) for p in given], engine=engine)
    home = paths.project()
    files = [Path(p) for p in given] or [home.graph]
    return Graph(found, Catalog([*home.queries, *map(Path, queries)]), files=[] if store or endpoint else files)


class Graph:
    """A graph that is asked by saved queries or by SPARQL of one's own.

    :param store: where it lies.
    :param queries: the saved queries.
    :param files: the Turtle files or folders it was read from, if it was; what :meth:`validate` checks.
    """

    def __init__(self, store: Store, queries: Catalog, *, files: Iterable[Path] = ()) -> None:
        #: Where the graph lies.
        self.store = store
        #: The saved queries by name.
        self.queries = queries
        #: The files or folders it was read from.
        self.files = list(files)

    def query(self, name: str, /, *, limit: int | None = None, **params: Any) -> Answer:
        """Run a saved query.

        :param name: one of :attr:`queries`.
        :param limit: keep at most so many rows; the answer's ``complete`` tells whether there were more.
        :param params: its parameters; slugs, prefixed names and IRIs are taken alike, and lists where it takes several.
        :raises UnknownNameError: when there is no such query.
        :raises ParameterError: when a value does not fit.

        >>> open().query("absences")[0].absenceOf
        'https://w3id.org/kobe-kg/ns#ResponsibilityAcceptance'
        """
        from kobe_kg.answer import Answer

        query = self.queries[name]
        solutions = run(query, params, self.store)
        return Answer(solutions, title=query.title, types=query.columns, empty=query.empty, limit=limit)

    def sparql(self, text: str, /, **bindings: Any) -> Answer | bool | list[Triple]:
        """Run any SPARQL 1.1 query; the project's prefixes need no declaration.

        :param text: the query.
        :param bindings: values for its variables written ``$name``; str is taken as a text, terms of pyoxigraph as they
            are.
        :returns: an answer for SELECT, a truth for ASK, triples for CONSTRUCT and DESCRIBE.
        :raises ParameterError: when a value is of no type a query takes, or the query has no variable of that name.
        :raises QueryError: when it does not parse or cannot be evaluated.

        >>> open().sparql("ASK { event:kobe-attack rdfs:label $name }", name=Literal("Kobé attack", language="en"))
        True
        """
        named = {t.text[1:] for t in significant(text) if t.kind == "variable" and t.text[0] == "$"}
        for name in bindings.keys() - named:
            raise ParameterError(f"the query has no ${name}", hint=suggestion(name, named))
        result = ask(splice(text, {k: [str(_term(k, v))] for k, v in bindings.items()}), self.store)
        if isinstance(result, QuerySolutions):
            from kobe_kg.answer import Answer

            return Answer(result)
        return bool(result) if isinstance(result, QueryBoolean) else list(result)

    def compare(
        self,
        event: str | None = None,
        *,
        topic: str | None = None,
        as_of: date | str | None = None,
        leave_out: str | Iterable[str] = (),
        lang: str = "en",
    ) -> Comparison:
        """Lay side by side what is said about an event; :func:`kobe_kg.reason.page.render` writes it out.

        :param event: slug, prefixed name or IRI; None is :meth:`main_event`.
        :param topic: only topics whose name holds this text.
        :param as_of: only what had been said by this day.
        :param leave_out: sources whose claims are left out; the comparison's ``whole`` is the one with them.
        :param lang: language of the labels, ``en`` or ``fr``.
        :raises ParameterError: when there is no such event, or a value does not fit.
        :raises UnknownNameError: when there is no such source.

        >>> open().compare(topic="civilians-killed").topics[0].positions[0].words
        '25'
        """
        from kobe_kg.reason.compare import compare

        event = event or self.main_event()
        iri = resource(event, "kg:Event")
        wanted = f"SELECT ?label WHERE {{ {iri} rdfs:label ?label . FILTER(LANG(?label) = {Literal(lang)}) }}"
        found: Any = self.sparql(wanted)
        day = None if as_of is None else str(as_of)
        return compare(
            self.query,
            event=iri.value,
            label=found[0].label if found else event,
            as_of=day,
            lang=lang,
            topic=topic,
            leave_out=self._sources([leave_out] if isinstance(leave_out, str) else leave_out, lang),
        )

    def explain(
        self,
        claim: str,
        *,
        event: str | None = None,
        as_of: date | str | None = None,
        leave_out: str | Iterable[str] = (),
        lang: str = "en",
    ) -> list[str]:
        """Say in plain sentences why a claim counts or does not, and what rests on it.

        :param claim: slug, prefixed name or IRI.
        :param event: the event it is about; None is :meth:`main_event`.
        :param as_of: as seen from this day.
        :param leave_out: sources whose claims are left out.
        :param lang: ``en`` or ``fr``.
        :raises UnknownNameError: when there is no such claim.
        :raises ParameterError: when it is not live, or about another event.

        >>> print(open().explain("wikipedia-civilians-killed")[1])
        It does not count by itself: it passes on what Human Rights Watch says, which is counted once, at its root.
        """
        from kobe_kg.reason.explain import explain
        from kobe_kg.show import find

        event = event or self.main_event()
        iri = find(claim if ":" in claim else f"claim:{claim}", self.store)
        told = explain(self.compare(event, as_of=as_of, leave_out=leave_out, lang=lang), iri.value)
        if told is None:
            text = f"SELECT ?later WHERE {{ {iri} ^kg:supersedes|kg:withdrawnIn ?later }} ORDER BY ?later"
            found: Any = self.sparql(text)
            later = [str(compact(row.later)) for row in found]
            how = "withdrawn in" if later and later[0].startswith("report:") else "superseded by"
            hint = f"it is {how} {later[0]}" if later else f"kobe show {claim} tells what it is"
            raise ParameterError(f"{claim!r} is not among the live claims about {event!r}", hint=hint)
        return told

    def main_event(self) -> str:
        """Name the event that is meant when none is named: the Kobé attack, or else the only one, its parts apart.

        :raises ParameterError: when there is none, or more than one.

        >>> open().main_event()
        'kobe-attack'
        """
        if self.sparql("ASK { event:kobe-attack a kg:Event }"):
            return "kobe-attack"
        found = only_event(self.store)
        if found is None:
            names = offered(Parameter("event", "iri", cls="kg:Event"), self.store)
            what = "there are several events, so name one" if names else "the graph has no event"
            raise ParameterError(what, hint=f"known: {', '.join(names)}" if names else None)
        return found.value.removeprefix(PREFIXES["event"])

    def _sources(self, named: Iterable[str], lang: str) -> dict[str, str]:
        """Find sources, and give their labels by IRI."""
        found = {}
        for name in named:
            try:
                iri = resource(name, "kg:Source")
            except ValueError:
                iri = NamedNode(PREFIXES["source"])
            label = f"OPTIONAL {{ {iri} rdfs:label ?label . FILTER(LANG(?label) = {Literal(lang)}) }}"
            rows: Any = self.sparql(f"SELECT ?label WHERE {{ {iri} a/rdfs:subClassOf* kg:Source . {label} }}")
            if not rows:
                known = offered(Parameter("leave_out", "iri", cls="kg:Source"), self.store)
                slug = name.rpartition(":")[2].rpartition("/")[2]
                raise UnknownNameError("source", name, hint=suggestion(slug, known))
            found[iri.value] = rows[0].label or name
        return found

    def validate(
        self, *, shapes: Iterable[Path | str] = (), engine: str = "oxigraph", since: str | None = None
    ) -> Report:
        """Check the files the graph was read from against the rules.

        :param shapes: files or folders of SHACL shapes; none uses the project's own.
        :param engine: ``oxigraph`` or ``pyshacl``; both find the same.
        :param since: a revision of the git repository the files lie in: tell only what changes since can have caused.
        :raises ParameterError: when the graph was not read from files, or there is no such engine.
        :raises UnknownNameError: when there is no such revision.

        >>> open().validate().conforms()
        True
        """
        from kobe_kg.validate import validate

        if not self.files:
            raise ParameterError("this graph was not read from files, so there is nothing to point to")
        return validate(self.files, shapes=[Path(p) for p in shapes], engine=engine, since=since)

    def export(self, form: str, to: Path | str | IO[bytes], **options: Any) -> Losses:
        """Write the graph in a form that other tools read.

        :param form: one of :data:`kobe_kg.export.FORMATS`.
        :param to: a file, a folder, or a stream of bytes for what is one file.
        :param options: the format's own, as texts; and ``with_ontology`` and ``include_restricted``, as truths.
        :returns: what the format leaves out; its ``text()`` and ``to_json()`` tell. It stands beside the output too.
        :raises UnknownNameError: when there is no such format.
        :raises ParameterError: when an option does not fit, or a package that it needs is not installed.
        :raises DataError: when the output cannot be written.

        >>> import io
        >>> bool(open().export("nt", io.BytesIO()))
        False
        """
        from kobe_kg.export import Source, export

        source = Source(
            self.files,
            paths.project().vocabulary,
            store=None if self.files else self.store,
            with_ontology=options.pop("with_ontology", False),
            include_restricted=options.pop("include_restricted", False),
        )
        return export(source, form, Path(to) if isinstance(to, str) else to, **options)

    def show(self, thing: str, *, lang: str = "en") -> Description:
        """Tell all about one resource: its facts, and the claims about it, by it and beside it.

        :param thing: slug, prefixed name or IRI.
        :param lang: language of the labels.
        :raises UnknownNameError: when the graph says nothing about it.

        >>> open().show("hrw-civilians-killed").label
        'Human Rights Watch: 34 civilians killed'
        """
        from kobe_kg.show import describe

        return describe(thing, self.store, lang=lang)


def _term(name: str, value: Any) -> NamedNode | Literal:
    from datetime import date
    from decimal import Decimal

    if isinstance(value, (NamedNode, Literal)):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Literal(str(value), datatype=NamedNode(expand("xsd:integer")))  # of any size
    if isinstance(value, (str, bool, float)):
        try:
            return Literal(value)
        except ValueError as error:  # a lone surrogate is no text
            raise ParameterError(f"{name!r} is no text: {value!r}") from error
    if isinstance(value, Decimal):
        return Literal(format(value, "f"), datatype=NamedNode(expand("xsd:decimal")))
    if type(value) is date:
        return Literal(value.isoformat(), datatype=NamedNode(expand("xsd:date")))
    raise ParameterError(f"{name!r} is a text, number, truth, date or term, not {type(value).__name__}")

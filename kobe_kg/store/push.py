"""Graphs into another engine: each replaces the one of its name, and is counted when it is there.

By the Graph Store Protocol a graph is one PUT. By SPARQL Update it is put together in a graph of its own, which nobody
asks, and then moved in one request; so it is with a PUT to Virtuoso, which forgets the old graph before it has read the
new one. A push that fails or is killed leaves the graph there was; what it leaves aside has
a name that follows from the graph's, and the next push clears it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from http.client import HTTPException
from typing import Any, NamedTuple
from urllib.error import HTTPError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import Request

from kobe_kg.errors import DataError, ParameterError, RemoteError
from kobe_kg.store import transport
from kobe_kg.store.remote import RemoteStore

#: Triples sent in one update: Virtuoso's compiler has no memory for 5,000.
BATCH = 1000
#: Told what is being done, how much of it is done, and of how much.
Tell = Callable[[str, int, int], None]

_SENT = "triples sent"


class Place(NamedTuple):
    """Where an engine takes queries, whole graphs and updates, and what is known of it."""

    endpoint: str
    #: For the Graph Store Protocol, or None.
    store: str | None
    #: For SPARQL Update, or None.
    update: str | None
    #: What the engine calls itself, or an empty text.
    engine: str = ""

    @property
    def whole(self) -> bool:
        """Whether a reader sees a graph change at once."""
        return not self.engine.startswith("Virtuoso")


class Pushed(NamedTuple):
    """What became of one graph."""

    #: Its name; None is the default graph.
    graph: str | None
    protocol: str
    address: str
    sent: int
    #: How many triples the engine counts there now; None when nothing was sent.
    held: int | None
    #: How many of those sent mention a blank node.
    blank: int
    requests: int


def find(endpoint: str, *, store: str | None = None, update: str | None = None, timeout: float = 60) -> Place:
    """Find out where an engine takes graphs: as told, or as engines of its kind have it.

    :param endpoint: where it takes queries.
    :param store: where it speaks the Graph Store Protocol.
    :param update: where it takes updates.
    :raises RemoteError: when an address is none, or the engine cannot be reached.
    """
    for given in (endpoint, store, update):
        if given is not None:
            transport.address(given)
    engine = _engine(endpoint, timeout)
    root, _, last = urlsplit(endpoint)._replace(query="", fragment="").geturl().rstrip("/").rpartition("/")
    base = f"{root}/{last}"
    known: tuple[str, str] | None = None
    if engine.startswith("Virtuoso"):
        known = (f"{root}/sparql-graph-crud-auth", f"{root}/sparql-auth")
    elif "/repositories/" in base:  # RDF4J, GraphDB
        known = (f"{base}/rdf-graphs/service", f"{base}/statements")
    elif "neptune" in base:
        known = (f"{root}/sparql/gsp/", base)
    elif engine.startswith("Oxigraph") or (last == "query" and _nested(root) == 0):
        known = (f"{root}/store", f"{root}/update")
    elif last in ("query", "sparql") and _nested(root) > 0:  # Fuseki
        known = (f"{root}/data", f"{root}/update")
    whole, updates = known or (None, None)
    return Place(endpoint, store or whole, update or updates, engine)


def push(
    place: Place,
    graph: str | None,
    lines: Callable[[], Iterable[str]],
    *,
    protocol: str = "gsp",
    tell: Tell,
    of: int = 0,
    timeout: float = 600,
) -> Pushed:
    """Put a graph in the place of the one of its name.

    :param graph: its name; None is the default graph.
    :param lines: gives the triples as lines of N-Triples, each once, whenever it is called.
    :param protocol: ``gsp`` or ``update``.
    :param of: how many triples there are, if that is known.
    :raises RemoteError: when the engine refuses, or counts another number afterwards.
    :raises LimitError: when no answer came in time.
    """
    send = {"gsp": _put, "update": _updated}[protocol]
    pushed = send(place, graph, lines, tell, of, timeout)
    held = count(place.endpoint, graph, timeout)
    if held != pushed.sent:
        where = f"the graph <{graph}>" if graph else "the default graph"
        raise RemoteError(
            f"{pushed.sent:,} triples were sent, and {where} now holds {held:,}",
            hint="the endpoint may be asked of other graphs too, or cut its answers; name a graph with --into",
        )
    return pushed._replace(held=held)


def count(endpoint: str, graph: str | None, timeout: float = 60) -> int:
    """Count the triples of a graph.

    :raises RemoteError: when the endpoint does not answer.
    """
    where = "?s ?p ?o" if graph is None else f"GRAPH <{graph}> {{ ?s ?p ?o }}"
    found: Any = RemoteStore(endpoint, timeout=timeout).query(f"SELECT (COUNT(*) AS ?n) WHERE {{ {where} }}")
    return int(next(iter(found))["n"].value)


def aside(graph: str | None) -> str:
    """Name the graph where one is put together.

    >>> aside("urn:g")
    'urn:kobe:push:e036c16b9618d36c'
    """
    return f"urn:kobe:push:{sha256((graph or '').encode()).hexdigest()[:16]}"


def batches(lines: Iterable[str], size: int = BATCH) -> Iterator[Sequence[str]]:
    """Give lines in batches; those that share a blank node stand in one, for its name holds in one request only.

    :raises DataError: when more than ten batches hang together by blank nodes.
    """
    plain: list[str] = []
    held: list[str] = []
    for line in lines:
        if _nodes(line):
            held.append(line)
            continue
        plain.append(line)
        if len(plain) == size:
            yield plain
            plain = []
    if plain:
        yield plain
        plain = []
    for group in _together(held):
        if len(group) > 10 * size:
            raise DataError(
                f"{len(group):,} triples hang together by blank nodes, more than an update takes",
                hint="send the graph whole, with --protocol gsp",
            )
        if len(plain) + len(group) > size and plain:
            yield plain
            plain = []
        plain.extend(group)
    if plain:
        yield plain


def _put(
    place: Place, graph: str | None, lines: Callable[[], Iterable[str]], tell: Tell, of: int, timeout: float
) -> Pushed:
    if place.store is None:
        raise _nowhere(place, "--graph-store")
    if place.whole:
        sent, blank = _sent(place.store, graph, lines, tell, of, timeout)
        return Pushed(graph, "gsp", place.store, sent, None, blank, 1)
    with _apart(place, graph, timeout) as apart:
        sent, blank = _sent(place.store, apart, lines, tell, of, timeout)
        _move(place, apart, graph, sent, timeout)
    return Pushed(graph, "gsp", place.store, sent, None, blank, 3)


def _sent(
    store: str, graph: str | None, lines: Callable[[], Iterable[str]], tell: Tell, of: int, timeout: float
) -> tuple[int, int]:
    """Send a graph whole, and give how many triples it has, and how many of these have blank nodes."""
    url = f"{store}{'&' if '?' in store else '?'}{'default' if graph is None else 'graph=' + quote(graph, safe='')}"
    sent = blank = 0
    with tempfile.TemporaryFile("w+b", prefix="kobe-") as body:
        for line in lines():
            body.write(line.encode())
            sent += 1
            blank += bool(_nodes(line))
        size = body.tell()
        body.seek(0)
        tell(_SENT, 0, of)
        transport.send(  # N-Triples are Turtle, which all of them read
            "PUT", url, body, timeout=timeout, Content_Type="text/turtle", Content_Length=str(size)
        )
    tell(_SENT, sent, of)
    return sent, blank


def _updated(
    place: Place, graph: str | None, lines: Callable[[], Iterable[str]], tell: Tell, of: int, timeout: float
) -> Pushed:
    sent = blank = requests = 0
    with _apart(place, graph, timeout) as apart:
        assert place.update is not None
        for batch in batches(lines()):
            inside = f"GRAPH <{apart}> {{\n{''.join(batch)}}}"
            nodes = sum(bool(_nodes(line)) for line in batch)
            # Virtuoso takes no blank nodes as data, and no time of day in a template.
            text = f"INSERT {{ {inside} }} WHERE {{}}" if nodes else f"INSERT DATA {{ {inside} }}"
            _update(place.update, text, timeout)
            sent, requests, blank = sent + len(batch), requests + 1, blank + nodes
            tell(_SENT, sent, of)
        _move(place, apart, graph, sent, timeout)
        return Pushed(graph, "update", place.update, sent, None, blank, requests + 2)


@contextmanager
def _apart(place: Place, graph: str | None, timeout: float) -> Iterator[str]:
    """Give an empty graph to put one together in; what is left in it after an error is dropped."""
    if place.update is None:
        raise _nowhere(place, "--update")
    if graph is None and place.engine.startswith("Virtuoso"):
        raise ParameterError("Virtuoso has no default graph of its own", hint="name a graph with --into IRI")
    apart = aside(graph)
    _update(place.update, f"DROP SILENT GRAPH <{apart}>", timeout)
    try:
        yield apart
    except BaseException as error:
        try:
            _update(place.update, f"DROP SILENT GRAPH <{apart}>", min(timeout, 10))
        except Exception as also:  # the first error is the one to tell
            error.add_note(str(also))
        raise


def _move(place: Place, apart: str, graph: str | None, sent: int, timeout: float) -> None:
    """Put a graph, once it is there in full, in the place of another."""
    assert place.update is not None
    held = count(place.endpoint, apart, timeout)
    if held != sent:
        raise RemoteError(
            f"{sent:,} triples were sent, and {held:,} arrived; the graph there was is as it was",
            hint="is somebody else pushing the same graph?",
        )
    target = "DEFAULT" if graph is None else f"GRAPH <{graph}>"
    # There may be nothing to move in a graph of nothing.
    _update(place.update, f"MOVE GRAPH <{apart}> TO {target}" if sent else f"DROP SILENT {target}", timeout)


def _update(url: str, text: str, timeout: float) -> None:
    body = urlencode({"update": text}).encode()
    transport.send("POST", url, body, timeout=timeout, Content_Type="application/x-www-form-urlencoded")


def _engine(endpoint: str, timeout: float) -> str:
    """Ask a server for nothing, and give what it calls itself."""
    request = Request(endpoint, headers={"User-Agent": "kobe-kg", "Accept": "text/turtle"})  # noqa: S310
    try:
        with transport.opened(request, timeout) as response:
            return str(response.headers.get("Server") or "")
    except HTTPError as error:
        with error:
            return str(error.headers.get("Server") or "")
    except (HTTPException, OSError) as error:
        raise transport.failure(endpoint, error, timeout) from error


def _nested(root: str) -> int:
    return urlsplit(root).path.strip("/").count("/") + bool(urlsplit(root).path.strip("/"))


def _nowhere(place: Place, option: str) -> ParameterError:
    return ParameterError(
        f"it is not known where the engine behind {place.endpoint} takes graphs",
        hint=f"tell the address with {option} URL",
    )


def _nodes(line: str) -> list[str]:
    """Give the blank nodes of a line."""
    subject, _, rest = line.split(" ", 2)
    term = rest.rstrip(" .\n")
    return [node for node in (subject, term) if node.startswith("_:")]


def _together(lines: Iterable[str]) -> list[list[str]]:
    """Part lines into groups that share no blank node."""
    leader: dict[str, str] = {}

    def lead(node: str) -> str:
        while leader.setdefault(node, node) != node:
            leader[node] = leader[leader[node]]
            node = leader[node]
        return node

    kept = [(line, _nodes(line)) for line in lines]
    for _, nodes in kept:
        leader[lead(nodes[0])] = lead(nodes[-1])
    groups: dict[str, list[str]] = {}
    for line, nodes in kept:
        groups.setdefault(lead(nodes[0]), []).append(line)
    return list(groups.values())

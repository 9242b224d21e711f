"""No query calls another machine, however it is written: what the engine would read as a call is seen before."""

from __future__ import annotations

import socket
from contextlib import suppress
from threading import Thread

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from kobe_kg.sparql import significant
from kobe_kg.sparql.federation import call

#: Queries that Oxigraph calls an address for; ``{0}`` is where that is.
CALLS = (
    "SELECT * {{ SERVICE <{0}> {{ ?s ?p ?o }} }}",
    "SELECT * {{SERVICESILENT<{0}>{{ ?s ?p ?o }}}}",
    "PREFIX : <{0}> SELECT * {{ SERVICE:x {{ ?s ?p ?o }} }}",
    "PREFIX s: <{0}> SELECT * {{ SERVICESILENTs:x#\n{{ ?s ?p ?o }} }}",
    "SELECT * {{ ?s ?p trueSERVICE<{0}>{{ ?a ?b ?c }} }}",
    "PREFIX x: <x:> SELECT * {{ ?s ?p x:a.b.SERVICE<{0}>{{ ?a ?b ?c }} }}",
    "PREFIX : <{0}> SELECT * {{ BIND(1 AS ?a) BIND(2 AS ?b) FILTER(?a<?b)SERVICE:x#>\n{{ ?s ?p ?o }} }}",
    "SELECT * {{ BIND('1' AS ?a) FILTER(?a<'x>' ) SERVICE <{0}> {{ ?s ?p ?o }} # '\n }}",
    "SELECT * {{ BIND('1' AS ?a) FILTER(?a<'x'#>'''\n ) SERVICE <{0}> {{ ?s ?p ?o }} # '''\n }}",
    "SELECT * {{ {{ SELECT * {{ }} ORDER BY (?p<'x>' ) }} SERVICE <{0}> {{ ?s ?p ?o }} # '\n }}",
)


@pytest.mark.parametrize("query", CALLS)
def test_what_the_engine_reads_as_a_call_is_one(query: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as trap:
        text = query.format(f"http://127.0.0.1:{trap.getsockname()[1]}/")
        assert call(significant(text), text) is not None
        thread = Thread(target=_hang_up, args=[trap])
        thread.start()
        with suppress(OSError, RuntimeError):
            list(_engine().query(text))  # type: ignore[arg-type]
        thread.join()  # it was called: the example is one


def _engine() -> Store:
    found = Store()
    found.extend(Quad(NamedNode("x:a"), NamedNode("x:b"), term) for term in (Literal(True), NamedNode("x:a.b")))
    return found


def _hang_up(trap: socket.socket) -> None:
    trap.settimeout(5)
    caller, _ = trap.accept()
    caller.close()


@pytest.mark.parametrize(
    "text",
    [
        "ASK { ?service ?x ?o FILTER(?x = <x:service#>) }",
        "SELECT ?service ?x { ?service ?x ?o }",
        "ASK { ?s a <http://schema.org/Service> OPTIONAL { ?s ?p ?o } FILTER(?p IN (<x:a>, <x:b>)) }",
        "ASK { ?s ?p 'SERVICE <x:y> { }' } # SERVICE <x:y> { }",
        "PREFIX service: <x:> ASK { service:a service:b service:c . ?s ?p ?o }",
        "PREFIX x: <http://example.org/service#> SELECT * { VALUES (?a ?b) { (<x:a'> <x:b#>) } ?a x:service.b ?b }",
        "ASK { ?s <http://example.org/service> ?o FILTER EXISTS { ?o ?p ?q } }",
    ],
)
def test_what_only_names_a_service_is_none(text: str) -> None:
    assert call(significant(text), text) is None


def test_a_long_text_is_soon_looked_through() -> None:
    long = f"ASK {{ FILTER(?x = <x:y>) ?s ?p '{'service' * 90}{'s' * 100_000}' # {'#' * 100_000}\n }}"
    assert call(significant(long), long) is None
    often = f"ASK {{ FILTER(?x = <x:y>) ?s ?p '{'service ' * 1000}' }}"
    assert call(significant(often), often) is not None  # rather one too many

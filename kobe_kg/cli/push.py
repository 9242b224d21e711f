"""`kobe push`: put graphs into another engine, in the place of those of their names."""

from __future__ import annotations

import json
import os
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kobe_kg import files, paths, tabular
from kobe_kg.cli.options import columns, output, output_format, progress, remark, watch
from kobe_kg.errors import KobeError, ParameterError

if TYPE_CHECKING:
    from kobe_kg.export.whole import Whole
    from kobe_kg.store.push import Place, Pushed

_SUFFIXES = (".ttl", ".nt", ".nq", ".trig")


def arguments(parser: ArgumentParser) -> None:
    """Declare what the verb takes."""
    add = parser.add_argument
    add(
        "paths",
        nargs="*",
        metavar="PATH",
        help=f"file or folder to send ({', '.join(_SUFFIXES)}); without it, --graph, --store or the project's graph",
    )
    add("--into", metavar="IRI", help="the named graph for what stands in none; without it, the default graph")
    add("--protocol", choices=("gsp", "update"), help="Graph Store Protocol, or SPARQL Update in batches")
    add("--graph-store", metavar="URL", help="where the engine takes whole graphs")
    add("--update", metavar="URL", help="where the engine takes updates")
    add("--without-ontology", action="store_true", help="leave out the terms and code lists")
    add("--include-restricted", action="store_true", help="send what a licence forbids to pass on: to your own engine")
    add("--dry-run", action="store_true", help="tell what would be sent, and where to")
    parser.add_argument("-f", "--format", metavar="FORMAT", help="text or json")
    parser.epilog = (
        "--endpoint names where the engine takes queries; the other addresses follow from it for engines that are "
        "known. Each graph takes the place of the one of its name, whole or not at all, and is counted when it is "
        "there. Credentials come from KOBE_ENDPOINT_USER and KOBE_ENDPOINT_PASSWORD, or KOBE_ENDPOINT_TOKEN."
    )


def run(found: Namespace) -> int:
    """Run the verb."""
    watch(found.timeout)
    form = output_format(found, ("text", "json"), terminal="text", piped="text")
    endpoint = found.endpoint or os.environ.get("KOBE_ENDPOINT")
    if not endpoint:
        raise ParameterError("it needs an engine to send to", hint="name where it takes queries with --endpoint URL")
    into = _iri(found.into) if found.into else None
    with _whole(found, into) as whole:
        if not whole.graphs:
            raise ParameterError("there is nothing to send")
        from kobe_kg.store import push

        timeout = found.timeout or 600
        place = push.find(endpoint, store=found.graph_store, update=found.update, timeout=min(timeout, 60))
        protocol = found.protocol or ("update" if found.update and not found.graph_store else "gsp")
        told: dict[str, Any] = {"endpoint": endpoint, "engine": place.engine, "protocol": protocol}
        begun = time.monotonic()
        try:
            if found.dry_run:
                address = place.store if protocol == "gsp" else place.update
                told["graphs"] = [{"graph": name, "address": address, "sent": n} for name, n in whole.graphs.items()]
            else:
                told["graphs"] = []
                for pushed in _each(found, whole, place, protocol, timeout):
                    told["graphs"].append(pushed._asdict())
        except KobeError as error:
            if told["graphs"]:
                error.add_note(f"graphs already replaced: {len(told['graphs'])}")
            raise
        told |= {
            "left_out": {str(term): why for term, why in sorted(whole.restricted.items(), key=str)},
            "seconds": round(time.monotonic() - begun, 1),
            "dry_run": found.dry_run,
        }
    text = json.dumps(told, indent=2, ensure_ascii=False) + "\n" if form == "json" else _text(told, columns(found))
    with output(found) as stream:
        stream.write(text.encode())
    _remarks(found, told, place)
    return 0


def _each(found: Namespace, whole: Whole, place: Place, protocol: str, timeout: float) -> Any:
    from kobe_kg.store import push

    tell = progress(found)
    for graph, number in whole.graphs.items():
        pushed: Pushed = push.push(
            place, graph, whole.lines(graph), protocol=protocol, tell=tell, of=number, timeout=timeout
        )
        yield pushed
    tell("", 0)


def _whole(found: Namespace, into: str | None) -> Whole:
    from kobe_kg.export.whole import Whole

    home = paths.project()
    graph, store = found.graph, found.store
    if not (found.paths or graph or store):
        store = os.environ.get("KOBE_STORE")
        graph = [path for path in os.environ.get("KOBE_GRAPH", "").split(os.pathsep) if path]
    options: dict[str, Any] = {"into": into, "include_restricted": found.include_restricted}
    if store and not (found.paths or graph):
        from kobe_kg.store.oxigraph import OxigraphStore

        return Whole(store=OxigraphStore.on_disk(Path(store)).quads(), **options)
    given = [Path(p) for p in (*found.paths, *(graph or ()))] or [home.graph]
    terms = [] if found.without_ontology else home.vocabulary
    return Whole(files.expand([*terms, *given], *_SUFFIXES), **options)


def _iri(given: str) -> str:
    from pyoxigraph import NamedNode

    from kobe_kg.namespaces import PREFIXES, expand

    try:
        return NamedNode(expand(given) if given.partition(":")[0] in PREFIXES else given).value
    except ValueError as error:
        raise ParameterError(f"--into is the IRI of a graph, not {given!r}") from error


def _text(told: dict[str, Any], width: int) -> str:
    done = "would be sent" if told["dry_run"] else "sent"
    rows = []
    for graph in told["graphs"]:
        name = f"<{graph['graph']}>" if graph["graph"] else "the default graph"
        rest = "" if told["dry_run"] else f", {graph['held']:,} counted there"
        rows.append((name, f"{graph['sent']:,} triples {done}{rest}; {graph['address']}"))
    return tabular.pairs(rows, columns=width)


def _remarks(found: Namespace, told: dict[str, Any], place: Place) -> None:
    out = told["left_out"]
    if out:
        names = ", ".join(list(out)[:5]) + (" …" if len(out) > 5 else "")
        remark(found, f"left out, for their licence forbids to pass them on: {len(out):,} resources: {names}")
    if blank := sum(graph.get("blank", 0) for graph in told["graphs"]):
        remark(found, f"{blank:,} triples have blank nodes, which the engine names anew")
    if not (place.whole or told["dry_run"]):
        remark(
            found,
            f"{place.engine.split()[0]} cannot promise that readers see a graph change at once: "
            "for some seconds they may see part of it",
        )

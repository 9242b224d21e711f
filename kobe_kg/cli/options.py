"""What the verbs share: the graph they work on, and where and how they print."""

from __future__ import annotations

import io
import os
import sys
from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from kobe_kg import files, paths
from kobe_kg.errors import DataError, KobeError, ParameterError

if TYPE_CHECKING:
    from kobe_kg.graph import Graph


def common(parser: ArgumentParser, *, inner: bool = False) -> None:
    """Add the options every verb takes; they stand before the verb or behind it.

    :param inner: whether the parser is a verb's, whose silence must not undo what was said before the verb.
    """

    def default(value: object) -> object:
        return SUPPRESS if inner else value

    group = parser.add_argument_group("common options")
    add = group.add_argument
    add("--graph", action="append", metavar="PATH", default=default(None), help="Turtle file or folder; repeatable")
    add("--store", metavar="DIR", default=default(None), help="on-disk store to read")
    add("--endpoint", metavar="URL", default=default(None), help="SPARQL endpoint to ask")
    add(
        "--queries",
        action="append",
        metavar="DIR",
        default=default(None),
        help="more saved queries; repeatable",
    )
    add(
        "--engine",
        choices=("oxigraph", "rdflib", "pyshacl", "processes", "spark"),
        default=default("oxigraph"),
        help="engine for files; pyshacl is one for validate, processes and spark for ingest, rdflib for all else",
    )
    add(
        "--timeout", type=_seconds, metavar="SECONDS", default=default(None), help="give up after so long (exit code 5)"
    )
    add("-o", "--output", metavar="FILE", default=default(None), help="write to a file, whole or not at all")
    add("-q", "--quiet", action="store_true", default=default(False), help="no remarks on stderr")
    add("-v", "--verbose", action="count", default=default(0), help="say more; -vv shows tracebacks")
    add("--color", choices=("auto", "always", "never"), default=default("auto"), help="colour on a terminal")


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds < 1e9:
        raise ArgumentTypeError(f"{text} is no time to wait, in seconds")
    return seconds


def open_graph(found: Namespace) -> Graph:
    """Open the graph the options or the environment name: KOBE_GRAPH, KOBE_STORE, KOBE_ENDPOINT, KOBE_QUERIES.

    Options count before the environment. KOBE_GRAPH and KOBE_QUERIES take several paths, parted as PATH is.
    """
    from kobe_kg import graph

    watch(found.timeout)
    place = named(found)
    queries = found.queries or [q for q in os.environ.get("KOBE_QUERIES", "").split(os.pathsep) if q]
    return graph.open(
        place["graph"],
        store=place["store"],
        endpoint=place["endpoint"],
        engine=found.engine,
        queries=queries,
        timeout=found.timeout,
        tell=lambda text: remark(found, f"note: {text}"),
    )


def named(found: Namespace) -> dict[str, Any]:
    """Give where the options, or else the environment, say that the graph lies: files, a store or an endpoint."""
    place: dict[str, Any] = {"graph": found.graph, "store": found.store, "endpoint": found.endpoint}
    if not any(place.values()):
        place = {name: os.environ.get(f"KOBE_{name.upper()}") or None for name in place}
        if place["graph"]:
            place["graph"] = place["graph"].split(os.pathsep)
    if not any(place.values()):
        name_graph(found)
    return place


def name_graph(found: Namespace) -> None:
    """Say with ``-v`` which graph is read because none was named."""
    if found.verbose:
        remark(found, f"graph: {os.path.abspath(paths.project().graph)}")


def watch(timeout: float | None) -> None:
    """End the process on Ctrl-C or when time is up, even while an engine is busy: it cannot be told to stop."""
    import _thread  # the whole of threading takes longer to import than the everyday query to answer
    import signal

    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    try:
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    except ValueError:  # not in the main thread: someone else minds the signals
        return

    def wait() -> None:
        import select
        import time

        ready, _, _ = select.select([reader], [], [], timeout)
        if ready:
            time.sleep(0.3)  # Python's own way out, if it is not held up
            code, said = 130, "kobe: interrupted\n"
        else:
            hint = "give it longer with --timeout, or ask for less"
            code, said = 5, f"kobe: no answer in {timeout:g} seconds\n  {hint}\n"
        files.discard()
        os.write(2, said.encode())
        os._exit(code)

    _thread.start_new_thread(wait, ())


def output_format(found: Namespace, allowed: tuple[str, ...], *, terminal: str, piped: str) -> str:
    """Give the format asked for, or told by the file's name, or fitting where the output goes.

    :raises ParameterError: when it is none of those allowed.
    """
    asked: str | None = getattr(found, "format", None)
    if asked is None and found.output is not None:
        asked = Path(found.output).suffix.lstrip(".") or None
    if asked is None:
        return terminal if sys.stdout.isatty() else piped
    if asked not in allowed:
        from kobe_kg.errors import suggestion

        near = suggestion(asked, allowed)
        raise ParameterError(f"there is no format {asked!r} here", hint=near or f"known: {', '.join(allowed)}")
    return asked


@contextmanager
def output(found: Namespace) -> Iterator[IO[bytes]]:
    """Give the stream to print to: standard output, or a file that appears whole or not at all."""
    if found.output is None and not hasattr(sys.stdout, "buffer"):  # a stream of text, put there by who called main
        held = io.BytesIO()
        yield held
        sys.stdout.write(held.getvalue().decode(errors="surrogateescape"))
    elif found.output is None:
        try:
            sys.stdout.flush()
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
        except (BrokenPipeError, KobeError):
            raise
        except OSError as error:
            abandon()
            raise DataError(f"cannot write to standard output: {error.strerror}") from error
    else:
        with files.replacing(Path(found.output)) as stream:
            yield stream


def abandon() -> None:
    """Let go of a standard output that takes no more: Python would complain again when it closes the stream."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def coloured(found: Namespace) -> bool:
    """Tell whether to colour standard output; NO_COLOR is heeded."""
    if found.color != "auto":
        return bool(found.color == "always")
    return found.output is None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def columns(found: Namespace) -> int:
    """Give the terminal's width, or 0 where output is not a terminal."""
    if found.output is not None or not sys.stdout.isatty():
        return int(os.environ.get("COLUMNS") or 0)
    return os.get_terminal_size(sys.stdout.fileno()).columns


def remark(found: Namespace, text: str) -> None:
    """Tell the user something beside the answer."""
    if text and not found.quiet:
        sys.stdout.flush()
        print(text, file=sys.stderr)


def progress(found: Namespace) -> Callable[..., None]:
    """Give what tells how far work is, on one line of a terminal, once it takes longer than a second.

    It is called with what is being done, how much of it is done and, where that is known, of how much; an empty text
    ends it.
    """
    import time

    begun = last = time.monotonic()
    shown = False
    terminal = sys.stderr.isatty()
    # What is being done now, since when, how much of it was done by then, and by now.
    doing, since, before, reached = "", begun, 0, 0

    def tell(what: str, done: int, of: int = 0) -> None:
        nonlocal last, shown, doing, since, before, reached
        now = time.monotonic()
        if what != doing or done < reached:  # another file begins
            doing, since, before = what, now, done
        reached = done
        if found.quiet or now - begun < 1:
            return
        if not what:
            sys.stderr.write("\r\x1b[K" if shown and terminal else "")
        elif not shown or now - last >= (0.2 if terminal else 10):
            line = f"{done:,} {what}{_remaining(done, of, done - before, now - since)}"
            sys.stderr.write(f"\r{line}\x1b[K" if terminal else f"{line}\n")
            last, shown = now, True
        sys.stderr.flush()

    return tell


def _remaining(done: int, of: int, made: int, seconds: float) -> str:
    """Say how much of the whole that is, how fast it goes and how long it will still take.

    :param made: how much of it was made in these seconds.
    """
    if not of or not made or not seconds:
        return ""
    rate = made / seconds
    left = round((of - done) / rate)
    return f" of {of:,} ({100 * done // of} %), {rate:,.0f} a second, {left // 60}:{left % 60:02} left"

"""Follow the pages as their reader would: run each command and example, and compare what it prints with what is shown.

    python docs/examples.py [PAGE...]

writes what the commands print now into the pages. ``tests/test_docs.py`` only compares. In a page,

- a ``console`` block holds commands after ``$``, and the output of each below it; ``…`` stands for what is left out,
  and a command that fails is followed by ``$ echo $?``;
- a ``python`` block is run, and compared where it has ``>>>``;
- a ``sparql`` or ``turtle`` block must parse, and the query must run;
- a block marked ``file=PATH`` is saved there, and one marked ``server`` runs until the end of the page.
"""

from __future__ import annotations

import doctest
import fcntl
import os
import pty
import re
import shutil
import socket
import struct
import subprocess
import sys
import sysconfig
import tempfile
import termios
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, chdir, contextmanager
from pathlib import Path
from typing import NamedTuple

import pyoxigraph

import kobe_kg
from kobe_kg.namespaces import PREFIXES

ROOT = Path(__file__).resolve().parents[1]
#: The pages that hold examples.
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "benchmarks" / "README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
#: The address that pages give to a server of the reader's own.
SERVER = "localhost:7878"
#: The reader's terminal, in characters.
WIDTH = 100

_FENCE = re.compile(r"^```(\w*) *([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SHELL = ["/usr/bin/env", "bash", "-c"]


class Block(NamedTuple):
    """A fenced block of a page."""

    #: The language.
    language: str
    #: What follows it, e.g. ``file=fire/event.ttl``.
    mark: str
    #: What stands in it.
    text: str
    #: The page's line it starts on, from 1.
    line: int


class Command(NamedTuple):
    """A command of a console block."""

    #: What is typed.
    text: str
    #: The output shown; nothing when it is of no interest.
    shown: list[str]


class Disagreement(Exception):
    """An example that does not do what its page says."""


def main(argv: Sequence[str]) -> int:
    """Bring the output shown in pages up to date, and tell what cannot be."""
    code = 0
    for page in [Path(name).resolve() for name in argv] or PAGES:
        with tempfile.TemporaryDirectory() as folder:
            try:
                follow(page, Path(folder), write=True)
            except Disagreement as error:
                print(error, file=sys.stderr)
                code = 1
    return code


def blocks(page: Path) -> list[Block]:
    """Give the fenced blocks of a page."""
    text = page.read_text()
    return [Block(m[1], m[2], m[3], text.count("\n", 0, m.start()) + 1) for m in _FENCE.finditer(text)]


def commands(text: str) -> list[Command]:
    """Give the commands of a console block; one that goes on has ``>`` before its further lines, as shells do it."""
    found: list[Command] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            found.append(Command(line[2:], []))
        elif line.startswith("> ") and not found[-1].shown:
            found[-1] = Command(f"{found[-1].text}\n{line[2:]}", [])
        else:
            found[-1].shown.append(line.rstrip())
    return found


def agrees(shown: Sequence[str], printed: Sequence[str]) -> bool:
    """Tell whether the lines shown are those printed.

    A line ``…`` stands for any number of lines, and ``…`` within a line for any text of that line.
    """
    pattern = "".join(r"(?:.*\n)*" if line == "…" else re.escape(line).replace("…", ".*") + r"\n" for line in shown)
    return re.fullmatch(pattern, "".join(line + "\n" for line in printed)) is not None


def renewed(shown: Sequence[str], printed: Sequence[str]) -> list[str]:
    """Give what to show instead: as many lines before and after the one ``…`` as before, or all of them."""
    if list(shown).count("…") != 1:
        return list(printed)
    head, tail = shown.index("…"), len(shown) - shown.index("…") - 1
    return [*printed[:head], "…", *printed[len(printed) - tail :]]


class Terminal:
    """A shell in a copy of the checkout."""

    def __init__(self, folder: Path) -> None:
        #: The copy.
        self.folder = folder
        #: Exit code of the last command.
        self.code = 0
        for name in ("graph", "kobe_kg", "ontology", "queries", "tests/data/shapes"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        kobe = folder / ".bin" / "kobe"
        kobe.parent.mkdir()
        kobe.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kobe_kg "$@"\n')
        kobe.chmod(0o755)
        foreign = ("COLUMNS", "LINES", "PYTHONDONTWRITEBYTECODE")
        kept = {k: v for k, v in os.environ.items() if not k.startswith("KOBE_") and k not in foreign}
        #: Its environment.
        self.env = kept | {
            "LC_ALL": "C.UTF-8",
            "NO_COLOR": "1",
            "PATH": os.pathsep.join([str(kobe.parent), sysconfig.get_path("scripts"), os.environ["PATH"]]),
            "PYTHONPATH": str(folder),
            "XDG_CACHE_HOME": str(folder / ".cache"),
        }

    def run(self, command: str) -> list[str]:
        """Run a command, with the exit code of the one before as ``$?``, and give the lines it prints."""
        leader, follower = pty.openpty()
        fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 40, WIDTH, 0, 0))
        modes = termios.tcgetattr(follower)
        modes[1] &= ~termios.OPOST  # line ends as they are written
        termios.tcsetattr(follower, termios.TCSANOW, modes)
        shell = [*_SHELL, f"(exit {self.code}); {command}"]
        with subprocess.Popen(
            shell, cwd=self.folder, env=self.env, stdin=subprocess.DEVNULL, stdout=follower, stderr=follower
        ) as process:
            os.close(follower)
            output = b"".join(_read(leader))
            os.close(leader)
            self.code = process.wait()
        return [line.rstrip() for line in output.decode().splitlines()]

    @contextmanager
    def serving(self, command: str, port: int) -> Iterator[None]:
        """Keep a server running, and wait until it listens."""
        shell = [*_SHELL, f"exec {command}"]
        with subprocess.Popen(
            shell, cwd=self.folder, env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            try:
                deadline = time.monotonic() + 30
                while not _listens(port):
                    if process.poll() is not None or time.monotonic() > deadline:
                        raise Disagreement(f"no server answers: {command}")
                    time.sleep(0.05)
                yield
            finally:
                process.terminate()


def _read(leader: int) -> Iterator[bytes]:
    try:
        while chunk := os.read(leader, 65536):
            yield chunk
    except OSError:  # Linux's way to say that the other end is closed
        return


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def follow(page: Path, folder: Path, *, write: bool = False) -> None:
    """Follow a page from top to bottom.

    :param folder: an empty folder to do it in.
    :param write: write what is printed into the page, instead of comparing.
    :raises Disagreement: when an example does not do what the page says.
    """
    terminal = Terminal(folder)
    port = _free_port()
    values: dict[str, object] = {}
    text = page.read_text()
    with ExitStack() as until_the_end:
        until_the_end.enter_context(chdir(folder))
        for block in blocks(page):
            mine = block.text.replace(SERVER, f"localhost:{port}").replace("--port 7878", f"--port {port}")
            here = block._replace(text=mine)
            at = f"{page.name}:{block.line}"
            if block.mark.startswith("file="):
                saved = folder / block.mark.removeprefix("file=")
                saved.parent.mkdir(parents=True, exist_ok=True)
                saved.write_text(here.text)
            elif block.mark == "server":
                until_the_end.enter_context(terminal.serving(here.text, port))
            elif block.language == "console":
                after = _console(at, here.text, terminal, write=write)
                after = after.replace(f"localhost:{port}", SERVER).replace(f"--port {port}", "--port 7878")
                text = text.replace(block.text, after)
            elif block.language == "python":
                _python(at, here.text, values)
            elif block.language == "sparql":
                kobe_kg.open().sparql(here.text)
            elif block.language == "turtle":
                prefixes = "".join(f"PREFIX {p}: <{iri}>\n" for p, iri in PREFIXES.items())
                list(pyoxigraph.parse((prefixes + here.text).encode(), format=pyoxigraph.RdfFormat.TURTLE))
    if write:
        page.write_text(text)


def _console(at: str, text: str, terminal: Terminal, *, write: bool) -> str:
    """Run a block's commands and give the block as it would be now."""
    listed = commands(text)
    lines: list[str] = []
    for index, command in enumerate(listed):
        printed = terminal.run(command.text)
        told = f"{at}: $ {command.text}\ngives {terminal.code} and prints:\n" + "\n".join(printed)
        code_shown = index + 1 < len(listed) and listed[index + 1].text == "echo $?"
        if terminal.code != 0 and not code_shown:
            raise Disagreement(told)
        shown = command.shown
        if shown and not agrees(shown, printed):
            if not write:
                raise Disagreement(told)
            shown = renewed(shown, printed)
        lines += ["$ " + command.text.replace("\n", "\n> "), *shown]
    return "".join(line + "\n" for line in lines)


def _python(at: str, text: str, values: dict[str, object]) -> None:
    if ">>>" not in text:
        exec(compile(text, at, "exec"), values)  # noqa: S102 - our own page
        return
    test = doctest.DocTestParser().get_doctest(text, {}, at, at, 0)
    test.globs = values
    told: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    runner.run(test, out=told.append, clear_globs=False)
    if runner.failures:
        raise Disagreement("".join(told))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

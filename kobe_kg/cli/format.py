"""`kobe format`: put Turtle and query files into canonical form."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from kobe_kg import files, paths, turtle
from kobe_kg.catalog import parse as parse_query
from kobe_kg.cli.options import remark
from kobe_kg.errors import KobeError, ParameterError
from kobe_kg.sparql.layout import layout


def arguments(parser: ArgumentParser) -> None:
    """Declare what the verb takes."""
    parser.add_argument(
        "path", nargs="*", metavar="PATH", help=".ttl and .rq files, or folders; without any, the project's own"
    )
    parser.add_argument(
        "--check", action="store_true", help="change nothing; exit 1 and name the files that would change"
    )


def run(found: Namespace) -> int:
    """Run the verb: every file that can be formatted is, and every one that cannot is told."""
    given = [Path(p) for p in found.path] or paths.project().formatted
    changed, failed = [], []
    for path in files.expand(given, ".ttl", ".rq"):
        try:
            before = turtle.read_text(path)
            after = _canonical(path, before)
        except KobeError as error:
            failed.append(error)
            continue
        if after != before:
            changed.append(path)
            if not found.check:
                with files.replacing(path) as output:
                    output.write(after.encode())
    for path in changed:
        print(path)
    for told in failed[:-1]:
        remark(found, f"kobe: {told}")
    if failed:
        raise failed[-1]
    verb = "would change" if found.check else "changed"
    remark(found, f"{len(changed)} file{'' if len(changed) == 1 else 's'} {verb}")
    return 1 if found.check and changed else 0


def _canonical(path: Path, text: str) -> str:
    if path.suffix == ".ttl":
        return turtle.format(text, path=path)
    if path.suffix != ".rq":
        raise ParameterError(f"{path} is left as it is: only .ttl and .rq files have a canonical form")
    formatted = layout(text, path=path)
    if text.startswith("#+"):
        parse_query(formatted, path=path)
    return formatted

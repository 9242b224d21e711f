"""`kobe init`: start a repository of your own, with an example event that is valid."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from kobe_kg.cli.options import output, remark
from kobe_kg.scaffold import SERVICES, create


def arguments(parser: ArgumentParser) -> None:
    """Declare what the verb takes."""
    parser.add_argument("folder", metavar="DIR", help="a new folder, or an empty one; . is this one")
    parser.add_argument(
        "--ci", choices=(*SERVICES, "none"), default="github", help="the service to write a CI file for (github)"
    )
    parser.epilog = "Inside such a folder, every verb works on its graph."


def run(found: Namespace) -> int:
    """Run the verb."""
    folder = Path(found.folder)
    written = create(folder, ci=None if found.ci == "none" else found.ci)
    with output(found) as stream:
        stream.write("".join(f"{path}\n" for path in written).encode(errors="surrogateescape"))
    here = "" if folder.resolve() == Path.cwd() else f"cd {folder} && "
    remark(found, f"Next: {here}kobe compare")
    return 0

"""`kobe store`: look after a store on disk."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from kobe_kg import tabular
from kobe_kg.cli.options import columns, named, output, output_format, progress, remark, watch
from kobe_kg.errors import ParameterError
from kobe_kg.store import disk

#: What can be done to a store.
ACTIONS = {
    "info": "tell what it holds and what it was made of",
    "verify": "read it all, and tell what is damaged (exit code 1)",
    "optimize": "write it anew in fewer files, as a new version",
    "backup": "copy it into the folder named with -o",
}


def arguments(parser: ArgumentParser) -> None:
    """Declare what the verb takes."""
    told = "; ".join(f"{name}: {does}" for name, does in ACTIONS.items())
    parser.add_argument("action", choices=ACTIONS, metavar="ACTION", help=told)
    parser.add_argument("-f", "--format", metavar="FORMAT", help="of info: text or json")
    parser.epilog = "--store names the folder."


def run(found: Namespace) -> int:
    """Run the verb."""
    watch(found.timeout)
    given = named(found)["store"]
    if not given:
        raise ParameterError("it needs the folder of a store", hint="name it with --store")
    folder = Path(given)
    if found.action == "info":
        return _info(found, disk.manifest(folder))
    if found.action == "verify":
        wrong = disk.verify(folder)
        for line in wrong:
            print(line)
        remark(found, f"{folder}: {'damaged' if wrong else 'as it was made'}")
        return 1 if wrong else 0
    if found.action == "optimize":
        made = disk.optimize(folder, tell=progress(found))
        remark(found, f"version {made.version} of {folder}")
        return 0
    if found.output is None:
        raise ParameterError("a backup needs a folder", hint="name it with -o")
    saved = disk.backup(folder, Path(found.output))
    remark(found, f"{saved.triples:,} triples, version {saved.version}, in {found.output}")
    return 0


def _info(found: Namespace, held: disk.Manifest) -> int:
    form = output_format(found, ("text", "json"), terminal="text", piped="text")
    facts: dict[str, Any] = {**held._asdict(), "digest": held.digest, "parts": [p._asdict() for p in held.parts]}
    if form == "json":
        text = json.dumps(facts, indent=2, ensure_ascii=False) + "\n"
    else:
        pairs = [
            ("version", str(held.version)),
            ("made", held.made),
            ("triples", f"{held.triples:,}"),
            ("properties", str(len(held.properties))),
            ("digest", held.digest),
            ("files", str(len(held.parts))),
        ]
        text = tabular.pairs(
            [*pairs, *((f"  {p.path}", f"{p.bytes:,} bytes") for p in held.parts)], columns=columns(found)
        )
    with output(found) as stream:
        stream.write(text.encode())
    return 0

"""Where ontology, graph and queries lie: Kobé's own, in a checkout or a wheel, and those of a user's project."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

_PACKAGE = Path(__file__).resolve().parent
# The wheel carries the folders inside the package; a checkout has them beside it.
_ROOT = _PACKAGE / "data" if (_PACKAGE / "data").is_dir() else _PACKAGE.parent

#: Terms and code lists, with shapes and examples below.
ONTOLOGY = _ROOT / "ontology"
#: SHACL shapes.
SHAPES = ONTOLOGY / "shapes"
#: The flagship graph.
GRAPH = _ROOT / "graph"
#: Saved queries.
QUERIES = _ROOT / "queries"
#: A folder a rule, with a file that breaks it and one that nearly does; a checkout keeps them with its tests.
CASES = _ROOT / "cases" if _ROOT == _PACKAGE / "data" else _ROOT / "tests" / "data" / "shapes"


def vocabulary() -> list[Path]:
    """Give the files every graph is read with: terms and code lists."""
    return sorted(ONTOLOGY.glob("*.ttl"))


class Project(NamedTuple):
    """A folder with a graph in it: what the commands work on when nothing else is named."""

    #: The folder.
    root: Path
    #: Whether it is Kobé itself, on whose vocabulary, rules and queries every other project builds.
    kobe: bool = False

    @property
    def graph(self) -> Path:
        """The folder of its graph."""
        return self.root / "graph"

    @property
    def terms(self) -> list[Path]:
        """The files of its own terms and code lists."""
        return _visible((self.root / "ontology").glob("*.ttl"))

    @property
    def vocabulary(self) -> list[Path]:
        """The files its graph is read with: Kobé's terms and code lists, then its own."""
        return self.terms if self.kobe else [*vocabulary(), *self.terms]

    @property
    def shapes(self) -> list[Path]:
        """The files of the rules: Kobé's, then its own."""
        own = _visible((self.root / "ontology" / "shapes").rglob("*.ttl"))
        return own if self.kobe else [*sorted(SHAPES.rglob("*.ttl")), *own]

    @property
    def queries(self) -> list[Path]:
        """The folders of saved queries: Kobé's, then its own."""
        own = self.root / "queries"
        return [own] if self.kobe else [QUERIES, *([own] if own.is_dir() else [])]

    @property
    def checked(self) -> list[Path]:
        """What there is to validate: its own terms and its graph."""
        return [*self.terms, self.graph]

    @property
    def formatted(self) -> list[Path]:
        """The folders whose files have a canonical form."""
        held = (("ontology", "*.ttl"), ("graph", "*.ttl"), ("queries", "*.rq"))
        return [self.root / name for name, form in held if any((self.root / name).rglob(form))]


def project(folder: Path | None = None) -> Project:
    """Find the project a folder lies in; where there is none, it is Kobé itself.

    A project is a folder that holds ``graph/`` with Turtle in it beside ``ontology/`` or ``queries/``. The nearest one
    counts. The search goes up to the top of a git repository or to the home folder, and no further: what lies above is
    somebody else's.

    :param folder: where to look; None is the current folder, and the paths given are then relative to it.
    """
    try:
        here = os.path.abspath(folder or os.curdir)
    except FileNotFoundError:  # the current folder has been deleted
        return Project(_ROOT, kobe=True)
    root: str | None = here
    while root is not None and not _holds_graph(root):
        above = os.path.dirname(root)
        ends = root in (above, os.path.expanduser("~")) or os.path.exists(os.path.join(root, ".git"))
        root = None if ends else above
    if root is None or Path(root) == _ROOT:
        return Project(_ROOT, kobe=True)
    found = Path(root) if folder else Path(os.path.relpath(root, here))
    return Project(found, kobe=os.path.isfile(os.path.join(root, "kobe_kg", "paths.py")))


def _visible(found: Iterable[Path]) -> list[Path]:
    return sorted(path for path in found if not path.name.startswith("."))


def _holds_graph(folder: str) -> bool:
    graph = os.path.join(folder, "graph")
    beside = any(os.path.isdir(os.path.join(folder, name)) for name in ("ontology", "queries"))
    return beside and os.path.isdir(graph) and any(Path(graph).rglob("*.ttl"))

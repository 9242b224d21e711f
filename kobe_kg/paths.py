"""Where the project's own ontology, graph and queries lie: in a checkout, or inside an installed wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
# The wheel carries the three folders inside the package; a checkout has them beside it.
_ROOT = _PACKAGE / "data" if (_PACKAGE / "data").is_dir() else _PACKAGE.parent

#: Terms and code lists, with shapes and examples below.
ONTOLOGY = _ROOT / "ontology"
#: SHACL shapes.
SHAPES = ONTOLOGY / "shapes"
#: The flagship graph.
GRAPH = _ROOT / "graph"
#: Saved queries.
QUERIES = _ROOT / "queries"


def vocabulary() -> list[Path]:
    """Give the files every graph is read with: terms and code lists."""
    return sorted(ONTOLOGY.glob("*.ttl"))

"""Who says what about a contested event: a claim graph, its rules and its saved queries.

>>> import kobe_kg
>>> graph = kobe_kg.open()
>>> graph.query("toll", population="Civilians", outcome="Killed")[0].value
25
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kobe_kg.answer import Answer
    from kobe_kg.catalog import Catalog, SavedQuery
    from kobe_kg.difference import Diff, diff
    from kobe_kg.errors import (
        DataError,
        EngineWarning,
        KobeError,
        LimitError,
        ParameterError,
        Position,
        QueryError,
        RemoteError,
        UnknownNameError,
    )
    from kobe_kg.graph import Graph, open  # noqa: A004 - users write kobe_kg.open
    from kobe_kg.parameter import Parameter
    from kobe_kg.reason.comparison import Comparison
    from kobe_kg.show import Description
    from kobe_kg.validate import Finding, Report

    __version__: str

__all__ = [
    "Answer",
    "Catalog",
    "Comparison",
    "DataError",
    "Description",
    "Diff",
    "EngineWarning",
    "Finding",
    "Graph",
    "KobeError",
    "LimitError",
    "Parameter",
    "ParameterError",
    "Position",
    "QueryError",
    "RemoteError",
    "Report",
    "SavedQuery",
    "UnknownNameError",
    "diff",
    "open",
]

# Names are imported when first used: the command must not pay for what it does not use.
_HOME = {
    "Answer": "answer",
    "Catalog": "catalog",
    "Comparison": "reason.comparison",
    "Description": "show",
    "Diff": "difference",
    "Finding": "validate.report",
    "Graph": "graph",
    "Parameter": "parameter",
    "Report": "validate.report",
    "SavedQuery": "catalog",
    "diff": "difference",
    "open": "graph",
}


if not TYPE_CHECKING:  # a type checker knows the names from above, and refuses others

    def __getattr__(name: str) -> Any:
        if name in __all__:
            found = getattr(import_module(f"{__name__}.{_HOME.get(name, 'errors')}"), name)
            globals()[name] = found
            return found
        if name == "__version__":
            from importlib.metadata import version

            return version("kobe-kg")
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]

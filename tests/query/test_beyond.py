"""What an engine is not up to is asked of a copy of its graph; without a copy, of the engine itself, and told."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from kobe_kg import paths
from kobe_kg.answer import Answer
from kobe_kg.catalog import Catalog
from kobe_kg.errors import LimitError
from kobe_kg.query.beyond import BEYOND, beyond
from kobe_kg.query.run import run
from kobe_kg.store.base import Foreign, Result, Store

CATALOG = Catalog([paths.QUERIES])
VIRTUOSO = "Virtuoso/07.20.3229 (Linux) x86_64-pc-linux-gnu"


class Elsewhere:
    """An engine of another name over our own store, which writes down what it was asked to do."""

    def __init__(self, held: Store, engine: str, *, small: bool = True) -> None:
        self.held, self.engine, self.small = held, engine, small
        self.done: list[str] = []
        self.told: list[str] = []

    def query(self, text: str) -> Result:
        return self.held.query(text)

    def declared(self, text: str, columns: Mapping[str, str]) -> Result:
        self.done.append("asked")
        return self.held.query(text)

    def tell(self, text: str) -> None:
        self.told.append(text)

    def fits(self) -> bool:
        return self.small

    def copy(self) -> Store:
        self.done.append("copied")
        if not self.small:
            raise LimitError("too large")
        return self.held


@pytest.fixture
def own(tmp_path: Path) -> Catalog:
    """Saved queries of somebody's own, one of them in place of ours."""
    for name in ("claims", "mine"):
        (tmp_path / f"{name}.rq").write_text(CATALOG["claims"].text, encoding="utf-8")
    return Catalog([paths.QUERIES, tmp_path])


@pytest.mark.parametrize(
    ("name", "engine", "done"),
    [
        ("events", VIRTUOSO, "copied"),
        ("disagreements", VIRTUOSO, "copied"),
        ("disagreements", "Oxigraph/0.5.13", "asked"),
        ("disagreements", "", "asked"),
    ],
)
def test_ours_goes_where_it_is_right(oxigraph: Store, name: str, engine: str, done: str) -> None:
    store = Elsewhere(oxigraph, engine)
    assert isinstance(store, Foreign)
    assert Answer(run(CATALOG[name], {}, store)) == Answer(run(CATALOG[name], {}, oxigraph))
    assert (store.done, store.told) == ([done], [])


def test_ours_has_no_answer_where_a_copy_is_too_large(oxigraph: Store) -> None:
    with pytest.raises(LimitError):
        run(CATALOG["disagreements"], {}, Elsewhere(oxigraph, VIRTUOSO, small=False))


@pytest.mark.parametrize("name", ["claims", "mine", "events"])
def test_others_are_asked_of_it_where_a_copy_is_too_large(own: Catalog, oxigraph: Store, name: str) -> None:
    store = Elsewhere(oxigraph, VIRTUOSO, small=False)
    assert Answer(run(own[name], {}, store)) == Answer(run(own[name], {}, oxigraph))
    assert store.done == ["asked"]
    (said,) = store.told
    assert said.startswith("Virtuoso/07.20.3229 is known to err on some saved queries, ")
    assert said.endswith("too large to be copied: check the answer")


def test_what_is_said_of_an_engine_is_said_of_queries_there_are() -> None:
    assert all(names <= CATALOG.keys() for names in BEYOND.values())
    assert all(beyond(CATALOG[name], VIRTUOSO) for name in BEYOND["Virtuoso/07"])

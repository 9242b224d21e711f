"""A ledger keeps what it is told, however little of it is held in memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from kobe_kg.ingest.table import ledger
from kobe_kg.ingest.table.ledger import Ledger


@pytest.mark.parametrize("held", [1, 2, 100])
def test_what_is_put_aside_is_found_again_and_added_to(
    held: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "_HELD", held)
    made, plain = Ledger(tmp_path / "facts", new=True), Ledger()
    for one in (made, plain):
        for name in ("a", "b", "c", "a", "d", "b"):
            facts = one.of(name)
            facts.setdefault("first", name)
            facts["times"] = str(int(facts.get("times", "0")) + 1)
        assert one.look("b") == {"first": "b", "times": "2"}
        assert one.look("e") == {}
    assert list(plain) == ["a", "b", "c", "d"]
    made.close()
    found = Ledger(tmp_path / "facts")
    assert [found.look(name) for name in "abcde"] == [plain.look(name) for name in "abcde"]


def test_what_is_added_to_one_that_is_written_is_forgotten(tmp_path: Path) -> None:
    made = Ledger(tmp_path / "facts", new=True)
    made.of("a")["x"] = "1"
    made.close()
    found = Ledger(tmp_path / "facts")
    found.of("a")["x"] = "2"
    assert found.look("a") == {"x": "2"}
    found.close()
    assert Ledger(tmp_path / "facts").look("a") == {"x": "1"}

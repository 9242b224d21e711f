"""Templates are read once and kept; what is kept counts only for what it was made from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import jinja2
import pytest

from kobe_kg.pages import site
from kobe_kg.pages.site import Site, render


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder of what is kept, and no template read yet."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    site._templates.cache_clear()
    yield tmp_path / "kobe-kg"
    site._templates.cache_clear()


def page() -> str:
    return render("missing.html", Site(), heading="x")


def never(*_: object, **__: object) -> str:
    raise AssertionError("a template is read again")


def test_a_kept_template_is_not_read_again(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = page()
    assert list(cache.glob("*.template"))
    site._templates.cache_clear()
    monkeypatch.setattr(jinja2.Environment, "compile", never)
    assert page() == first


@pytest.mark.parametrize("content", [b"", b"other 1\nxx", None])
def test_a_template_is_read_anew_where_what_is_kept_is_of_no_use(cache: Path, content: bytes | None) -> None:
    first = page()
    for path in cache.glob("*.template"):
        path.write_bytes(path.read_bytes()[:-40] if content is None else content)
    site._templates.cache_clear()
    assert page() == first


def test_nothing_is_kept_where_nothing_can_be_written(cache: Path) -> None:
    cache.write_text("no folder")
    assert "x" in page()

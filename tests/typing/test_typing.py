"""A user's type checker understands the library: mypy, strict, reads a file as a user would write it."""

from __future__ import annotations

import re
from pathlib import Path

from mypy import api

from tests import ROOT

HERE = Path(__file__).parent


def checked(name: str) -> tuple[str, int]:
    options = ["--strict", "--config-file", str(ROOT / "pyproject.toml"), "--cache-dir", str(ROOT / ".mypy_cache")]
    said, broken, status = api.run([*options, str(HERE / name)])
    assert broken == ""
    return said, status


def test_what_users_write_is_typed() -> None:
    assert checked("usage.py") == ("Success: no issues found in 1 source file\n", 0)


def test_what_they_must_not_write_is_refused() -> None:
    said, status = checked("wrong.py")
    assert status == 1
    wrong = [n for n, line in enumerate((HERE / "wrong.py").read_text().splitlines(), 1) if "  # " in line]
    assert sorted({int(n) for n in re.findall(r"(?m)wrong\.py:(\d+): error:", said)}) == wrong

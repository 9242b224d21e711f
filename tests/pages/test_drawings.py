"""What holds for maps, timelines and tolls alike: French, looks, and no request to anywhere else."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import kobe_kg.pages
from kobe_kg.pages.site import STATIC

HOME = Path(kobe_kg.pages.__file__).parent
PARTS = ("map", "timeline", "toll")
MODULES = ("axis", "chart", "ground", "map", "timeline", "toll")


def test_every_text_is_there_in_french() -> None:
    words = {}
    for name in ("site", "map"):
        words |= tomllib.loads((HOME / "words" / f"{name}.toml").read_text(encoding="utf-8"))
    said = set()
    for name in PARTS:
        text = (HOME / "templates" / f"{name}.html").read_text(encoding="utf-8")
        said |= set(re.findall(r"""say\(["'](.+?)["']""", text)) | set(re.findall(r'counted\([^"]+?"(.+?)"', text))
    for name in MODULES:
        tree = ast.parse((HOME / "drawing" / f"{name}.py").read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            place = {"say": 0, "counted": 1}.get(getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else None
            if isinstance(node, ast.Call) and place is not None and isinstance(node.args[place], ast.Constant):
                said.add(node.args[place].value)
    assert said <= set(words)
    assert len(said) > 40


def test_what_is_said_in_numbers_has_one_and_several() -> None:
    words = tomllib.loads((HOME / "words" / "map.toml").read_text(encoding="utf-8"))
    for text, french in words.items():
        assert isinstance(french, list) == ("{n}" in text), text
        for form in french if isinstance(french, list) else [french]:
            assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", form))


def test_the_style_and_script_ask_for_nothing_elsewhere() -> None:
    for name in ("map.css", "map.js"):
        assert "http" not in (STATIC / name).read_text(encoding="utf-8")


def test_every_class_that_is_drawn_has_its_look() -> None:
    looks = set(re.findall(r"\.([a-z][\w-]*)", (STATIC / "map.css").read_text(encoding="utf-8")))
    looks |= set(re.findall(r"\.([a-z][\w-]*)", (STATIC / "kobe.css").read_text(encoding="utf-8")))
    drawn = set()
    for name in MODULES:
        text = (HOME / "drawing" / f"{name}.py").read_text(encoding="utf-8")
        drawn |= {c for found in re.findall(r'class_="([^"{]+)"', text) for c in found.split()}
    assert drawn - looks <= {"key", "tick"}

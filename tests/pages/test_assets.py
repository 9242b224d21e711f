"""What pages are made with: each third-party file stands with its licence and version, and calls nobody."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from kobe_kg.pages.site import STATIC

ROOT = Path(__file__).resolve().parents[2]
VENDORED = sorted((STATIC / "vendor").iterdir())
OWN = sorted(p for p in STATIC.iterdir() if p.suffix in (".css", ".js", ".svg"))
LISTED = (ROOT / "docs" / "reference" / "assets.md").read_text(encoding="utf-8")
#: What names a thing and is never fetched: namespaces of XML, and what stands in comments as a source.
NAMESPACES = ("http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink", "http://www.w3.org/1999/xhtml")
#: What makes a browser fetch: rules of CSS, and attributes and calls with an address of another host written in.
FETCHES = re.compile(
    r"""@import|url\(\s*["']?(?:https?:)?//|(?:src|href)\s*=\s*["'`](?:https?:)?//"""
    r"""|(?:fetch|import|importScripts|open|sendBeacon|Worker|EventSource|WebSocket)\(\s*["'`](?:https?:|wss?:)?//"""
    r"""|\.(?:src|href)\s*=\s*["'`](?:https?:)?//"""
)

#: Links that lead elsewhere when somebody follows them, and fetch nothing by themselves.
LINKS = (
    "https://leafletjs.com",
    "http://enable-cors.org/",
    "https://developer.mozilla.org/en-US/docs/Web/Security/",
    "https://docs.triply.cc/yasgui/",
)


@pytest.mark.parametrize("folder", VENDORED, ids=lambda path: path.name)
def test_a_vendored_folder_names_its_version_and_holds_its_licence(folder: Path) -> None:
    assert re.fullmatch(r"[a-z0-9-]+-[0-9]+(?:\.[0-9]+)+", folder.name)
    assert len((folder / "LICENSE").read_text(encoding="utf-8")) > 300


@pytest.mark.parametrize("folder", VENDORED, ids=lambda path: path.name)
def test_a_vendored_folder_is_listed_with_the_checksums_of_its_files(folder: Path) -> None:
    assert f"`{folder.name}`" in LISTED
    for path in folder.rglob("*"):
        if path.is_file() and path.name not in ("LICENSE", "README.md"):
            assert hashlib.sha256(path.read_bytes()).hexdigest()[:16] in LISTED, path.name


def test_nothing_is_listed_that_is_not_there() -> None:
    listed = set(re.findall(r"^\| `([a-z0-9-]+-[0-9.]+)` \|", LISTED, re.MULTILINE))
    assert listed == {folder.name for folder in VENDORED}


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_what_is_ours_names_no_foreign_host(path: Path) -> None:
    found = re.findall(r"(?:https?:)?//[a-z0-9][a-z0-9.-]*\.[a-z]{2,}[^\s\"'`)]*", path.read_text(encoding="utf-8"))
    assert [address for address in found if address not in NAMESPACES] == []


@pytest.mark.parametrize(
    "path",
    [p for folder in VENDORED for p in sorted(folder.rglob("*")) if p.suffix in (".js", ".css", ".svg")],
    ids=lambda path: path.name,
)
def test_nothing_vendored_fetches_from_elsewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = [text[max(0, m.start() - 40) : m.end() + 60] for m in FETCHES.finditer(text)]
    assert [part for part in found if not any(link in part for link in LINKS)] == []


def test_no_style_or_script_of_ours_needs_what_the_policy_forbids() -> None:
    for path in OWN:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\beval\(|new Function\(|setAttribute\(\"style\"|javascript:", text), path.name


def test_templates_write_no_code_and_no_style_into_the_page() -> None:
    for path in sorted((STATIC.parent / "templates").glob("*.html")):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\son[a-z]+\s*=|\sstyle\s*=|<style", text), path.name
        for tag in re.findall(r"<script[^>]*>", text):
            assert " src=" in tag or "application/" in tag, f"{path.name}: {tag}"


def test_every_asset_a_template_names_is_there() -> None:
    for path in sorted((STATIC.parent / "templates").glob("*.html")):
        for name in re.findall(r"static\(['\"]([^'\"]+)['\"]\)", path.read_text(encoding="utf-8")):
            assert (STATIC / name).is_file(), f"{path.name}: {name}"


def test_the_handles_that_the_editor_puts_in_first_are_those_its_table_looks_for() -> None:
    """A new YASGUI with other rules would add a style element, which the policy of the page forbids."""
    (bundle,) = STATIC.glob("vendor/yasgui-*/yasgui.min.js")
    (rules,) = re.findall(r"createStyle\(\w,`( \.grip[^`]*)`\)", bundle.read_text(encoding="utf-8"))
    checksum = 5381
    for letter in reversed(rules):
        checksum = ((checksum * 33) & 0xFFFFFFFF) ^ ord(letter)
    assert f'gripid = "{checksum}"' in (STATIC / "editor.js").read_text(encoding="utf-8")

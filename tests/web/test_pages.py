"""The pages as readers have them: in Chromium, with and without scripts, narrow and wide, light and dark."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from tests.web.conftest import HERE, Visit, program

#: One of each kind of page.
PAGES = (
    "/",
    "/event/kobe-attack",
    "/event/gao-transporters-strike",
    "/compare/kobe-attack",
    "/compare/kobe-attack?as_of=2025-02-09",
    "/compare/kobe-attack?topic=civilians-killed&leave_out=human-rights-watch",
    "/claim/hrw-civilians-killed",
    "/claim/wikipedia-civilians-killed",
    "/source/human-rights-watch",
    "/report/wikipedia-en",
    "/report/afp-en-0208-32",
    "/party/wagner-group",
    "/convoy/gao-ansongo-2025-02-07",
    "/place/kobe",
    "/doc/passage/wikipedia-en-s01",
    "/search?q=hospital",
    "/search?q=zzzz",
    "/query",
    "/query/claims",
    "/query/toll",
    "/query/places",
    "/query/relays",
    "/sparql",
    "/sparql?query=SELECT%20*%20WHERE%20%7B%3Fs%20%3Fp%20%3Fo%7D%20LIMIT%203",
    "/data",
    "/api",
    "/ns",
    "/rules",
)
#: Addresses of what is not there, and how it is told.
MISSING = (("/nowhere", 404), ("/claim/nobody-said-this", 404), ("/query/claims?as_of=yesterday", 400))


def overflow(visit: Visit) -> int:
    """Give by how much a page is wider than the screen."""
    wide: int = visit.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return max(0, wide)


def violations(visit: Visit, modules: Path) -> list[str]:
    """Ask axe what keeps people from reading a page."""
    visit.page.evaluate((modules / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
    found: dict[str, Any] = visit.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{v['id']}: {node['html'][:150]}" for v in found["violations"] for node in v["nodes"]]


@pytest.mark.parametrize(("path", "status"), [*((path, 200) for path in PAGES), *MISSING])
def test_a_page_is_for_everybody_and_asks_nobody_else(
    visit: Callable[..., Visit], modules: Path, path: str, status: int
) -> None:
    seen = visit(path, status=status, reduced_motion="reduce")
    seen.page.wait_for_load_state("networkidle")
    assert seen.page.locator("h1").count() == 1
    assert seen.page.title()
    assert violations(seen, modules) == []
    seen.page.emulate_media(color_scheme="dark")
    assert violations(seen, modules) == []
    for width in (360, 1700):
        seen.page.set_viewport_size({"width": width, "height": 900})
        assert overflow(seen) == 0, width
    assert seen.foreign == []
    assert [told for told in seen.complaints if f"status of {status}" not in told] == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_whole_without_scripts_and_in_french(visit: Callable[..., Visit], path: str) -> None:
    seen = visit(path + ("&" if "?" in path else "?") + "lang=fr", java_script_enabled=False)
    assert seen.page.locator("html").get_attribute("lang") == "fr"
    assert seen.page.get_by_role("link", name="English").count() >= 1
    assert len(seen.text()) > 60
    # A drawing has a wide and a narrow form, of which one shows.
    for figure in seen.page.locator("main figure:has(svg)").all():
        assert any(picture.is_visible() for picture in figure.locator("svg").all())
    assert (seen.foreign, seen.complaints) == ([], [])


def test_every_page_is_valid_html(address: str, modules: Path, tmp_path: Path) -> None:
    told = tmp_path / "told.json"
    (tmp_path / "pages").mkdir()
    for number, path in enumerate(PAGES):
        with urlopen(Request(address + path, headers={"Accept": "text/html"})) as answer:
            # The address first, so that a fault can be found by it.
            (tmp_path / "pages" / f"{number:02}{path.partition('?')[0].replace('/', '-')}.html").write_bytes(
                answer.read()
            )
    command = [program("node"), str(modules / "html-validate" / "bin" / "html-validate.mjs")]
    ran = subprocess.run(
        [*command, "--config", str(HERE / "htmlvalidate.json"), "--formatter", f"json={told}", str(tmp_path / "pages")],
        capture_output=True,
        text=True,
        check=False,
        cwd=HERE,
    )
    faults = [
        f"{Path(page['filePath']).name}:{m['line']}: {m['ruleId']}: {m['message']}"
        for page in json.loads(told.read_text())
        for m in page["messages"]
    ]
    assert (ran.returncode, faults) == (0, []), ran.stderr


def test_the_keyboard_reaches_the_content_first(visit: Callable[..., Visit]) -> None:
    seen = visit("/compare/kobe-attack")
    seen.page.keyboard.press("Tab")
    assert seen.page.evaluate("document.activeElement.className") == "skip"
    seen.page.keyboard.press("Enter")
    assert seen.page.evaluate("document.activeElement.id") == "content"


def test_a_reader_goes_from_the_event_to_a_claim_and_its_report(visit: Callable[..., Visit]) -> None:
    seen = visit("/", java_script_enabled=False)
    seen.page.get_by_role("link", name="Kobé attack", exact=True).first.click()
    assert seen.page.url.endswith("/event/kobe-attack")
    seen.page.locator("main a[href*='/compare/']").first.click()
    assert "/compare/kobe-attack" in seen.page.url
    seen.page.locator("main a[href*='/claim/']").first.click()
    assert "/claim/" in seen.page.url
    seen.page.locator("main a[href*='/report/']").first.click()
    assert "/report/" in seen.page.url


def test_a_form_is_filled_in_and_sent_without_scripts(visit: Callable[..., Visit]) -> None:
    seen = visit("/query/toll", java_script_enabled=False)
    seen.page.locator("main form [name='outcome']").first.select_option("Injured")
    seen.page.locator("main form button").first.click()
    assert "outcome=" in seen.page.url
    assert seen.page.locator("main table tbody tr").count() > 0


def test_a_comparison_is_seen_from_a_day_by_a_link(visit: Callable[..., Visit]) -> None:
    seen = visit("/compare/kobe-attack", java_script_enabled=False)
    before = seen.page.locator("main a[href*='/claim/']").count()
    seen.page.locator("main a[href*='as_of=2025-02-08']").first.click()
    assert 0 < seen.page.locator("main a[href*='/claim/']").count() < before


def test_the_search_finds_what_is_sought(visit: Callable[..., Visit]) -> None:
    seen = visit("/", java_script_enabled=False)
    seen.page.get_by_role("searchbox").fill("minibus")
    with seen.page.expect_navigation():
        seen.page.keyboard.press("Enter")
    assert "q=minibus" in seen.page.url
    assert seen.page.locator("main a[href*='/claim/']").count() > 0


def test_the_editor_runs_an_example(visit: Callable[..., Visit]) -> None:
    seen = visit("/sparql")
    seen.page.wait_for_selector(".yasqe .CodeMirror")
    seen.page.get_by_role("button", name="Ask").first.click()
    seen.page.wait_for_selector(".yasr table tbody tr", timeout=20_000)
    assert (seen.foreign, seen.complaints) == ([], [])


def test_the_map_can_be_moved_and_stays_on_this_server(visit: Callable[..., Visit]) -> None:
    seen = visit("/event/kobe-attack")
    seen.page.get_by_role("button", name="Move and zoom").first.click()
    seen.page.wait_for_selector(".leaflet-container", timeout=20_000)
    seen.page.locator(".leaflet-container").first.press("+")
    seen.page.wait_for_load_state("networkidle")
    assert (seen.foreign, seen.complaints) == ([], [])

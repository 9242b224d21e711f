"""The site as a folder, opened in Chromium from the disk: no server, no error, no request outside the folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kobe_kg import paths
from kobe_kg.export import Source, export
from tests import ONTOLOGY


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    to = tmp_path_factory.mktemp("site") / "a folder"
    export(Source(sorted((ONTOLOGY / "examples").glob("*.ttl")), paths.vocabulary()), "site", to)
    return to


@pytest.fixture
def page(chromium: Browser, folder: Path) -> Iterator[Page]:
    context = chromium.new_context()
    found = context.new_page()
    wrong: list[str] = []
    found.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
    found.on("pageerror", lambda error: wrong.append(str(error)))
    # The icon may still be under way when the reader goes on, and is then given up.
    found.on("requestfailed", lambda asked: None if asked.url.endswith("/mark.svg") else wrong.append(asked.url))
    found.on("request", lambda asked: None if asked.url.startswith(folder.as_uri()) else wrong.append(asked.url))
    yield found
    context.close()
    assert wrong == []


def test_readers_find_their_way_from_page_to_page(page: Page, folder: Path) -> None:
    page.goto((folder / "index.html").as_uri())
    page.locator("main h3 a").first.click()
    expect(page.locator("h1")).to_be_visible()
    assert "/event/" in page.url
    page.locator("a.tongue").click()
    assert "/fr/event/" in page.url
    assert page.locator("html").get_attribute("lang") == "fr"
    page.goto((folder / "fr/event/example-relay-ambush.html").as_uri())
    page.locator('main a[href*="compare/"]').first.click()
    assert "/fr/compare/" in page.url
    page.goto(page.locator('main a[href*="claim/"]').first.evaluate("link => link.href"))  # in a part that is folded
    assert "/fr/claim/" in page.url
    page.locator("a.brand").click()
    assert page.url == (folder / "fr/index.html").as_uri()


def test_search_finds_a_claim_whatever_case_and_accents(page: Page, folder: Path) -> None:
    page.goto((folder / "search.html").as_uri())
    page.get_by_role("searchbox").fill("EXÁMPLE relay")
    expect(page.get_by_role("status")).to_contain_text("results")
    page.get_by_role("group", name="Only").get_by_role("button", name="Claims").click()
    found = page.locator("#found a").first
    expect(found).to_have_attribute("href", "claim/example-relay-agency-killed.html")
    assert page.url.endswith("#q=EX%C3%81MPLE+relay&type=claim")
    page.reload()
    expect(found).to_be_visible()
    found.press("Enter")
    page.wait_for_url("**/claim/example-relay-agency-killed.html")


def test_search_says_when_nothing_is_found(page: Page, folder: Path) -> None:
    page.goto((folder / "fr/search.html").as_uri())
    page.get_by_role("searchbox").fill("zzzz")
    expect(page.get_by_role("status")).to_contain_text("0 résultats")
    expect(page.locator("#found li")).to_have_count(0)


def test_without_scripts_search_says_where_else_to_look(chromium: Browser, folder: Path) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((folder / "search.html").as_uri())
    expect(page.get_by_role("searchbox")).to_be_hidden()
    page.get_by_role("link", name="saved queries with their answers").click()
    assert page.url == (folder / "query.html").as_uri()
    context.close()


def test_no_page_says_an_error_when_it_is_opened(page: Page, folder: Path) -> None:
    for name in ("event/example-relay-ambush", "compare/example-relay-ambush", "query/events", "data", "ns", "404"):
        page.goto((folder / f"{name}.html").as_uri())
        expect(page.locator("h1")).to_be_visible()

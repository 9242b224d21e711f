"""A browser, and what else the server is tested with from outside: a real server, Chromium, and Node's packages.

Chromium, Node.js and npm have to be on the machine; `.ci/run` installs them. Where they are not, these tests are
skipped and say so, unless CI is set: there it is a failure.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from tests.serve.conftest import serving

HERE = Path(__file__).parent
#: What keeps Chromium from calling its maker.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


def program(*names: str) -> str:
    """Find a program, or else skip the test, or fail it in CI."""
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        told = f"{' or '.join(names)} is not installed"
        pytest.fail(told) if os.environ.get("CI") else pytest.skip(told)
    return found


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Serve the shipped graph; the address has no slash at the end."""
    with serving() as server:
        yield server.address.rstrip("/")


@pytest.fixture(scope="session")
def modules() -> Path:
    """Give the folder of Node's packages, installed once."""
    npm = program("npm")
    folder = HERE / "node_modules"
    stamp, wanted = folder / ".installed", (HERE / "package.json").read_text()
    with (HERE / "package.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests may run in several processes
        if not stamp.is_file() or stamp.read_text() != wanted:
            quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--no-package-lock"]
            subprocess.run([npm, "install", *quiet, "--prefix", str(HERE)], check=True, capture_output=True)
            stamp.write_text(wanted)
    return folder


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Start Chromium, without a window; while it is there, no other event loop can run in this thread."""
    path = program(*_BROWSERS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


class Visit:
    """A page that is looked at, and what went wrong meanwhile."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        #: What the console printed as errors or warnings.
        self.complaints: list[str] = []
        #: Requests that left the page's own origin, or failed.
        self.foreign: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self._asked)
        page.on("response", lambda answer: self.foreign.append(answer.url) if answer.status >= 500 else None)

    def open(self, path: str) -> int:
        """Go to an address and give its status."""
        answer = self.page.goto(self.address + path, wait_until="load")
        assert answer is not None
        return answer.status

    def text(self) -> str:
        """Give what a reader sees."""
        return self.page.locator("main").inner_text()

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.address + "/", "data:", "blob:")):
            self.foreign.append(request.url)


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Callable[..., Visit]]:
    """Open pages as a reader with a certain screen would: ``visit("/", width=400, java_script_enabled=False)``."""
    contexts: list[BrowserContext] = []

    def start(path: str, *, width: int = 1280, status: int = 200, **how: object) -> Visit:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            locale="en",
            **how,  # type: ignore[arg-type]
        )
        contexts.append(context)
        found = Visit(context.new_page(), address)
        assert found.open(path) == status, path
        return found

    yield start
    for context in contexts:
        context.close()

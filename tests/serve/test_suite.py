"""The W3C's tests of the protocol and of service descriptions, where they are at hand; test_protocol.py runs anywhere.

With KOBE_RDF_TEST_SUITE, the program ``rdf-test-suite`` (npm), the same tests are also run by code that is not ours.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from tests.serve import suite
from tests.serve.conftest import serving

ROOT = suite.folder()
CASES = [] if ROOT is None else [case for case in suite.cases(ROOT) if not suite.is_update(case)]
PROGRAM = os.environ.get("KOBE_RDF_TEST_SUITE")
HERE = Path(__file__).parent

pytestmark = pytest.mark.skipif(ROOT is None, reason="the W3C suite is not here: name its folder in KOBE_SPARQL_SUITE")


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An endpoint that holds the suite's graphs."""
    assert ROOT is not None
    path = tmp_path_factory.mktemp("suite") / "data.nq"
    path.write_bytes(suite.data(ROOT))
    with serving(f"--graph={path}") as found:
        yield f"{found.address}sparql"


def test_the_suite_is_whole() -> None:
    assert ROOT is not None
    assert (len(CASES), len(list(suite.cases(ROOT)))) == (27, 34)


@pytest.mark.parametrize("case", CASES or [None], ids=lambda case: case.name if case else "none")
def test_the_protocol_is_kept(case: suite.Case, endpoint: str) -> None:
    assert suite.wrong(case, endpoint) == ""


def test_the_service_is_described(endpoint: str) -> None:
    found = suite.described(endpoint)
    assert NamedNode(endpoint) in {t.object for t in found if t.predicate.value == f"{suite.SD}endpoint"}
    named = {t.object for t in found if t.predicate.value == f"{suite.SD}namedGraph"}
    assert named == {t.subject for t in found if t.predicate.value == f"{suite.SD}name"}
    assert len(named) == 3


@pytest.mark.skipif(PROGRAM is None, reason="name rdf-test-suite's program in KOBE_RDF_TEST_SUITE")
@pytest.mark.parametrize(("topic", "right"), [("protocol", 27), ("service-description", 3)])
def test_others_find_so_too(topic: str, right: int, endpoint: str, tmp_path: Path) -> None:
    assert PROGRAM is not None
    shutil.copy(HERE / "engine.cjs", tmp_path)  # the program looks for it where it is run
    options = json.dumps({"protocolEndpoint": endpoint, "serviceDescriptionEndpoint": endpoint})
    manifest, files = f"http://suite/{topic}/manifest.ttl", f"http://suite/~{ROOT}/"
    command = [PROGRAM, "engine.cjs", manifest, "-m", files, "-i", options, "--skip", "#update_"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert f"{right} / {right} tests succeeded" in done.stdout, done.stdout + done.stderr

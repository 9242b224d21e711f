"""The test suite of the W3C, where it is at hand; test_engines.py holds the engines to each other everywhere."""

from __future__ import annotations

import pytest

from tests.validate import suite

ROOT = suite.folder()
CASES = [] if ROOT is None else list(suite.cases(ROOT))

#: What pyshacl 0.40 gets wrong.
WRONG = {"core/property/uniqueLang-002", "sparql/node/prefixes-001", "sparql/pre-binding/shapesGraph-001"}

pytestmark = pytest.mark.skipif(ROOT is None, reason="the W3C suite is not here: name its folder in KOBE_SHACL_SUITE")


def test_the_suite_is_whole() -> None:
    assert len(CASES) == 121


@pytest.mark.parametrize("case", CASES or [None], ids=lambda case: case.name if case else "none")
def test_the_fast_engine_passes(case: suite.Case) -> None:
    assert suite.passes(case, suite.fast)


@pytest.mark.parametrize("case", CASES or [None], ids=lambda case: case.name if case else "none")
@pytest.mark.filterwarnings("ignore")
def test_the_reference_engine_passes_all_but_these(case: suite.Case) -> None:
    assert suite.passes(case, suite.slow) is (case.name not in WRONG)

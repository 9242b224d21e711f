"""The generated graphs: always the same, without fault, or with exactly the faults that are told."""

from __future__ import annotations

import csv
import importlib.util
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pyoxigraph
import pytest

from kobe_kg import paths
from kobe_kg.files import expand as files_in
from kobe_kg.namespaces import compact
from kobe_kg.validate import validate

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
CORE = [path for path in files_in([paths.SHAPES], ".ttl") if path.name != "sets.ttl"]


@pytest.fixture(scope="module")
def generate() -> Iterator[ModuleType]:
    """The generator, which is a script and finds its neighbour beside it."""
    sys.path.insert(0, str(BENCHMARKS))
    spec = importlib.util.spec_from_file_location("generated_graphs", BENCHMARKS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    sys.path.remove(str(BENCHMARKS))
    del sys.modules[spec.name]


def made(generate: ModuleType, path: Path, *arguments: str) -> bytes:
    assert generate.main([*arguments, "-o", str(path)]) == 0
    return path.read_bytes()


def rules_by_subject(path: Path, **how: Any) -> dict[str, set[str]]:
    found = defaultdict(set)
    for finding in validate([path], **how).findings:
        found[finding.subject].add(finding.rule)
    return found


def test_a_seed_makes_one_graph(generate: ModuleType, tmp_path: Path) -> None:
    first, again, other = (
        made(generate, tmp_path / "g.ttl", "--events", "2", "--errors", "0.2", "--seed", seed) for seed in "778"
    )
    assert first == again != other


def test_a_larger_graph_holds_the_smaller(generate: ModuleType, tmp_path: Path) -> None:
    small, large = (made(generate, tmp_path / "g.ttl", "--events", n) for n in "23")
    assert large.startswith(small)


def test_an_event_has_about_a_thousand_triples(generate: ModuleType, tmp_path: Path) -> None:
    small, large = (made(generate, tmp_path / "g.nt", "--events", n).count(b"\n") for n in ("10", "20"))
    assert 900 < (large - small) / 10 < 1200


def test_both_formats_hold_the_same(generate: ModuleType, tmp_path: Path) -> None:
    graphs = []
    for name in ("g.ttl", "g.nt"):
        made(generate, tmp_path / name, "--events", "2")
        graph = pyoxigraph.Dataset(pyoxigraph.parse(path=tmp_path / name, rename_blank_nodes=True))
        graph.canonicalize(pyoxigraph.CanonicalizationAlgorithm.UNSTABLE)
        graphs.append(graph)
    assert graphs[0] == graphs[1]


def test_without_errors_no_rule_is_broken(generate: ModuleType, tmp_path: Path) -> None:
    made(generate, tmp_path / "g.ttl", "--events", "2")
    assert [f for f in validate([tmp_path / "g.ttl"]).findings if f.severity != "warning"] == []


def test_errors_are_found_where_the_list_has_them(generate: ModuleType, tmp_path: Path) -> None:
    made(generate, tmp_path / "g.ttl", "--events", "10", "--errors", "0.1")
    found = rules_by_subject(tmp_path / "g.ttl")
    with (tmp_path / "g.errors.csv").open() as file:
        told = {compact(row["claim"]): row["rule"] for row in csv.DictReader(file)}
    assert 30 < len(told) < 90
    assert {claim: rule for claim, rule in told.items() if rule not in found[claim]} == {}


@pytest.mark.parametrize(("kind", "how"), [("CORE", {"engine": "pyshacl", "shapes": CORE}), ("SETS", {})])
def test_each_error_is_found_by_its_rule(generate: ModuleType, tmp_path: Path, kind: str, how: dict[str, Any]) -> None:
    import spoil  # type: ignore[import-not-found]

    blocks = list(generate.graph(3, 1))
    free = {b.subject: b.facts for b in blocks if b.subject.startswith(("claim:e000002", "claim:e000003"))}
    told = {}
    errors = getattr(spoil, kind)
    for error in sorted(errors, key=lambda e: sum(spoil.fits(e, facts) for facts in free.values())):
        claim = next(subject for subject, facts in free.items() if spoil.fits(error, facts))
        error.do(claim, free.pop(claim))
        told[claim] = error.rule
    with (tmp_path / "g.ttl").open("w") as out:
        generate.write_turtle(blocks, out)
    found = rules_by_subject(tmp_path / "g.ttl", **how)
    assert len(told) == len(errors)
    assert {claim: rule for claim, rule in told.items() if rule not in found[claim]} == {}


def test_every_rule_that_an_error_names_exists() -> None:
    text = "".join(path.read_text() for path in files_in([paths.SHAPES], ".ttl"))
    spec = importlib.util.spec_from_file_location("errors_of_graphs", BENCHMARKS / "spoil.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    named = {error.rule for error in (*module.CORE, *module.SETS)}
    assert {rule for rule in named if f"\nrule:{rule}\n" not in text} == set()

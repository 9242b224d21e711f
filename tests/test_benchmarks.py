"""Generated graphs and tables: always the same, without fault, or with the faults that are told; and every script."""

from __future__ import annotations

import csv
import importlib.util
import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pyoxigraph
import pytest

from kobe_kg import paths
from kobe_kg.export import FORMATS
from kobe_kg.files import expand as files_in
from kobe_kg.ingest import open_reader, save
from kobe_kg.ingest.base import Reading
from kobe_kg.namespaces import compact
from kobe_kg.validate import validate

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
CORE = [path for path in files_in([paths.SHAPES], ".ttl") if path.name != "sets.ttl"]


@contextmanager
def script(name: str) -> Iterator[ModuleType]:
    """Import a script, which finds its neighbours beside it."""
    sys.path.insert(0, str(BENCHMARKS))
    spec = importlib.util.spec_from_file_location(f"benchmark_{name}", BENCHMARKS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    sys.path.remove(str(BENCHMARKS))
    del sys.modules[spec.name]


@pytest.fixture(scope="module")
def generate() -> Iterator[ModuleType]:
    """The generator."""
    with script("generate") as module:
        yield module


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


def ran(script: str, *arguments: object) -> str:
    """Run a script, whose exit code 1 only says that a limit of time is broken."""
    command = [sys.executable, BENCHMARKS / f"{script}.py", *arguments]
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout


def read(table: Path, folder: Path) -> Reading:
    reading = open_reader("ucdp-ged").read(table, out=folder)
    save(reading, folder)
    return reading


def test_a_larger_table_begins_with_the_smaller(tmp_path: Path) -> None:
    tables = []
    for rows in (20, 30, 30):
        ran("rows", "--rows", rows, "-o", tmp_path / "ged241.csv")
        tables.append((tmp_path / "ged241.csv").read_bytes())
    small, large, again = tables
    assert large.startswith(small)
    assert large == again != small


def test_rows_are_as_hard_as_the_real_ones_and_all_are_read(tmp_path: Path) -> None:
    ran("rows", "--rows", 3000, "-o", tmp_path / "ged241.csv")
    reading = read(tmp_path / "ged241.csv", tmp_path / "out")
    assert (reading.read["rows"], reading.kept["rows"], reading.refused) == (3000, 3000, [])
    remarks = " ".join(reading.remarks)
    for remark in ("low is above best", "best is above high", "the articles stand in free text"):
        assert remark in remarks
    with (tmp_path / "ged241.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert sum("\n" in row["where_description"] for row in rows) > 200
    assert sum(int(row["number_of_sources"]) > 1 for row in rows) > 200
    assert sum(row["low"] != row["high"] for row in rows) > 600
    for column, codes in (("type_of_violence", "123"), ("date_prec", "12345"), ("where_prec", "123456")):
        assert {row[column] for row in rows} >= set(codes)


def test_wrong_rows_are_refused_and_no_others(tmp_path: Path) -> None:
    ran("rows", "--rows", 400, "--wrong", 0.1, "-o", tmp_path / "ged241.csv")
    reading = read(tmp_path / "ged241.csv", tmp_path / "out")
    with (tmp_path / "ged241.wrong.csv").open() as file:
        told = [f"row {row['row']}" for row in csv.DictReader(file)]
    assert 20 < len(told) < 60
    assert [refusal.what for refusal in reading.refused] == told


@pytest.mark.parametrize("script", sorted(path.stem for path in BENCHMARKS.glob("*.py")))
def test_every_script_is_told_of(script: str) -> None:
    assert f"`{script}.py`" in (BENCHMARKS / "README.md").read_text()


def test_stores_are_measured_and_what_is_measured_is_kept(tmp_path: Path) -> None:
    kept = tmp_path / "results.json"
    how = ("--events", 3, "--engines", "kobe,oxigraph", "--runs", 2, "--results", kept, "--graphs", tmp_path)
    first = ran("stores", *how)
    results = json.loads(kept.read_text())["3"]
    for name in ("kobe", "oxigraph"):
        assert results[name]["load"]["failure"] == ""
        rows = counted(results, name)
        assert rows["claims"] > 40
        assert rows["all events"] == 6
    assert counted(results, "kobe") == counted(results, "oxigraph")
    assert "| claims |" in first
    assert ran("stores", *how) == first


def counted(results: dict[str, Any], name: str) -> dict[str, int]:
    """Give the rows by question."""
    answers = results[name]["cold"]["engines"][name]["answers"]
    return {question: answer["rows"] for question, answer in answers.items()}


def test_ingest_is_measured_beside_others_that_write_the_same() -> None:
    lines = ran("ingest", "--rows", 60, "--peers", "pyoxigraph,rdflib").splitlines()
    cells = [[cell.strip() for cell in line.split("|")[1:4]] for line in lines[2:5]]
    assert [name for name, *_ in cells] == ["kobe", "pyoxigraph alone", "rdflib"]
    assert {rows for _, rows, _ in cells} == {"60"}
    assert len({statements for *_, statements in cells}) == 1


def test_what_rml_says_is_what_the_reader_says(tmp_path: Path, scripts: None) -> None:
    import ingest  # type: ignore[import-not-found]

    ran("rows", "--rows", 40, "-o", tmp_path / "ged241.csv")
    assert ingest.help_out(tmp_path / "ged241.csv", tmp_path / "rows.csv") == 40
    mapping = ingest.rules(tmp_path / "rows.csv", "24.1")
    named = {quad.object.value for quad in pyoxigraph.parse(mapping.encode(), format=pyoxigraph.RdfFormat.TURTLE)}
    with (tmp_path / "rows.csv").open() as file:
        columns = next(csv.reader(file))
    used = {name.split("}")[0] for text in named for name in text.split("{")[1:]} | (named & set(columns))
    assert used == set(columns)


@pytest.fixture
def scripts() -> Iterator[None]:
    """Let the scripts be imported, which find their neighbours beside them."""
    sys.path.insert(0, str(BENCHMARKS))
    yield
    sys.path.remove(str(BENCHMARKS))


def test_the_other_scripts_print_their_tables(tmp_path: Path) -> None:
    assert "| `claims` |" in ran("queries", "--events", 7, 8, "--rdflib", 0, "--runs", 1)
    assert "kobe query claims" in ran("startup", "--runs", 1)
    validation = ran("validation", "--triples", 5000, "--peers", "kobe", "--environment", tmp_path)
    assert "| kobe |" in validation


def test_memory_is_that_of_the_process_and_not_of_who_starts_it(tmp_path: Path) -> None:
    held = b"x" * 200_000_000
    with script("process") as process:
        spent = process.spend([sys.executable, "-c", ""], tmp_path / "said", limit=60, most=8e9)
    assert 0 < spent.memory < len(held) / 2


@pytest.fixture(scope="module")
def exports() -> Iterator[ModuleType]:
    """The measuring of exports."""
    with script("exports") as module:
        yield module


def test_exports_are_measured_and_found_whole(exports: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    forms = ["ttl", "csvw", "geojson", "ucdp"]
    assert exports.main(["--events", "1", "--formats", *forms]) == 0
    rows = [line.split(" | ") for line in capsys.readouterr().out.splitlines() if line.startswith("| `")]
    assert [row[0].strip("|`/ ") for row in rows] == forms
    assert {row[4] for row in rows} == {"yes"}
    assert "ONLY" not in str(rows)
    assert rows[0][6] == "nothing |"
    assert all(" classes (" in row[6] for row in rows[1:])


def test_exports_of_rows_and_of_a_graph_are_measured_too(
    exports: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    for which in (["--events", "2", "--shape", "rows"], ["--graph", str(paths.project().graph)]):
        assert exports.main([*which, "--formats", "nt", "graphml"]) == 0
        told = capsys.readouterr().out
        assert told.count("| yes |") == 2
        assert "ONLY" not in told


def test_an_export_that_holds_less_is_told(exports: ModuleType, tmp_path: Path) -> None:
    form = exports.FORMS["geojson"]._replace(read=lambda path: {"claims": 1})
    make = [sys.executable, str(BENCHMARKS / "generate.py"), "--events", "1", "-o", str(tmp_path / "g.nt")]
    subprocess.run(make, check=True)
    assert not exports.kobe(["load", tmp_path / "g.nt", "--store", tmp_path / "s", "-q"], tmp_path, 1).failure
    line, right = exports.told(form, tmp_path / "g.nt", tmp_path / "s", {"claims": 2}, tmp_path)
    assert not right
    assert "ONLY 1 claims of 2" in line


def test_every_format_of_the_command_is_measured(exports: ModuleType) -> None:
    assert set(FORMATS) - set(exports.FORMS) == {"ontology", "site"}, "neither grows with the claims alone"

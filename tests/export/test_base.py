"""Every export appears whole or not at all, with its checksums and with what it leaves out."""

from __future__ import annotations

import io
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest

from kobe_kg import paths
from kobe_kg.errors import DataError, ParameterError, UnknownNameError
from kobe_kg.export import FORMATS, Form, Losses, Source, base, export
from kobe_kg.export.source import moment
from tests import SEED


class Lossy:
    """A format that keeps nothing but a line."""

    fails = False

    def write(self, source: Source, stream: IO[bytes], *, word: str = "kept") -> Losses:
        stream.write(f"{word}\n".encode())
        if self.fails:
            raise DataError("it cannot be written")
        losses = Losses("lossy")
        for name, number in source.classes().items():
            losses.add_class(name, "it is a line", number)
        for name, number in source.properties().items():
            losses.add_property(name, "it is a line", number)
        return losses

    def write_folder(self, source: Source, folder: Path) -> Losses:
        with (folder / "line").open("wb") as stream:
            return self.write(source, stream)


@pytest.fixture
def lossy(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lossy]:
    module = Lossy()
    monkeypatch.setitem(FORMATS, "lossy", Form("a line", makes="either", options={"word": "what"}))
    kept: Any = base._module
    monkeypatch.setattr(base, "_module", lambda name, form: module if name == "lossy" else kept(name, form))
    return module


@pytest.fixture
def source() -> Source:
    return Source(SEED, paths.vocabulary())


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def test_what_is_left_out_stands_beside_a_file(lossy: Lossy, source: Source, tmp_path: Path) -> None:
    losses = export(source, "lossy", tmp_path / "x.line", word="one")
    assert (tmp_path / "x.line").read_text() == "one\n"
    assert (tmp_path / "x.line.losses.txt").read_text() == losses.text()
    told = json.loads((tmp_path / "x.line.losses.json").read_text())
    events = source.classes()["kg:Event"]
    assert {"kind": "class", "name": "kg:Event", "why": "it is a line", "count": events, "which": []} in told[
        "left_out"
    ]
    assert sum(row["count"] for row in told["left_out"] if row["kind"] == "property") == len({*Source(SEED).triples()})


def test_an_old_account_of_losses_does_not_stay(lossy: Lossy, source: Source, tmp_path: Path) -> None:
    export(source, "lossy", tmp_path / "x.line")
    export(source, "nt", tmp_path / "x.line")
    assert names(tmp_path) == ["x.line"]


def test_a_folder_is_summed(lossy: Lossy, source: Source, tmp_path: Path) -> None:
    export(source, "lossy", tmp_path / "new" / "folder")
    assert names(tmp_path / "new" / "folder") == ["SHA256SUMS", "line", "losses.json", "losses.txt"]
    checked = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path / "new" / "folder", check=False)  # noqa: S607
    assert checked.returncode == 0


def test_a_folder_is_replaced_only_as_it_was_exported(lossy: Lossy, source: Source, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    export(source, "lossy", folder)
    export(source, "lossy", folder)
    (folder / "line").write_text("edited")
    with pytest.raises(DataError, match="would be lost"):
        export(source, "lossy", folder)
    assert (folder / "line").read_text() == "edited"
    assert names(tmp_path) == ["folder"]


def test_a_file_more_is_not_lost(lossy: Lossy, source: Source, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    export(source, "lossy", folder)
    (folder / "mine").write_text("")
    with pytest.raises(DataError, match="would be lost"):
        export(source, "lossy", folder)


def test_nothing_is_left_of_what_fails(lossy: Lossy, source: Source, tmp_path: Path) -> None:
    lossy.fails = True
    for name in ("x.line", "folder"):
        with pytest.raises(DataError):
            export(source, "lossy", tmp_path / name)
    assert names(tmp_path) == []


def test_a_folder_that_takes_no_file_is_an_error(lossy: Lossy, source: Source, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    closed = tmp_path if os.geteuid() else Path("/sys")  # where root cannot make a file either
    for name in ("x.line", "folder"):
        with pytest.raises(DataError, match="cannot write"):
            export(source, "lossy", closed / name)


def test_a_file_in_the_way_of_a_folder_is_an_error(source: Source, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for to in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(DataError):
            export(source, "description", to)
    assert (tmp_path / "file").read_text() == "mine"


def test_bad_calls_are_told(source: Source, tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'trig'"):
        export(source, "trigg", io.BytesIO())
    with pytest.raises(ParameterError, match="no option 'word'"):
        export(source, "nt", io.BytesIO(), word="x")
    with pytest.raises(ParameterError, match="folder of files"):
        export(source, "description", io.BytesIO())


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch, source: Source) -> None:
    monkeypatch.setitem(FORMATS, "odd", Form("odd", extra="odd"))

    def fail(name: str) -> None:
        raise ModuleNotFoundError("no oddlib", name="oddlib")

    monkeypatch.setattr(base, "import_module", fail)
    with pytest.raises(ParameterError, match="oddlib is missing") as caught:
        export(source, "odd", io.BytesIO())
    assert caught.value.hint == 'pip install "kobe-kg[odd]"'


def test_dates_come_from_the_environment_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert moment() is None
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1740000000")
    found = moment()
    assert found is not None
    assert found.isoformat() == "2025-02-19T21:20:00+00:00"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "today")
    with pytest.raises(ParameterError):
        moment()


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_has_its_module(form: str) -> None:
    found = FORMATS[form]
    assert found.makes in ("file", "folder", "either")
    assert not found.summary.endswith(".")
    try:
        module = base._module(form, found)
    except ParameterError as error:
        pytest.skip(str(error))
    if found.makes in ("file", "either"):
        assert callable(module.write)
    if found.makes in ("folder", "either"):
        assert callable(module.write_folder)

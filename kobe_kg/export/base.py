"""The formats by name, and the way every export is written: whole or not at all, with what it leaves out."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import IO, Any, NamedTuple, Protocol

from kobe_kg import files
from kobe_kg.errors import DataError, KobeError, ParameterError, UnknownNameError, suggestion
from kobe_kg.export.losses import Losses
from kobe_kg.export.source import Source

__all__ = ["FORMATS", "FileExporter", "FolderExporter", "Form", "Losses", "Source", "export", "write_folder"]

#: The list of a folder's files with their checksums, as sha256sum reads it.
SUMS = "SHA256SUMS"


class Form(NamedTuple):
    """A format."""

    #: What it is for, a few words.
    summary: str
    #: What its exporter makes: ``file``, ``folder``, or ``either``, as the name of the output says.
    makes: str = "file"
    #: The extra of the package that it needs, if any.
    extra: str = ""
    #: What may be set with ``-p``: name to what it means, with its default.
    options: Mapping[str, str] = {}
    #: The module in full, if it is not one of its own name in this package.
    module: str = ""


class FileExporter(Protocol):
    """A module that writes a format of one file."""

    def write(self, source: Source, stream: IO[bytes], **options: str) -> Losses | None:
        """Write the graph.

        :param options: the format's own, as texts; only those that were given.
        :returns: what it leaves out; None when that is nothing.
        :raises ParameterError: when an option does not fit.
        """
        ...


class FolderExporter(Protocol):
    """A module that writes a format of several files."""

    def write_folder(self, source: Source, folder: Path, **options: str) -> Losses | None:
        """Write the graph into an empty folder; the checksums are added afterwards."""
        ...


#: Format to what it is; a module is imported only when its format is asked for.
FORMATS: dict[str, Form] = {
    "ttl": Form("Turtle as kobe format writes it; a folder where the name is one", makes="either"),
    "nt": Form("N-Triples, sorted; for graphs of any size"),
    "nq": Form("N-Quads, sorted; what each report says is a graph"),
    "trig": Form("TriG; what each report says is a graph"),
    "jsonld": Form("JSON-LD with short names, for programs that read JSON"),
    "rdfxml": Form("RDF/XML"),
    "description": Form(
        "what the graph is, for catalogues and search engines: VoID, DCAT 3, schema.org",
        makes="folder",
        options={
            "formats": "the formats it is published in (ttl nt nq trig jsonld rdfxml)",
            "base": "address of the folder where they are published",
        },
    ),
    "nanopubs": Form(
        "one nanopublication a claim, as TriG",
        makes="either",
        options={
            "claim": "slug, prefixed name or IRI of the only one wanted",
            "curator": "IRI of who keeps the record, such as an ORCID (the data set’s creators and publisher)",
            "key": "file of an RSA private key to sign with (unsigned)",
        },
    ),
    "schemaorg": Form(
        "events and claims as JSON-LD of schema.org, for search engines and fact-checkers",
        options={"claim": "slug, prefixed name or IRI of the only one wanted"},
    ),
    "csvw": Form("tables for a spreadsheet, as CSV with metadata (CSV on the Web)", makes="folder"),
    "parquet": Form("the same tables as Parquet, typed, for data frames", makes="folder", extra="parquet"),
    "geojson": Form("the places that claims name, for a map"),
    "graphml": Form("who says what, where and after whom, as a network for Gephi or networkx"),
    "ucdp": Form(
        "events with figures of people killed, as rows of UCDP GED",
        makes="either",
        options={"policy": "what makes one number of the claims (UcdpStyle)"},
    ),
    "acled": Form(
        "events as rows of ACLED",
        makes="either",
        options={"policy": "what makes one number of the claims (LowestReported)"},
    ),
    "site": Form(
        "a web site that needs no server: every page in two languages, with the data behind it",
        makes="folder",
        extra="serve",
        options={"base": "address where it will be published"},
        module="kobe_kg.serve.folder",
    ),
    "ontology": Form("every term on a page, in English and French, with the terms as Turtle", makes="folder"),
}


def export(source: Source, form: str, to: Path | IO[bytes], **options: str) -> Losses:
    """Write a graph in a format.

    Beside the file, or in the folder, stands what it leaves out: ``<name>.losses.txt`` and ``<name>.losses.json``.

    :param form: one of :data:`FORMATS`.
    :param to: a file, or a folder; for formats of one file also a stream. A folder is new, empty, or holds an earlier
        export that nobody has changed.
    :param options: the format's own.
    :returns: what is left out, which may be nothing.
    :raises UnknownNameError: when there is no such format.
    :raises ParameterError: when an option does not fit, or a package that it needs is not installed.
    :raises DataError: when the output cannot be written.
    """
    found = _form(form)
    for name in options:
        if name not in found.options:
            hint = suggestion(name, found.options) if found.options else f"{form} has none"
            raise ParameterError(f"{form} has no option {name!r}", hint=hint)
    module = _module(form, found)
    try:
        return _write(source, form, to, module, options)
    finally:
        source.close()


@contextmanager
def write_folder(target: Path) -> Iterator[Path]:
    """Give an empty folder that takes the target's place, with checksums, once it is filled; on an error it is gone.

    :raises DataError: when the target holds anything but an earlier export, or cannot be written.
    """
    _check_free(target)
    given, target = target, Path(os.path.realpath(target))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with files.temporary_folder(f".{target.name}.", target) as made:
            yield made
            _sum(made)
            made.chmod(0o777 & ~_umask())
            old = made.with_suffix(".old")
            if target.exists():
                target.rename(old)
            try:
                made.rename(target)
            except OSError:
                if old.exists():
                    old.rename(target)
                raise
            shutil.rmtree(old, ignore_errors=True)
    except (BrokenPipeError, KobeError):
        raise
    except OSError as error:
        raise DataError(f"cannot write {given}: {error.strerror}") from error


def _write(source: Source, form: str, to: Path | IO[bytes], module: Any, options: Mapping[str, str]) -> Losses:
    found = _form(form)
    if not isinstance(to, Path):
        if found.makes == "folder":
            raise ParameterError(f"{form} is a folder of files", hint="name one: -o FOLDER")
        return _told(source, form, module.write(source, to, **options))
    if found.makes == "folder" or (found.makes == "either" and _is_folder(to)):
        with write_folder(to) as folder:
            losses = _told(source, form, module.write_folder(source, folder, **options))
            _beside(losses, folder, "")
        return losses
    with files.replacing(to) as stream:
        losses = _told(source, form, module.write(source, stream, **options))
    if not to.exists() or to.is_file():
        _beside(losses, to.parent, f"{to.name}.")
    return losses


def _form(name: str) -> Form:
    if name not in FORMATS:
        raise UnknownNameError("format", name, FORMATS)
    return FORMATS[name]


def _module(name: str, form: Form) -> Any:
    try:
        return import_module(form.module or f"kobe_kg.export.{name}")
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("kobe_kg") or not form.extra:
            raise
        raise ParameterError(f"{error.name} is missing", hint=f'pip install "kobe-kg[{form.extra}]"') from error


def _told(source: Source, form: str, losses: Losses | None) -> Losses:
    """Add to what a format leaves out what no format may pass on."""
    told = losses or Losses(form)
    for term, why in source.restricted.items():
        if not str(term).startswith("_:"):
            told.add_restricted(term.value, why)
    return told


def _is_folder(to: Path) -> bool:
    is_stream = to.exists() and not to.is_file() and not to.is_dir()
    return to.is_dir() or not (to.suffix or is_stream)


def _beside(losses: Losses, folder: Path, before: str) -> None:
    """Write what is left out, and take away what an earlier export of that name told."""
    for name, text in ((f"{before}losses.txt", losses.text()), (f"{before}losses.json", losses.to_json())):
        if losses:
            with files.replacing(folder / name) as stream:
                stream.write(text.encode())
        else:
            (folder / name).unlink(missing_ok=True)


def _sum(folder: Path) -> None:
    found = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    lines = [f"{_checksum(folder / name)}  {name}\n" for name in found]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8", newline="\n")


def _checksum(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _check_free(target: Path) -> None:
    if target.exists() and not target.is_dir():
        raise DataError(f"{target} is a file, and a folder is to be written there")
    if not target.is_dir() or not any(target.iterdir()):
        return
    if target.resolve() == Path.cwd().resolve() or not _is_export(target):
        raise DataError(
            f"{target} holds files that would be lost",
            hint="name a new folder; only an export that nobody has changed is replaced",
        )


def _is_export(folder: Path) -> bool:
    """Tell whether a folder holds what its checksums list, unchanged, and nothing else."""
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return False
    listed = {line[66:]: line[:64] for line in lines}
    there = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if not p.is_dir() or p.is_symlink()} - {SUMS}
    return there == set(listed) and all(_checksum(folder / name) == sum_ for name, sum_ in listed.items())


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

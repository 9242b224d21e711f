"""Turtle text and files to triples, or an error that says what is wrong and where."""

from __future__ import annotations

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path

import pyoxigraph
from pyoxigraph import RdfFormat, Triple

from kobe_kg.errors import DataError, ParameterError, Position
from kobe_kg.turtle.explaining import explain
from kobe_kg.turtle.newer import check_newer, may_be_deep
from kobe_kg.turtle.tokens import Lines


def parse(text: str, *, path: Path | str | None = None, base: str | None = None) -> list[Triple]:
    """Read the triples of a Turtle 1.1 text, in the order they stand, repeated ones repeated.

    Lexical forms stay as written; language tags come in lower case. Blank nodes get labels of their own, so
    that the triples of several texts can be put together.

    :param text: the whole document.
    :param path: the file it came from, to be named in errors.
    :param base: the IRI to resolve relative IRIs against until the text declares one.
    :raises DataError: where the text is not Turtle 1.1.
    :raises ParameterError: when the base is not an absolute IRI.

    >>> parse("<https://example.org/a> <https://example.org/max> 034 .")[0].object.value
    '034'
    """
    return parse_with_prefixes(text, path=path, base=base)[0]


def parse_with_prefixes(
    text: str, *, path: Path | str | None = None, base: str | None = None
) -> tuple[list[Triple], dict[str, str]]:
    """Do as :func:`parse`, and give the prefixes that the text declares, the last declaration of each."""
    data = _encoded(text, path)
    if may_be_deep(text):
        check_newer(text, path=path)
    try:
        parser = pyoxigraph.parse(data, RdfFormat.TURTLE, base_iri=base, rename_blank_nodes=True)
        triples = [quad.triple for quad in parser]
    except SyntaxError as error:
        raise explain(text, error, path) from None
    except ValueError:
        raise ParameterError(f"the base {base!r} is not an absolute IRI") from None
    check_newer(text, path=path)
    return triples, parser.prefixes


def _encoded(text: str, path: Path | str | None) -> bytes:
    """Give a text as UTF-8.

    :raises DataError: at half a character, which no file can hold.
    """
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        where = Lines(text, path).position(error.start)
        raise DataError(f"U+{ord(text[error.start]):04X} is half of a character", where=where) from None


def read(path: Path) -> list[Triple]:
    """Read the triples of a Turtle file.

    :raises DataError: when the file cannot be read, is not UTF-8 or not Turtle 1.1.
    """
    return parse(read_text(path), path=path)


def read_text(path: Path) -> str:
    """Read a file as UTF-8, without a byte order mark and with its line ends as they are.

    :raises DataError: when the file is missing, unreadable or not UTF-8.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise DataError(f"there is no file {path}") from None
    except IsADirectoryError:
        raise DataError(f"{path} is a folder, not a file") from None
    except OSError as error:
        raise DataError(f"cannot read {path}: {(error.strerror or str(error)).lower()}") from None
    data = data.removeprefix(BOM_UTF8)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise _not_utf8(data, error.start, path) from None


def _not_utf8(data: bytes, wrong: int, path: Path) -> DataError:
    """Name the first byte that is not UTF-8, by line and column."""
    start = data.rfind(b"\n", 0, wrong) + 1
    end = data.find(b"\n", wrong)
    shown = data[start : end if end >= 0 else len(data)].decode(errors="replace").rstrip("\r")
    column = len(data[start:wrong].decode()) + 1
    where = Position(data.count(b"\n", 0, wrong) + 1, column, path=path, text=shown)
    hint = "save the file as UTF-8"
    if data[:2] in (BOM_UTF16_LE, BOM_UTF16_BE):
        hint += "; it looks like UTF-16"
    return DataError(f"byte 0x{data[wrong]:02X} is not UTF-8", where=where, hint=hint)

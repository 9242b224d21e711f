"""Whatever a text holds, it is read, or refused with an error of ours: no crash, no wait, no call to elsewhere."""

import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode

from kobe_kg import turtle
from kobe_kg.errors import DataError, LimitError

DATA = Path(__file__).parent.parent / "data" / "turtle"
A, P = NamedNode("x:a"), NamedNode("x:p")
K = "PREFIX k: <x:> "
N = 5_000

# Texts that took time with the square of their length, or memory, or the process, when they were first tried; and
# their like.
HOSTILE = {
    # an unclosed long string was tried again at each quote in it
    "long strings open": '"""' + '\\"""' * N,
    "strings open on one line": '<x:a> <x:p> "' + '\\"' * N,
    "quotes": '"' * (N + 1),
    "strings open on each line": "<x:a> <x:p> 'a\n" * N,
    # a name without a colon was tried again at each letter
    "letters": "é" * N,
    "letters and digits": "a1" * N,
    "letters and dots": "a." * N,
    "dots": "." * N,
    "a name and dots": K + "k:a" + "." * N,
    "colons": ":" * N,
    "names with dots": K + "k:a k:b " + "k:a.b," * N + "k:c .",
    "names with dots and no space": K + "k:a<x:p>" + "<x:y>,k:a.b," * N + "k:c .",
    "escapes in a name": K + "k:a k:b k:" + "\\,.a" * N + " .",
    "angles": "<" * N,
    "a long IRI": f"<x:{'a' * N}> <x:p> 1 .",
    "a long IRI open": f"<x:{'a' * N}",
    "a long string": f"<x:a> <x:p> '{'a' * N}' .",
    "a long tag": "<x:a> <x:p> 'a'@a" + "-a" * N + " .",
    "numbers": "<x:a> <x:p> " + "1." * N,
    # a text grows with the square of the depth when it is indented
    "brackets": "<x:a> " + "<x:p> [" * N + "]" * N + " .",
    "brackets open": "<x:a> " + "<x:p> [" * N,
    "brackets closed": "]" * N,
    "lists": "<x:a> <x:p> " + "(" * N + ")" * N + " .",
    "lists open": "<x:a> <x:p> " + "(" * N,
    # each directive copied the prefixes before it
    "prefixes": "".join(f"PREFIX p{n}: <x:{n}#> p{n}:a p{n}:b p{n}:c .\n" for n in range(N // 4)),
    "prefixes not declared": "".join(f"p{n}:a p{n}:b p{n}:c .\n" for n in range(N)),
    "bases": "".join(f"BASE <http://x/{n}/> <a> <b> <c> .\n" for n in range(N // 10)),
    # the parser follows triple terms within each other until the stack ends, and with it the process
    "triple terms": "<x:a> <x:p> " + "<<( <x:a> <x:p> " * 100_000 + "1" + ")>>" * 100_000 + " .",
    "triple terms in a text with an error": "<x:a> .\n<x:a> <x:p> " + "<<( <x:a> <x:p> " * 100_000,
    "triple terms in a string": "<x:a> . <x:a> <x:p> '" + "<<( <x:a> <x:p> " * 100_000 + "' .",
    "annotations": "<x:a> <x:p> <x:o> " + "{| <x:p> <x:o> " * N + "|}" * N + " .",
    "version": "version" + " " * N,
    "NULs": "\0" * N,
    "a NUL in a string": "<x:a> <x:p> '\0\\u0000' .",
    "half characters, escaped": "<x:a> <x:p> '" + "\\uD83D" * N + "' .",
    "half characters": "<x:a> <x:p> '\ud83d\ude00' .",
    "too high a character": "<x:a> <x:p> '\\UFFFFFFFF' .",
    "backslashes": "\\" * N,
    "comments": "#\n" * N,
    "returns": "\r" * N + "x",
    "a byte order mark within": "<x:a> \ufeff<x:p> 1 .",
    "errors": K + "k:a k:b . " * N,
    "blank nodes all alike": "<x:a> <x:p> " + ", ".join(["[ <x:q> 1 ]"] * (N // 10)) + " .",
    "a ring of blank nodes": "".join(f"_:n{n} <x:p> _:n{(n + 1) % 300} .\n" for n in range(300)),
}
JOBS: dict[str, Callable[[str], object]] = {
    "parse": turtle.parse,
    "problems": turtle.problems,
    "check_newer": turtle.check_newer,
    "format": turtle.format,
    "find": lambda text: turtle.locate(text, A, P, Literal("z")),
    "find a blank node": lambda text: turtle.locate(text, BlankNode("b"), None, Literal(1)),
}


@pytest.mark.parametrize("job", JOBS)
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile(name: str, job: str) -> None:
    with suppress(DataError, LimitError):
        JOBS[job](HOSTILE[name])


SOUND = [path.read_bytes() for path in sorted(DATA.rglob("*.ttl"))]
SCRAPS = [b'"""', b'"', b"'", b"'''", b"<", b">", b"[", b"]", b"(", b")", b".", b";", b",", b"#", b"\\", b"\\u00", b"@"]
SCRAPS += [
    b"\n",
    b"\r",
    b" ",
    b"\0",
    b"\xff",
    b"\xed\xa0\xbd",
    b"\xef\xbb\xbf",
    b"<<(",
    b"{|",
    b"~",
    b"_:b",
    b"^^",
    b":",
]
SCRAPS += [
    b"PREFIX k: <x:> ",
    b"@prefix k: <x:> .",
    b"BASE <y>",
    b"VERSION '1.2'",
    b"kg:a",
    b"1.",
    b"1e",
    b"--ltr",
    b"%",
]


def mutated(chance: random.Random) -> bytes:
    """Change a file here and there: pieces cut out, moved, doubled, put in."""
    data = bytearray(chance.choice(SOUND))
    for _ in range(chance.randrange(1, 8)):
        start = chance.randrange(len(data) + 1)
        end = min(len(data), start + chance.choice([0, 1, 1, 2, 10, 100]))
        other = chance.choice(SOUND)
        place = chance.randrange(len(other) + 1)
        new = chance.choice([b"", chance.choice(SCRAPS), bytes(data[start:end]) * 2, other[place : place + 40]])
        data[start:end] = new
    return bytes(data)


def check(data: bytes, path: Path) -> None:
    """Do with a file all that can be done, and compare."""
    path.write_bytes(data)
    try:
        text = turtle.read_text(path)
    except DataError:
        return
    errors = turtle.problems(text)
    assert all(error.where and 1 <= error.where.column <= len(error.where.text or "") + 1 for error in errors)
    places = [(error.where.line, error.where.column) for error in errors if error.where]
    try:
        triples = turtle.parse(text)
    except DataError:
        assert errors
        triples = []
    else:
        assert not errors
    with suppress(DataError, LimitError):
        turtle.format(text)
    locator = turtle.Locator(text)
    for triple in triples[:50]:
        assert isinstance(triple.subject, NamedNode | BlankNode)
        assert isinstance(triple.object, NamedNode | BlankNode | Literal)
        around = turtle.surroundings(
            lambda s, p, o: [
                t for t in triples if s in (None, t.subject) and p in (None, t.predicate) and o in (None, t.object)
            ],
            triple.subject,
            triple.object,
        )
        place = locator.find(triple.subject, triple.predicate, triple.object, around=around, exact=True)
        assert place is not None or triple.predicate.value.endswith("#rest")
    assert len(places) <= 20


@settings(max_examples=150, deadline=None, database=None, derandomize=True)
@given(st.randoms(use_true_random=False))
def test_files_with_anything_changed_in_them(tmp_path_factory: pytest.TempPathFactory, chance: random.Random) -> None:
    check(mutated(chance), tmp_path_factory.getbasetemp() / "mutated.ttl")


@settings(max_examples=150, deadline=None, database=None, derandomize=True)
@given(st.one_of(st.binary(max_size=60), st.lists(st.sampled_from(SCRAPS), max_size=20).map(b"".join)))
def test_any_bytes(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    check(data, tmp_path_factory.getbasetemp() / "any.ttl")

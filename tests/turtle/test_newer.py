"""Syntax of RDF 1.2 is seen wherever it stands, and nowhere else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kobe_kg import turtle
from kobe_kg.errors import DataError
from kobe_kg.turtle.tokens import tokens

NEWER = ["<<", "<<(", "{|", "~", "@en--ltr", "@version '1.2'", "VERSION '1.2'", 'version # now\n "1.2"']
OTHER = [
    "<x:a>",
    "<x:~a>",
    '"~"',
    "'<<'",
    '"""{|\n"""',
    "# ~ <<\n",
    "k:\\~a",
    "k:a.b",
    "@en",
    '"a',
    "'''",
    "<",
    "{",
    "\\",
]
OTHER += [" ", "\n", ".", '"version \\"1\\""', "<version>", "k:version", '"@en--ltr"', "k:x\\'", '"']


@pytest.mark.parametrize("sign", NEWER)
def test_refused_where_it_stands(sign: str) -> None:
    with pytest.raises(DataError, match=r"RDF 1\.2 syntax") as caught:
        turtle.check_newer(f'<x:a> <x:p> "~ <<" .\n # {{|\n {sign}', path="a.ttl")
    assert str(caught.value.where) == "a.ttl:3:2"


@pytest.mark.parametrize("text", [piece for piece in OTHER if piece not in ("'''", '"a')])
def test_the_rest_is_left_alone(text: str) -> None:
    turtle.check_newer(f"<x:a> <x:p> {text}")


@settings(max_examples=400, deadline=None, database=None)
@given(st.lists(st.sampled_from(NEWER + OTHER * 2), max_size=8), st.sampled_from(["", " "]))
def test_as_the_tokens_say(parts: list[str], between: str) -> None:
    text = between.join(parts)
    found = list(tokens(text))
    if any(token.kind == "newer" or (token.kind == "at" and "--" in token.text) for token in found):
        with pytest.raises(DataError):
            turtle.check_newer(text)
    elif not any(token.text.lower() in ("version", "@version") for token in found):
        turtle.check_newer(text)

"""Blank nodes get the same numbers whatever they were called, as long as the graph is the same."""

import random

import pytest
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad

from kobe_kg import turtle
from kobe_kg.errors import LimitError
from kobe_kg.turtle import numbering


def edges(*pairs: tuple[int, int]) -> str:
    return "".join(f"_:n{a} <x:p> _:n{b} .\n" for a, b in pairs)


def ring(n: int) -> str:
    return edges(*((i, (i + 1) % n) for i in range(n)))


def both_ways(n: int) -> str:
    return edges(*((i, (i + step) % n) for i in range(n) for step in (1, -1)))


def clique(n: int) -> str:
    return edges(*((i, j) for i in range(n) for j in range(n) if i != j))


def chain(n: int) -> str:
    return edges(*((i, i + step) for i in range(n) for step in (1, 2)))


def torus(n: int) -> str:
    return edges(*((i, (i + 1) % n + i // n * n) for i in range(n)), *((i, (i + n) % (n * n)) for i in range(n * n)))


def relabelled(text: str, seed: int) -> str:
    chance = random.Random(seed)  # noqa: S311 - a repeatable shuffle
    lines = text.splitlines()
    names = sorted({word for line in lines for word in line.split() if word.startswith("_:")})
    others = names[:]
    chance.shuffle(others)
    new = dict(zip(names, others, strict=True))
    chance.shuffle(lines)
    return "\n".join(" ".join(new.get(word, word) for word in line.split()) for line in lines)


@pytest.mark.parametrize(
    "text",
    [
        ring(1),
        ring(2),
        ring(60),
        both_ways(40),
        clique(12),
        chain(300),
        torus(6),
        ring(5) + ring(5).replace("n", "m") + ring(4).replace("n", "o"),
        ring(7) + "_:n3 <x:q> 1 .",
        ring(6) + "<x:a> <x:p> _:n0 , _:n3 .",
        clique(4) + "".join(f"_:n{i} <x:p> _:leaf{i} .\n" for i in range(4)),
        both_ways(6) + "_:n1 <x:p> _:n1 .",
    ],
    ids=lambda text: f"{text.count('.')} triples",
)
def test_labels_and_order_do_not_matter(text: str) -> None:
    formatted = turtle.format(text)
    assert turtle.format(formatted) == formatted
    for seed in range(3):
        assert turtle.format(relabelled(text, seed)) == formatted


def test_different_graphs_stay_different() -> None:
    # Two rings of three and one of six look alike from every node.
    assert turtle.format(both_ways(6)) != turtle.format(both_ways(3) + both_ways(3).replace("n", "m"))


def test_it_agrees_with_the_canonicalisation_of_the_w3c() -> None:
    chance = random.Random(20250207)  # noqa: S311 - a repeatable choice
    by_text: dict[str, str] = {}
    by_canon: dict[str, str] = {}
    for _ in range(400):
        n = chance.randint(2, 4)
        text = edges(*((chance.randrange(n), chance.randrange(n)) for _ in range(chance.randint(2, 6))))
        dataset = Dataset([Quad(t.subject, t.predicate, t.object) for t in turtle.parse(text)])
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        canon, formatted = "\n".join(sorted(map(str, dataset))), turtle.format(text)
        assert by_text.setdefault(formatted, canon) == canon
        assert by_canon.setdefault(canon, formatted) == formatted


def test_a_graph_too_alike_ends_in_an_error_and_not_in_a_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbering, "LIMIT", 20_000)
    with pytest.raises(LimitError, match="too alike"):
        turtle.format(both_ways(500))

"""Read, write, format and locate Turtle: the one canonical text form of the graph's files.

Turtle 1.1 only. Read and parse keep lexical forms as written; write and format give the same text for the
same graph, whatever the order and the blank node labels it came in; locate finds a triple's place in a text;
problems tells all that is wrong with a text at once.
"""

from kobe_kg.turtle.checking import problems
from kobe_kg.turtle.locating import Locator, locate
from kobe_kg.turtle.matching import surroundings
from kobe_kg.turtle.newer import check_newer
from kobe_kg.turtle.reading import parse, read, read_text
from kobe_kg.turtle.streaming import rows, write_rows
from kobe_kg.turtle.writing import format, write  # noqa: A004 - goes with parse

__all__ = [
    "Locator",
    "check_newer",
    "format",
    "locate",
    "parse",
    "problems",
    "read",
    "read_text",
    "rows",
    "surroundings",
    "write",
    "write_rows",
]

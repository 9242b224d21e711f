"""YAML as a tree that remembers where each key stands, so that any fault can be shown in its file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from kobe_kg.errors import DataError, Position
from kobe_kg.turtle import read_text

#: The way to a node: keys and places in lists, e.g. ``("reports", 3, "claims", 2, "qualifier")``.
Way = tuple[str | int, ...]

#: Levels of nesting that are read.
_DEEP = 50

_TAG = "tag:yaml.org,2002:"
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_LOADER):  # type: ignore[misc,valid-type]
    """Reads dates as the texts they are, so that 2025-02 and 2025-02-08 come alike."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - the loader's own way to be set up
        first: [(tag, pattern) for tag, pattern in resolvers if tag != f"{_TAG}timestamp"]
        for first, resolvers in _LOADER.yaml_implicit_resolvers.items()
    }


@dataclass(slots=True)
class Node:
    """A value of the file: a scalar, a list of nodes, or a mapping to nodes."""

    #: The value.
    value: Any
    #: Where it stands: for the value of a key, where the key does.
    where: Position

    def data(self) -> Any:
        """Give the plain value, nodes taken away all the way down; a key without a value is left out."""
        if isinstance(self.value, dict):
            return {key: node.data() for key, node in self.value.items() if node.value is not None}
        if isinstance(self.value, list):
            return [node.data() for node in self.value]
        return self.value

    def find(self, way: Way) -> Node:
        """Give the node at the end of a way, or the last one on it that exists."""
        node = self
        for step in way:
            held: Any = node.value
            steps = held if isinstance(held, dict) else range(len(held)) if isinstance(held, list) else ()
            if step not in steps:
                break
            node = held[step]
        return node

    def merge(self, other: Node) -> None:
        """Take over what another tree says: mappings by key, lists of things with an id by their id, the rest whole."""
        if isinstance(self.value, dict) and isinstance(other.value, dict):
            for key, node in other.value.items():
                if key in self.value:
                    self.value[key].merge(node)
                else:
                    self.value[key] = node
        elif _has_ids(self) and _has_ids(other):
            mine = {node.value["id"].value: node for node in self.value}
            for node in other.value:
                name = node.value["id"].value
                if name in mine:
                    mine[name].merge(node)
                else:
                    self.value.append(node)
        else:
            self.value, self.where = other.value, other.where


def read(path: Path) -> Node:
    """Read a YAML file whose top is a mapping.

    :raises DataError: when it is missing or no UTF-8, no YAML, gives a key twice, or uses anchors.
    """
    text = read_text(path)
    lines = text.splitlines()

    def position(mark: Any) -> Position:
        line = lines[mark.line] if mark.line < len(lines) else None
        return Position(mark.line + 1, mark.column + 1, path=path, text=line)

    try:
        _check_depth(text, path)
        loader = _Loader(text)
        try:
            top = loader.get_single_node()
            node = None if top is None else _grow(top, position(top.start_mark), loader, position, set())
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = None if mark is None else position(mark)
        raise DataError(f"this is no YAML: {error.problem or error.context}", where=where) from None
    except yaml.YAMLError as error:
        raise DataError(f"{path} is no YAML: {str(error).splitlines()[0]}") from None
    if node is None or not isinstance(node.value, dict):
        raise DataError(
            f"{path} holds no keys at its top", hint="a dossier begins with keys such as events: or reports:"
        )
    return node


def spell(way: Way) -> str:
    """Write a way as people read it.

    >>> spell(("reports", 3, "claims", 2, "qualifier"))
    'reports[3].claims[2].qualifier'
    """
    text = ""
    for step in way:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text or "the file"


def _check_depth(text: str, path: Path) -> None:
    """Refuse what no person nests, before anything walks down it."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEP:
            raise DataError(f"{path} is nested too deep: {_DEEP} levels are read")


def _has_ids(node: Node) -> bool:
    return isinstance(node.value, list) and all(isinstance(n.value, dict) and "id" in n.value for n in node.value)


def _grow(node: Any, where: Position, loader: Any, position: Any, seen: set[int]) -> Node:
    if id(node) in seen:
        raise DataError("anchors and aliases are not read", where=where, hint="write the value out where it is used")
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        return Node([_grow(n, position(n.start_mark), loader, position, seen) for n in node.value], where)
    if not isinstance(node, yaml.MappingNode):
        try:
            return Node(loader.construct_object(node), where)
        except (ValueError, yaml.YAMLError) as error:
            raise DataError(f"this value cannot be read: {str(error).splitlines()[0]}", where=where) from None
    grown: dict[str, Node] = {}
    for key, value in node.value:
        place = position(key.start_mark)
        if not isinstance(key, yaml.ScalarNode):
            raise DataError("a key is a single word or number", where=place)
        if key.value in grown:
            raise DataError(
                f"the key {key.value!r} is given twice", where=place, hint="put both together, or rename one"
            )
        grown[key.value] = _grow(value, place, loader, position, seen)
    return Node(grown, where)

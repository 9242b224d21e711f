"""Tell whether a query about one focus node may be asked of all of them at once.

SHACL puts the focus node in the place of ``$this`` wherever it stands, and runs the query once for each (section
5.3.1). To run it once for all, with ``$this`` a variable like others, gives the same where each group that speaks of
``$this`` also finds it in a triple pattern of its own, before it is calculated with. Where that cannot be seen, the
answer is no, and the query is slower for it.
"""

from __future__ import annotations

from collections.abc import Sequence

from kobe_kg.sparql import Token

_AGGREGATES = {"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"}
_WITHIN = {"OPTIONAL", "EXISTS", "UNION", "MINUS"}


class _Group:
    """What stands between two braces, in order."""

    def __init__(self, kind: str) -> None:
        #: The word before it, if it is one of those that matter.
        self.kind = kind
        self.items: list[Token | _Group] = []

    @property
    def words(self) -> list[str]:
        return [item.text.upper() for item in self.items if isinstance(item, Token) and item.kind == "word"]

    @property
    def groups(self) -> list[_Group]:
        return [item for item in self.items if isinstance(item, _Group)]

    @property
    def speaks(self) -> bool:
        """Whether it names the focus node."""
        return any(item.speaks if isinstance(item, _Group) else _is_this(item) for item in self.items)

    @property
    def finds(self) -> bool:
        """Whether its solutions bind the focus node by a triple pattern."""
        if "SELECT" in self.words:
            return self.groups[0].finds
        depth = 0
        for item in self.items:
            if isinstance(item, Token):
                depth += {"(": 1, ")": -1}.get(item.text, 0)
                if depth == 0 and _is_this(item):
                    return True
        return any(all(branch.finds for branch in branches) for branches in self._alternatives())

    def _alternatives(self) -> list[list[_Group]]:
        """Give the groups within that solutions must come from, those joined by UNION together."""
        found: list[list[_Group]] = []
        for group in self.groups:
            if group.kind == "UNION" and found:
                found[-1].append(group)
            elif group.kind == "":
                found.append([group])
        return found

    def is_free(self, *, given: bool = False) -> bool:
        """Tell whether it means the same with the focus node a variable.

        :param given: whether filters of the group see the focus node from outside, as in OPTIONAL.
        """
        if not self.speaks:
            return True
        if "SELECT" in self.words:
            return self._is_free_select()
        if not (self.finds or given):
            return False
        found = bind = False
        depth = 0
        for item, after in zip(self.items, [*self.items[1:], None], strict=True):
            if isinstance(item, _Group):
                if not _is_free_within(item, found):
                    return False
                first = isinstance(after, Token) and after.text.upper() == "UNION"
                found = found or (item.kind == "" and not first and item.finds)
                continue
            depth += {"(": 1, ")": -1}.get(item.text, 0)
            if item.kind == "word" and depth == 0:
                bind = item.text.upper() == "BIND"
            if _is_this(item):
                if bind and depth and not found:
                    return False
                found = found or depth == 0
        return True

    def _is_free_select(self) -> bool:
        words = self.words
        if {"LIMIT", "OFFSET"} & set(words):
            return False
        if "GROUP" in words:
            start = next(
                i for i, item in enumerate(self.items) if isinstance(item, Token) and item.text.upper() == "GROUP"
            )
            by = [item for item in self.items[start:] if isinstance(item, Token)]
            end = next((i for i, t in enumerate(by) if t.text.upper() in ("HAVING", "ORDER")), len(by))
            if not any(map(_is_this, by[:end])):
                return False
        elif _AGGREGATES & set(words):
            return False
        return self.groups[0].is_free()


def _is_free_within(group: _Group, found: bool) -> bool:
    if group.kind == "EXISTS":
        return True  # looked at for each solution, with what that binds
    return group.kind != "MINUS" and group.is_free(given=group.kind == "OPTIONAL" and found)


def is_free(tokens: Sequence[Token]) -> bool:
    """Tell whether a SELECT query of SHACL-SPARQL means the same when it is run once for all focus nodes.

    :param tokens: the query, without spaces and comments.

    >>> from kobe_kg.sparql import significant
    >>> is_free(significant("SELECT $this WHERE { $this kg:max ?n . FILTER(?n > 9) }"))
    True
    >>> is_free(significant("SELECT $this WHERE { FILTER(isBlank($this)) }"))
    False
    """
    top = _Group("")
    open_groups = [top]
    before = ""
    for token in tokens:
        if token.text == "{":
            group = _Group(before if before in _WITHIN else "")
            open_groups[-1].items.append(group)
            open_groups.append(group)
        elif token.text == "}":
            open_groups.pop()
        else:
            open_groups[-1].items.append(token)
        before = token.text.upper()
    return len(open_groups) == 1 and bool(top.groups) and top.is_free()


def _is_this(token: Token) -> bool:
    return token.kind == "variable" and token.text[1:] == "this"

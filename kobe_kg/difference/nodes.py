"""A graph as resources and what each says, blank nodes known by what they hold.

Two graphs that differ in the labels, the order or the files of their triples alone come out equal. A blank node that is
used once, as nearly all are, is spelled out where it is used. Those that are used several times or in a circle are told
by the group they hang together in: its canonical form, and the place in it.

The canonicalisation of the W3C, RDFC-1.0, would do for that. :mod:`kobe_kg.turtle.numbering` is used because it ends,
with an order or a clear error, on the graphs that RDFC-1.0 may work on for ever; nothing it gives leaves the process,
so no other program need agree with it. A group is numbered by itself: what changes elsewhere leaves it its name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from hashlib import sha256

from pyoxigraph import Triple

from kobe_kg.turtle.numbering import Edges, number

#: What a resource says: predicate to objects. Each is spelled as in N-Triples, a blank node by what it holds.
Properties = dict[str, set[str]]

_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
# How much of a long spelling is kept before its hash.
_KEPT = 400


class Nodes:
    """The resources of a graph.

    :param triples: read once; repeated ones count once.
    :raises LimitError: when blank nodes are too alike to be told apart in reasonable time.
    """

    def __init__(self, triples: Iterable[Triple]) -> None:
        #: What each resource with an IRI says.
        self.named: dict[str, Properties] = {}
        #: What blank nodes say that no resource with an IRI leads to; by their spelling.
        self.loose: dict[str, Properties] = {}
        #: What every blank node says, by its spelling.
        self.blank: dict[str, Properties] = {}
        self._raw: dict[str, dict[str, set[str]]] = {}
        self._owners: dict[str, list[tuple[str, str]]] = {}
        self._read(triples)
        self._spelled: dict[str, str] = {}
        self._spell()
        self._gather()

    def said(self, spelled: str) -> Properties:
        """Give what a blank node says, by its spelling."""
        found = self.blank.get(spelled)
        return self.blank[spelled.rpartition(" #")[0]] if found is None else found

    def _read(self, triples: Iterable[Triple]) -> None:
        for triple in triples:
            s, p, o = str(triple.subject), str(triple.predicate), str(triple.object)
            objects = self._raw.setdefault(s, {}).setdefault(p, set())
            if o not in objects:
                objects.add(o)
                if o[:2] == "_:":
                    self._owners.setdefault(o, []).append((s, p))

    def _spell(self) -> None:
        """Give each blank node its spelling, group by group."""
        knotted: list[list[str]] = []
        for group in self._groups():
            inside = [owner for node in group for owner, _ in self._owners.get(node, ()) if owner[:2] == "_:"]
            if len(inside) == len(group) - 1 and all(len(self._owners.get(node, ())) <= 1 for node in group):
                self._spell_tree(group)
            else:
                knotted.append(group)
        if knotted:
            self._spell_knots(knotted)

    def _groups(self) -> list[list[str]]:
        """Divide the blank nodes into groups that hang together, each from its first owner down where it has one."""
        blank = dict.fromkeys(node for node in (*self._raw, *self._owners) if node[:2] == "_:")
        groups = []
        seen: set[str] = set()
        for start in sorted(blank, key=lambda node: any(o[:2] == "_:" for o, _ in self._owners.get(node, ()))):
            if start in seen:
                continue
            seen.add(start)
            group = [start]
            for node in group:  # grows as it goes
                around = [o for objects in self._raw.get(node, {}).values() for o in objects]
                around += [owner for owner, _ in self._owners.get(node, ())]
                for other in around:
                    if other[:2] == "_:" and other not in seen:
                        seen.add(other)
                        group.append(other)
            groups.append(group)
        return groups

    def _spell_tree(self, group: list[str]) -> None:
        """Spell nodes out from the inmost: in a group each comes after the one that owns it."""
        for node in reversed(group):
            said = self._keys(node)
            parts = [f"{p} {o}" for p, objects in sorted(said.items()) for o in sorted(objects)]
            self._spelled[node] = _short(f"[ {' ; '.join(parts)} ]" if parts else "[]")

    def _spell_knots(self, groups: list[list[str]]) -> None:
        """Name the nodes of each group by its canonical form; groups of one form by a count beside."""
        edges: Edges = {node: [] for group in groups for node in group}
        for node, around in edges.items():
            around += [("out", p, o) for p, objects in self._raw.get(node, {}).items() for o in objects]
            around += [("in", p, s) for s, p in self._owners.get(node, ())]
        place = {node: n for n, node in enumerate(number(edges))}
        alike: Counter[str] = Counter()
        for group in groups:
            order = {node: f"_:{n}" for n, node in enumerate(sorted(group, key=place.__getitem__))}
            lines = sorted(
                f"{way} {order[node]} {p} {order.get(other, other)}" for node in group for way, p, other in edges[node]
            )
            form = sha256("\n".join(lines).encode()).hexdigest()
            alike[form] += 1
            for node, name in order.items():
                self._spelled[node] = f"_:{form}.{alike[form]}.{name[2:]}"

    def _keys(self, node: str) -> Properties:
        """Give what a node says with its blank nodes spelled; of several that hold the same each is told apart."""
        return {p: _apart(self._spelled.get(o, o) for o in objects) for p, objects in self._raw.get(node, {}).items()}

    def _gather(self) -> None:
        for node in self._raw:
            if node[:2] != "_:":
                self.named[node] = self._keys(node)
        roots: Counter[str] = Counter()
        for group in self._groups():
            for node in group:
                self.blank[self._spelled[node]] = self._keys(node)
            if not any(owner[:2] != "_:" for node in group for owner, _ in self._owners.get(node, ())):
                first = self._spelled[group[0]]
                root = first if first[0] == "[" else min(self._spelled[node] for node in group)
                roots[root] += 1
                self.loose[root if roots[root] == 1 else f"{root} #{roots[root]}"] = self.blank[root]


def is_blank(spelled: str) -> bool:
    """Tell whether an object is a blank node."""
    return spelled[:1] in ("[", "_")


def _apart(spelled: Iterable[str]) -> set[str]:
    found: Counter[str] = Counter(spelled)
    return {key if n == 0 else f"{key} #{n + 1}" for key, times in found.items() for n in range(times)}


def _short(text: str) -> str:
    return text if len(text) <= _KEPT else text[:_KEPT] + "… " + sha256(text.encode()).hexdigest()

"""How a result of an engine is worded as a finding, wherever the data stand."""

from __future__ import annotations

from collections.abc import Mapping

from pyoxigraph import BlankNode, NamedNode

from kobe_kg.answer import label
from kobe_kg.namespaces import compact
from kobe_kg.validate.report import SEVERITIES, Finding, Result, Term
from kobe_kg.validate.rules import identify


def finding(result: Result, names: Mapping[BlankNode, str], owner: NamedNode | None) -> Finding:
    """Word a result; its places are left open.

    :param names: the rule that each nameless shape belongs to.
    :param owner: the resource that the focus node is, or belongs to.
    """
    focus, path = result.focus, predicate(result)
    severity = result.severity.value.rpartition("#")[2].lower()
    value = None if result.value == focus else result.value
    return Finding(
        rule=_rule(result, names),
        severity=severity if severity in SEVERITIES else "violation",
        message=_message(result),
        subject="[]" if isinstance(focus, BlankNode) and owner is None else short(owner or focus),
        predicate=short(path) if path else "",
        value="" if value is None or isinstance(value, BlankNode) else label(value),
        where=None,
        result=result,
    )


def predicate(result: Result) -> NamedNode | None:
    """Give the property a result is about, where its path is no more than one."""
    return NamedNode(result.path[1:-1]) if result.path and result.path.startswith("<") else None


def short(term: Term) -> str:
    """Write a term for a person."""
    return (compact(term.value) or term.value) if isinstance(term, NamedNode) else label(term)


def _rule(result: Result, names: Mapping[BlankNode, str]) -> str:
    """Give the id of the rule: the shape, or the named one that it stands in."""
    shape = result.shape
    if isinstance(shape, NamedNode):
        return identify(shape.value)
    # Nameless shapes that no named one leads to are known by what they check.
    return names.get(shape, result.component.value.rpartition("#")[2])


def _message(result: Result) -> str:
    """Give the message of a result, English where there is a choice."""
    said = sorted(result.messages, key=lambda m: (m.language != "en", m.value))
    return said[0].value if said else ""

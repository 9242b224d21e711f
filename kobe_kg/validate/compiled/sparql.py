"""SHACL-SPARQL: constraints and components whose text is a query (SHACL, sections 5 and 6)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pyoxigraph import BlankNode, Literal, NamedNode

from kobe_kg.errors import DataError
from kobe_kg.namespaces import compact
from kobe_kg.sparql import Token, lex, significant, splice
from kobe_kg.validate.report import Term
from kobe_kg.validate.shapes import SH, Shape, Shapes, UnsupportedError

#: The graph that ``$shapesGraph`` stands for.
SHAPES_GRAPH = NamedNode("urn:kobe-kg:shapes")

_REFUSED = ("MINUS", "SERVICE", "VALUES")
_FIELD = re.compile(r"\{[?$](\w+)\}")


def body(shapes: Shapes, holder: Term, form: str, shape: Shape, given: Mapping[str, str]) -> tuple[str, str]:
    """Read the query that a constraint or validator holds, ready to be put into another.

    :param holder: the node that has sh:select or sh:ask.
    :param form: ``select`` or ``ask``.
    :param given: values of parameters, as SPARQL writes them.
    :returns: its prefixes, and the query with everything bound but ``?this`` and ``?value``.
    :raises DataError: when it uses what SHACL forbids (appendix on pre-binding).
    :raises UnsupportedError: when a value is a blank node.
    """
    texts = shapes.objects(holder, SH + form)
    if len(texts) != 1 or not isinstance(texts[0], Literal):
        raise DataError(f"the shapes cannot be used: a SPARQL constraint needs one sh:{form}")
    prefixes = "".join(f"PREFIX {p}: <{n}> " for p, n in sorted(shapes.prefixes(holder).items()))
    tokens = list(lex(texts[0].value))
    _check([t for t in tokens if t.kind not in ("space", "comment")], form, given)
    bound = dict(given)
    used = {t.text[1:] for t in tokens if t.kind == "variable"}
    if "PATH" in used and shape.path is not None:
        bound["PATH"] = shape.path.sparql
    if "shapesGraph" in used:
        bound["shapesGraph"] = str(SHAPES_GRAPH)
    if "currentShape" in used:
        if isinstance(shape.node, BlankNode):
            raise UnsupportedError("its query names its own shape, which has no IRI")
        bound["currentShape"] = str(shape.node)
    written = "".join(_marked(t, bound) for t in tokens)
    declared, written = _declarations(splice(written, {name: [value] for name, value in bound.items()}))
    return prefixes + declared, written


def _marked(token: Token, bound: Mapping[str, str]) -> str:
    """Write a variable as a parameter where it is bound: SHACL takes both signs for the same."""
    if token.kind != "variable":
        return token.text
    return ("$" if token.text[1:] in bound else "?") + token.text[1:]


def _declarations(text: str) -> tuple[str, str]:
    """Part a query from the PREFIX lines it begins with."""
    for token in significant(text):
        if token.kind == "word" and token.text.upper() in ("SELECT", "ASK"):
            return text[: token.start], text[token.start :]
    raise DataError("the shapes cannot be used: a SPARQL constraint must be a SELECT or ASK query")


def _check(tokens: list[Token], form: str, given: Mapping[str, str]) -> None:
    fixed = {"this", "shapesGraph", "currentShape", "value" if form == "ask" else "this", *given}
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.kind == "word" and token.text.upper() in _REFUSED:
            raise DataError(f"the shapes cannot be used: {token.text.upper()} may not stand in a SPARQL constraint")
        if token.kind == "variable" and token.text[1:] in fixed and before and before.text.upper() == "AS":
            raise DataError(f"the shapes cannot be used: a SPARQL constraint may not give {token.text} another value")
    if form == "ask" and not any(t.kind == "word" and t.text.upper() == "ASK" for t in tokens):
        raise DataError("the shapes cannot be used: sh:ask must be an ASK query")
    for nested, i in enumerate(_selects(tokens)):
        names = {t.text for t in _projected(tokens, i)}
        if not {"$this", "?this"} & names and (nested or "*" not in names):
            raise DataError("the shapes cannot be used: every SELECT in a SPARQL constraint must give $this")


def _selects(tokens: list[Token]) -> list[int]:
    return [i for i, t in enumerate(tokens) if t.kind == "word" and t.text.upper() == "SELECT"]


def _projected(tokens: list[Token], start: int) -> list[Token]:
    found = []
    for token in tokens[start + 1 :]:
        if token.text == "{" or token.text.upper() == "WHERE":
            break
        found.append(token)
    return found


def inside(ask: str) -> str:
    """Give the pattern of an ASK query, with its braces."""
    return ask[ask.index("{") : ask.rindex("}") + 1]


def messages(shapes: Shapes, holder: Term, shape: Shape) -> tuple[Literal, ...]:
    """Give the messages of a constraint, or of the shape it stands in."""
    own = tuple(m for m in shapes.objects(holder, f"{SH}message") if isinstance(m, Literal))
    return own or shape.messages


def filled(message: Literal, values: Mapping[str, Term]) -> Literal:
    """Put values into the places of a message: ``{?name}`` or ``{$name}`` (section 5.3.2), IRIs in short form."""

    def value(match: re.Match[str]) -> str:
        term = values.get(match[1])
        if isinstance(term, NamedNode):
            return compact(term.value) or term.value
        return match[0] if term is None else term.value

    text = _FIELD.sub(value, message.value)
    return Literal(text, language=message.language) if message.language else Literal(text)

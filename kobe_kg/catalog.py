"""Saved queries: one question, one file, valid SPARQL with a YAML header that says what it takes and gives.

The header stands in ``#+`` lines above the query (CLARIAH/grlc's convention), so the file is plain SPARQL to any other
tool. Reading a file checks it: a query that loads has the parameters and columns it declares, and stays valid SPARQL
whatever values are bound.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import pyoxigraph

from kobe_kg import kept
from kobe_kg.errors import DataError, ParameterError, Position, QueryError, UnknownNameError, suggestion
from kobe_kg.namespaces import is_prefixed
from kobe_kg.parameter import PARAMETER_TYPES, Parameter, term
from kobe_kg.sparql import Token, form, position, projection, significant, splice

#: Types of columns.
COLUMN_TYPES = ("boolean", "date", "decimal", "integer", "iri", "string")
#: How a page shows the answer.
VIEWS = ("map", "matrix", "number", "table", "timeline", "tree")

_HEADER_KEYS = ("columns", "empty", "params", "questions", "summary", "tags", "title", "view")
_PARAMETER_KEYS = ("class", "default", "enum", "many", "maximum", "minimum", "optional", "summary", "type")
_NAME = re.compile(r"[a-z][a-z0-9_-]*\Z")
# One valid term a type, to prove that the query stays SPARQL when values are put in.
_SAMPLE = {"boolean": "true", "date": '"2025-02-07"^^<http://www.w3.org/2001/XMLSchema#date>', "decimal": "1.5"}
_SAMPLE |= {"enum": '"x"', "integer": "1", "iri": "<urn:x>", "string": '"x"'}


class SavedQuery(NamedTuple):
    """One file of ``queries/``, read and checked."""

    #: The file's stem.
    name: str
    #: The question, a few words.
    title: str
    #: What it answers, one sentence.
    summary: str
    #: Parameters by name, in the header's order.
    params: dict[str, Parameter]
    #: Column names and types, in the answer's order.
    columns: dict[str, str]
    #: What it means when there are no rows, or empty.
    empty: str
    #: One of :data:`VIEWS`.
    view: str
    #: Words to find it by.
    tags: tuple[str, ...]
    #: Numbers of the model's questions it answers.
    questions: tuple[int, ...]
    #: The whole file.
    text: str
    #: The file.
    path: Path


class Catalog(Mapping[str, SavedQuery]):
    """The saved queries of some folders, by name; a file is read when asked for.

    :param folders: folders searched through all their levels; of two files with one name the later folder's counts.
    :raises DataError: when a folder is missing, or holds one name twice.
    """

    def __init__(self, folders: Iterable[Path]) -> None:
        self._paths: dict[str, Path] = {}
        self._queries: dict[str, SavedQuery] = {}
        for folder in folders:
            if not folder.is_dir():
                raise DataError(f"there is no folder of queries at {folder}")
            found: dict[str, Path] = {}
            for path in sorted(folder.rglob("*.rq")):
                if path.stem in found:
                    raise DataError(f"two saved queries are called {path.stem!r}: {found[path.stem]} and {path}")
                found[path.stem] = path
            self._paths |= found

    def __getitem__(self, name: str) -> SavedQuery:
        """Give a saved query.

        :raises UnknownNameError: when there is none of that name.
        :raises QueryError: when its file breaks a rule.
        """
        if name not in self._queries:
            if name not in self._paths:
                raise UnknownNameError("saved query", name, self._paths)
            self._queries[name] = read(self._paths[name])
        return self._queries[name]

    def __contains__(self, name: object) -> bool:
        return name in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._paths))

    def __len__(self) -> int:
        return len(self._paths)


def read(path: Path) -> SavedQuery:
    """Read a saved query from its file.

    :raises DataError: when the file cannot be read.
    :raises QueryError: when it breaks a rule; the place says which line.
    """
    try:
        text = path.read_bytes().decode().replace("\r\n", "\n")
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path} is not UTF-8 text (byte {error.start + 1})") from error
    facts = kept.recall(path, text, code=__file__)
    if facts is not None:
        params = {name: Parameter(**{**p, "enum": tuple(p["enum"])}) for name, p in facts.pop("params").items()}
        facts |= {key: tuple(facts[key]) for key in ("tags", "questions")}
        return SavedQuery(**facts, params=params, text=text, path=path)
    query = parse(text, path=path)
    facts = query._asdict()
    del facts["text"], facts["path"]
    kept.keep(path, text, {**facts, "params": {n: p._asdict() for n, p in query.params.items()}}, code=__file__)
    return query


def parse(text: str, *, path: Path) -> SavedQuery:
    """Parse and check the text of a saved query.

    :param text: header and query.
    :param path: where it stands; the stem is the query's name.
    :raises QueryError: when it breaks a rule; the place says which line.
    """
    if not _NAME.match(path.stem):
        raise QueryError(f"{path}: a saved query's file name is lower case, digits and hyphens, not {path.stem!r}")
    header = _Header(text, path)
    try:
        tokens = significant(text)
    except QueryError as error:
        if error.where is not None:
            error.where.path = path
        raise
    query = SavedQuery(
        name=path.stem,
        title=header.sentence("title"),
        summary=header.sentence("summary"),
        params=header.params(),
        columns=header.columns(),
        empty=header.sentence("empty", required=False),
        view=header.choice("view", VIEWS, "table"),
        tags=tuple(header.items("tags", str)),
        questions=tuple(header.items("questions", int)),
        text=text,
        path=path,
    )
    _check(query, tokens, header)
    return query


class _Header:
    """The YAML of a saved query, with the lines it came from."""

    def __init__(self, text: str, path: Path) -> None:
        self.text, self.path = text, path
        self.lines = [line for line in text.split("\n") if line.startswith("#+")]
        source = "\n".join(line[2:] for line in self.lines)
        if not text.startswith("#+"):
            self.fail("a saved query starts with its header, in lines that begin with #+", line=1)
        if not text.startswith("\n".join(self.lines)):
            self.fail("the #+ lines of the header must stand together at the top", line=1)
        import yaml

        loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            self.once(yaml.compose(source, loader))
            found = yaml.load(source, loader)  # noqa: S506 - the safe loader, in C where there is one
        except QueryError:
            raise
        except (yaml.YAMLError, ValueError) as error:  # a day that does not exist is a ValueError
            mark = getattr(error, "problem_mark", None)
            self.fail(
                f"the header is not YAML: {getattr(error, 'problem', None) or getattr(error, 'reason', error)}",
                line=mark.line + 1 if mark else 1,
                column=mark.column + 3 if mark else 1,
            )
        if not isinstance(found, dict):
            self.fail("the header is not a list of keys and values", line=1)
        self.found: dict[str, Any] = found
        self.known(found, _HEADER_KEYS, "header key")

    def fail(
        self, what: str, *, key: str | None = None, line: int = 0, column: int = 1, hint: str | None = None
    ) -> NoReturn:
        if key is not None and not line:
            pattern = re.compile(rf"#\+.*?\b{re.escape(key)}\s*:")
            hit = next(((n, m) for n, text in enumerate(self.lines, 1) if (m := pattern.match(text))), None)
            line, column = (hit[0], hit[1].end() - len(key)) if hit else (1, 1)
        row = self.text.split("\n")[line - 1 if line else 0]
        raise QueryError(what, where=Position(line or 1, column, path=self.path, text=row), hint=hint)

    def once(self, node: Any) -> None:
        """Refuse a key that stands twice in one place: YAML would keep the last of them without a word."""
        seen: set[str] = set()
        for child in node.value if node is not None and not isinstance(node.value, str) else ():
            key, value = child if isinstance(child, tuple) else (None, child)
            if key is not None:
                if key.value in seen:
                    mark = key.start_mark
                    self.fail(f"{key.value!r} stands twice in the header", line=mark.line + 1, column=mark.column + 3)
                seen.add(key.value)
            self.once(value)

    def known(self, found: Mapping[Any, Any], allowed: Sequence[str], kind: str) -> None:
        for key in found:
            if key not in allowed:
                self.fail(f"there is no {kind} {key!r}", key=str(key), hint=suggestion(str(key), allowed))

    def sentence(self, key: str, *, required: bool = True) -> str:
        value = self.found.get(key, "" if not required else None)
        if value is None:
            self.fail(f"the header has no {key}", line=1)
        if not isinstance(value, str) or (required and not value.strip()):
            self.fail(f"{key} is a sentence", key=key)
        return value.strip()

    def choice(self, key: str, allowed: Sequence[str], default: str) -> str:
        value = self.found.get(key, default)
        if value not in allowed:
            self.fail(f"{key} is one of {', '.join(allowed)}, not {value!r}", key=key)
        return str(value)

    def items(self, key: str, kind: type) -> list[Any]:
        value = self.found.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, kind) for item in value):
            self.fail(f"{key} is a list", key=key)
        return value

    def mapping(self, key: str) -> dict[str, Any]:
        value = self.found.get(key, {})
        if not isinstance(value, dict) or not all(isinstance(name, str) for name in value):
            self.fail(f"{key} is a list of names and what they are", key=key)
        return value

    def columns(self) -> dict[str, str]:
        columns = self.mapping("columns")
        if not columns:
            self.fail("the header has no columns", line=1)
        for name, kind in columns.items():
            if kind not in COLUMN_TYPES:
                self.fail(f"the type of column {name!r} is one of {', '.join(COLUMN_TYPES)}, not {kind!r}", key=name)
        return columns

    def params(self) -> dict[str, Parameter]:
        return {name: self.parameter(name, facts) for name, facts in self.mapping("params").items()}

    def parameter(self, name: str, facts: Any) -> Parameter:
        if not isinstance(facts, dict):
            self.fail(f"parameter {name!r} is written {{type: …}}", key=name)
        self.known(facts, _PARAMETER_KEYS, f"key of parameter {name!r}")
        kind = facts.get("type")
        if kind not in PARAMETER_TYPES:
            self.fail(f"the type of parameter {name!r} is one of {', '.join(PARAMETER_TYPES)}, not {kind!r}", key=name)
        values = facts.get("enum", [])
        listed = isinstance(values, list) and all(isinstance(v, str) for v in values)
        if (kind == "enum") != bool(values) or not listed:
            self.fail(f"parameter {name!r} lists its values as enum: […] exactly when its type is enum", key=name)
        for key in ("many", "optional"):
            if not isinstance(facts.get(key, False), bool):
                self.fail(f"{key} of parameter {name!r} is true or false", key=name)
        if facts.get("optional") and facts.get("default") is not None:
            self.fail(f"parameter {name!r} is optional or has a default, not both", key=name)
        if "class" in facts and (kind != "iri" or not is_prefixed(str(facts["class"]))):
            self.fail(f"the class of parameter {name!r} is a prefixed name, and its type iri", key=name)
        if ("minimum" in facts or "maximum" in facts) and kind not in ("date", "decimal", "integer"):
            self.fail(f"parameter {name!r} has no order, so no minimum or maximum", key=name)
        found = Parameter(
            name=name,
            type=kind,
            summary=str(facts.get("summary", "")),
            default=_plain(facts.get("default")),
            optional=facts.get("optional", False),
            many=facts.get("many", False),
            minimum=_plain(facts.get("minimum")),
            maximum=_plain(facts.get("maximum")),
            enum=tuple(values),
            cls=facts.get("class"),
        )
        try:
            for value in (found.minimum, found.maximum):
                if value is not None:
                    term(found._replace(minimum=None, maximum=None), value)
            if found.default is not None:
                term(found, found.default)
        except ParameterError as error:
            self.fail(error.what, key=name, hint=error.hint)
        return found


def _plain(value: Any) -> Any:
    """Give a date or a fraction of YAML as the text it was: a float is no decimal."""
    return value.isoformat() if hasattr(value, "isoformat") else str(value) if isinstance(value, float) else value


def _check(query: SavedQuery, tokens: Sequence[Token], header: _Header) -> None:
    """Hold a query against its header."""

    def fail(what: str, token: Token | None = None, hint: str | None = None) -> NoReturn:
        where = position(query.text, token.start if token else 0, query.path)
        raise QueryError(what, where=where, hint=hint)

    if form(tokens) != "SELECT":
        fail("a saved query is a SELECT", next(iter(tokens), None))
    for token in tokens:
        if token.kind == "word" and token.text.upper() in ("SERVICE", "FROM"):
            fail(f"a saved query reads the graph it is run on, so it has no {token.text.upper()}", token)
    used = {t.text[1:]: t for t in reversed(tokens) if t.kind == "variable" and t.text[0] == "$"}
    plain = {t.text[1:]: t for t in tokens if t.kind == "variable" and t.text[0] == "?"}
    for name, token in used.items():
        if name not in query.params:
            fail(f"${name} is not declared in params", token, suggestion(name, query.params))
        if name in plain and name not in query.columns:
            fail(f"?{name} is neither a column nor the parameter ${name}", plain[name])
    for name in query.params:
        if name not in used:
            header.fail(f"parameter {name!r} is not used in the query", key=name)
    columns = projection(tokens)
    if columns is None:
        fail("a saved query names its columns, so no SELECT *", next(t for t in tokens if t.text == "*"))
    if columns != list(query.columns):
        header.fail(
            "the columns declared are not those selected",
            key="columns",
            hint=f"selected, in order: {', '.join(columns)}",
        )
    samples = {p.name: [_SAMPLE[p.type]] * (2 if p.many else 1) for p in query.params.values()}
    try:
        bound = splice(query.text, samples)
    except QueryError as error:
        if error.where is not None:
            error.where.path = query.path
        raise
    for text in (query.text, bound):
        try:
            pyoxigraph.Store().query(text)
        except SyntaxError as error:
            from kobe_kg.sparql.explain import syntax_error

            raise syntax_error(error, text, path=query.path) from error
        except (OSError, RuntimeError, ValueError) as error:
            fail(f"this cannot be evaluated: {error}")

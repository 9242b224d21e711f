"""Templates as Python runs them, made so that pages are filled in quickly: a site has thousands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from contextlib import suppress
from functools import cached_property
from importlib.metadata import version
from operator import call
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache, Environment, PackageLoader, StrictUndefined, Template, nodes, select_autoescape
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer

from kobe_kg import files, kept
from kobe_kg.errors import DataError
from kobe_kg.pages.elements import escaped

# The name under which a page that is being filled in keeps the macros it has imported.
_IMPORTED = "_imported"


class Templates(Environment):
    """The templates of the pages in one language; everything put in is escaped.

    :param lang: the language.
    :param say: gives a text in it.
    :param words: what tells apart the states of its texts.
    """

    def __init__(self, lang: str, say: Callable[[str], str], words: str) -> None:
        super().__init__(
            loader=PackageLoader("kobe_kg.pages"),
            autoescape=select_autoescape(default=True, default_for_string=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            bytecode_cache=_Kept(lang, words),
            auto_reload=False,
            cache_size=-1,
        )
        self.code_generator_class = _Code
        self.template_class = _Page
        self.context_class = _Values
        #: Writes a value into a page.
        self.escaped = escaped
        self._say = say

    def fill(self, template: str, **values: Any) -> str:
        """Fill in a template.

        :param template: its file name, such as ``claim.html``.
        """
        return self.get_template(template).render(values | {_IMPORTED: {}})

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Give the values of every page as one plain dictionary: it is copied for each."""
        return {**self.globals, **(d or {})}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Read a template, and say at once what it says by one text."""
        found = super()._parse(source, name, filename)
        _Saying(self._say).visit(found)
        return found


class _Saying(NodeTransformer):
    """Puts texts in the place of calls of ``say`` with nothing to fill in."""

    def __init__(self, say: Callable[[str], str]) -> None:
        self._say = say

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        self.generic_visit(node)
        text = node.args[0] if len(node.args) == 1 else None
        more = node.kwargs or node.dyn_args or node.dyn_kwargs
        if isinstance(node.node, nodes.Name) and node.node.name == "say" and isinstance(text, nodes.Const) and not more:
            return nodes.Const(self._say(text.value), lineno=node.lineno)
        return node


class _Page(Template):
    """A template whose macros are made once a page, however many templates import it."""

    def make_module(
        self,
        vars: dict[str, Any] | None = None,  # noqa: A002 - as Jinja names them
        shared: bool = False,
        locals: Mapping[str, Any] | None = None,  # noqa: A002
    ) -> TemplateModule:
        imported: dict[str | None, TemplateModule] = (vars or {}).get(_IMPORTED, {})
        if self.name not in imported:
            imported[self.name] = super().make_module(vars, shared, locals)
        return imported[self.name]


class _Code(CodeGenerator):
    """Writes templates in Python that calls functions, and escapes values, with little beside."""

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        self.write("context.call(")
        self.visit(node.node, frame)
        self.signature(node, frame, {"caller": "caller"} if forward_caller else None)
        self.write(")")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        self.write("environment.escaped(")


class _Values(Context):
    """The values of a page; none of its functions asks for the context that it is called in."""

    call = call  # type: ignore[assignment]


class _Kept(BytecodeCache):
    """Templates as Python runs them, kept from one start to the next: reading one takes longer than most pages."""

    def __init__(self, lang: str, words: str) -> None:
        self._lang, self._words = lang, words

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take a template from the user's cache folder, if this very one is there."""
        with suppress(OSError):
            found = self._place(bucket).read_bytes()
            if found.startswith(self._made_by):
                bucket.bytecode_from_string(found.removeprefix(self._made_by))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template; nothing happens where the folder cannot be written."""
        place = self._place(bucket)
        with suppress(OSError, DataError):
            place.parent.mkdir(parents=True, exist_ok=True)
            with files.replacing(place) as output:
                output.write(self._made_by + bucket.bytecode_to_string())

    def _place(self, bucket: Bucket) -> Path:
        return kept.folder() / f"{bucket.key}-{self._lang}.template"

    @cached_property
    def _made_by(self) -> bytes:
        return f"{version('jinja2')} {Path(__file__).stat().st_mtime_ns} {self._words}\n".encode()

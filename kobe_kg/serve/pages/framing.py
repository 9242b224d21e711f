"""From a request to the frame its page stands in, and from the page to a reply."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

from pyoxigraph import Literal

from kobe_kg.pages.site import Site
from kobe_kg.serve.answering import Context
from kobe_kg.serve.linked.document import described
from kobe_kg.serve.message import Reply, Request, text
from kobe_kg.serve.sparql.dataset import is_beside

# A longer query string is not repeated in the links of its page: there are hundreds of them.
_REPEATED = 4096


def site(request: Request, context: Context) -> Site:
    """Give the frame of a request's page."""
    title, licence = _data_set(request.lang, context)
    return Site(
        lang=request.lang,
        named=bool(request.many("lang")),
        prefix=urlsplit(request.base).path,
        base=request.base,
        path=request.path,
        args=request.args if sum(len(k) + len(v) for k, v in request.args) < _REPEATED else (),
        live=context.live,
        known=None if context.live else described(context),
        title=title,
        version=context.version.name,
        digest=context.version.digest,
        licence=licence,
        empty=_is_empty(context),
    )


def html(page: str, *, status: int = 200, lasting: bool = True, headers: tuple[tuple[str, str], ...] = ()) -> Reply:
    """Make a reply of a page."""
    return text(page, "text/html", status=status, headers=headers, lasting=lasting)


@lru_cache(1)
def _is_empty(context: Context) -> bool:
    return is_beside(context.graph.store)


@lru_cache(4)
def _data_set(lang: str, context: Context) -> tuple[str, str]:
    rows = context.graph.sparql(
        f"""SELECT ?label ?licence WHERE {{
            ?set a dcat:Dataset . OPTIONAL {{ ?set dct:license ?licence }} OPTIONAL {{ ?set rdfs:label ?label }}
        }} ORDER BY (LANG(?label) != {Literal(lang)}) ?set ?label LIMIT 1"""
    )
    return (rows[0].label or Site().title, rows[0].licence or "") if rows else (Site().title, "")  # type: ignore[index, union-attr]

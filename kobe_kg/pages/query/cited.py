"""The page of a kept answer: what was asked and answered, how to cite it, and whether the graph still says so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from kobe_kg.namespaces import compact
from kobe_kg.pages.site import Site, render

#: How many rows the page shows; the files hold all.
SHOWN = 500


class Cell(NamedTuple):
    """What stands in a row under a column."""

    text: str = ""
    #: The resource it names, or empty.
    iri: str = ""


def page(
    site: Site,
    said: dict[str, Any],
    *,
    hash: str,  # noqa: A002 - what it is
    dated: str,
    title: str,
    cite: str,
    texts: Mapping[str, str],
    today: str,
    again: tuple[str, dict[str, Any]],
) -> str:
    """Make the page.

    :param said: the kept document.
    :param hash: SHA-256 of its text.
    :param dated: the day it was kept.
    :param title: what was asked: the question, and in brackets its values.
    :param cite: how to cite it, in a sentence.
    :param texts: the same for programs: the form's name, and the text in it.
    :param today: ``same``, ``differs`` or ``fails``: what the graph says now.
    :param again: path and query string where it is asked anew.
    """
    path, args = again
    question = said["query"]["title"] if said["query"] else title
    values = title.removeprefix(question).removeprefix(" (").removesuffix(")")
    return render(
        "cited.html",
        site,
        heading=question,
        standfirst=values,
        kicker=site.say("A cited answer"),
        cite=cite,
        summary=title,
        said=said,
        hash=hash,
        dated=date.fromisoformat(dated),
        texts=texts,
        today=today,
        again=site.link(path, **{f"{name}_": value for name, value in args.items()}),
        rows=[[_cell(row.get(column)) for column in said["columns"]] for row in said["rows"][:SHOWN]],
        numeric=[_is_numeric(said["rows"], column) for column in said["columns"]],
        jsonld=_dataset(said, title, f"{site.base}/answer/{hash}", hash),
    )


def _cell(term: Mapping[str, str] | None) -> Cell:
    if term is None:
        return Cell()
    if term["type"] == "uri":
        return Cell(compact(term["value"]) or term["value"], term["value"])
    return Cell(term["value"] if term["type"] == "literal" else f"_:{term['value']}")


def _is_numeric(rows: list[dict[str, dict[str, str]]], column: str) -> bool:
    cells = [row[column] for row in rows if column in row]
    numbers = ("#integer", "#decimal", "#double", "#float")
    return bool(cells) and all(cell.get("datatype", "").endswith(numbers) for cell in cells)


def _dataset(said: dict[str, Any], title: str, address: str, digest: str) -> dict[str, Any]:
    """Say the same in the words of schema.org."""
    data = said["dataset"]
    found = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": address,
        "url": address,
        "name": title,
        "identifier": f"sha256:{digest}",
        "isBasedOn": data["iri"],
        "version": data["version"],
        "license": data["licence"],
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": media, "contentUrl": f"{address}.{form}"}
            for form, media in (("json", "application/json"), ("csv", "text/csv"))
        ],
    }
    return {name: value for name, value in found.items() if value}

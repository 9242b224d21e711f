"""How to cite an answer: as a sentence, for BibTeX, and as CSL-JSON, which reference managers read."""

from __future__ import annotations

from typing import Any, NamedTuple

from kobe_kg.serve.queries.archive import Kept

_TEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_TEX |= {sign: f"\\{sign}" for sign in "{}$&%#_"}


class Citation(NamedTuple):
    """What there is to say when an answer is cited."""

    #: The answer's own title.
    title: str
    #: Title and version of the data set it is from.
    data: str
    version: str
    #: Names of who made the data set.
    makers: tuple[str, ...]
    #: The day the answer was kept.
    dated: str
    #: SHA-256 of the answer.
    hash: str
    #: Its address.
    url: str

    def text(self) -> str:
        """Give it as a sentence.

        >>> Citation("Toll", "Kobé", "1.0", (), "2026-11-23", "ab" * 32, "https://example.org/answer/ab").text()[:55]
        'Toll. From: Kobé, version 1.0. Kept 2026-11-23, SHA-256'
        """
        makers = f"{'; '.join(self.makers)}. " if self.makers else ""
        version = f", version {self.version}" if self.version else ""
        return f"{makers}{self.title}. From: {self.data}{version}. Kept {self.dated}, SHA-256 {self.hash}. {self.url}"

    def bibtex(self) -> str:
        """Give it as an entry of BibTeX."""
        fields = {
            "author": " and ".join(f"{{{_tex(name)}}}" for name in self.makers),
            "title": f"{{{_tex(self.title)}}}",
            "howpublished": _tex(self.data),
            "version": _tex(self.version),
            "year": self.dated[:4],
            "url": self.url,
            "urldate": self.dated,
            "note": f"SHA-256 {self.hash}",
        }
        lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
        return f"@misc{{answer-{self.hash[:12]},\n" + ",\n".join(lines) + "\n}\n"

    def csl(self) -> dict[str, Any]:
        """Give it as CSL-JSON."""
        day = {"date-parts": [[int(part) for part in self.dated.split("-")]]}
        found = {
            "id": f"answer-{self.hash[:12]}",
            "type": "dataset",
            "title": self.title,
            "author": [{"literal": name} for name in self.makers],
            "container-title": self.data,
            "version": self.version,
            "issued": day,
            "accessed": day,
            "URL": self.url,
            "note": f"SHA-256 {self.hash}",
        }
        return {name: value for name, value in found.items() if value}


def citation(kept: Kept, url: str) -> Citation:
    """Cite a kept answer.

    :param url: its address.
    """
    said = kept.document
    data = said["dataset"]
    return Citation(
        title=title(said),
        data=data["title"] or "a graph of claims",
        version=data["version"],
        makers=tuple(data["makers"]),
        dated=kept.dated,
        hash=kept.hash,
        url=url,
    )


def title(document: dict[str, Any]) -> str:
    """Name an answer by its question and the values it was asked with.

    >>> title({"query": {"title": "The toll"}, "parameters": {"event": "kobe-attack", "source": ["a", "b"]}})
    'The toll (event: kobe-attack; source: a, b)'
    """
    asked = "Answer to a query" if document["query"] is None else document["query"]["title"]
    values = {n: v if isinstance(v, str) else ", ".join(v) for n, v in document["parameters"].items() if n != "lang"}
    told = "; ".join(f"{name}: {value}" for name, value in values.items())
    return f"{asked} ({told})" if told else str(asked)


def _tex(text: str) -> str:
    return "".join(_TEX.get(sign, sign) for sign in text)

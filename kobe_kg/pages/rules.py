"""The page of the rules: what a graph is asked to keep to, each rule with its reason and two examples."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import NamedTuple

from kobe_kg.pages.site import Site, render
from kobe_kg.validate import guide
from kobe_kg.validate.cases import Case, cases
from kobe_kg.validate.report import SEVERITIES
from kobe_kg.validate.rules import Rule, read

#: How many rules are how severe, one of them and several.
_COUNTED = {
    "violation": ("{n} must hold", "{n} must hold"),
    "warning": ("{n} should hold", "{n} should hold"),
    "info": ("{n} is worth a look", "{n} are worth a look"),
}
_SUMMARY = (
    "What is asked of a graph before it is published. A violation must be mended; a warning or a remark is looked at, "
    "and may stay."
)
#: How many targets a rule is shown with.
_ROOM = 6


class Entry(NamedTuple):
    """A rule as the page has it."""

    rule: Rule
    #: What is wrong when it is broken.
    message: str
    #: What it is asked of.
    targets: str
    #: What breaks it, and what nearly does; none for a rule that comes without.
    cases: tuple[Case, ...]


def page(site: Site) -> str:
    """Make the page."""
    found = _entries()
    counts = Counter(entry.rule.severity for entry in found)
    groups: dict[str, list[Entry]] = {}
    for entry in found:
        groups.setdefault(entry.rule.file.name if entry.rule.file else "", []).append(entry)
    return render(
        "rules.html",
        site,
        heading=site.say("Rules"),
        standfirst=site.say(_SUMMARY),
        summary=site.say(_SUMMARY),
        counts=[site.counted(counts[kind], *_COUNTED[kind]) for kind in SEVERITIES if counts[kind]],
        groups=sorted(groups.items()),
        behind={
            "queries": [],
            "forms": [(name, site.link(f"/rules.{name}")) for name in ("ttl", "jsonld", "nt", "rdf")],
            "command": "kobe validate",
        },
    )


@cache
def _entries() -> list[Entry]:
    return [Entry(rule, guide.message(rule), guide.targets(rule, _ROOM), cases(rule) or ()) for rule in read().values()]

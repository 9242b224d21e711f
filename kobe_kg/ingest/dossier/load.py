"""From files to a dossier whose keys, values and cross-references all hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from kobe_kg.errors import DataError, suggestion
from kobe_kg.ingest.dossier import schema, tree
from kobe_kg.ingest.dossier.problems import Problems
from kobe_kg.ingest.dossier.tree import Node, Way

#: Key of a list to what stands in it, for naming the keys that may stand there.
_MODELS: dict[str, type[BaseModel]] = {
    "about": schema.Topic,
    "actors": schema.Actor,
    "breakdown": schema.Share,
    "claims": schema.Claim,
    "context_events": schema.ContextEvent,
    "date_published": schema.Moment,
    "events": schema.Event,
    "gazetteer": schema.Spot,
    "label": schema.Label,
    "publishers": schema.Publisher,
    "reports": schema.Report,
    "speakers": schema.Speaker,
    "split": schema.Part,
    "stated_on": schema.Moment,
    "subjects": schema.Cue,
    "values": schema.Cue,
}


class Loaded(NamedTuple):
    """A dossier, and the tree that tells where each of its keys stands."""

    dossier: schema.Dossier
    problems: Problems
    #: Report and claim ids to their ways.
    ways: dict[str, Way]


def load(path: Path, beside: Sequence[Path] = ()) -> Loaded:
    """Read a dossier, and files that say more about what stands in it.

    :param beside: files of the same format; lists are joined by id, and a mapping ``claims`` adds keys to claims.
    :raises DataError: when a file is no YAML, or anything in it is not as it should be.
    """
    top = tree.read(path)
    problems = Problems(top, path)
    for other in beside:
        more = tree.read(other)
        amendments = more.value.pop("claims", None)
        top.merge(more)
        if amendments is not None:
            _amend(top, amendments, problems)
    if "claims" in top.value:
        problems.add(("claims",), "claims stand in their reports", "in a file given with --with, this key adds to them")
        del top.value["claims"]
    try:
        dossier = schema.Dossier.model_validate(top.data())
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            _explain(fault, problems)
        problems.check()
        raise AssertionError("a fault that is none") from error
    ways = _Names(dossier, problems).check()
    problems.check()
    return Loaded(dossier, problems, ways)


def _amend(top: Node, amendments: Node, problems: Problems) -> None:
    """Add keys to claims, wherever in the reports they stand."""
    if not isinstance(amendments.value, dict):
        raise DataError("claims is a mapping here: from a claim's id to the keys it gets", where=amendments.where)
    reports = top.value.get("reports")
    claims = {
        claim.value["id"].value: claim
        for report in (reports.value if reports and isinstance(reports.value, list) else [])
        if isinstance(report.value, dict) and isinstance(report.value.get("claims", Node([], report.where)).value, list)
        for claim in (report.value["claims"].value if "claims" in report.value else [])
        if isinstance(claim.value, dict) and "id" in claim.value
    }
    for name, more in amendments.value.items():
        if name in claims:
            claims[name].merge(more)
        else:
            problems.add_at(more.where, f"claims.{name}: no report has this claim", suggestion(name, map(str, claims)))


def _explain(fault: Any, problems: Problems) -> None:
    """Put a fault of the schema into a curator's words."""
    way: Way = tuple(step for step in fault["loc"] if step != "[key]")
    kind, context = fault["type"], fault.get("ctx", {})
    hint = None
    if kind == "extra_forbidden":
        what = "there is no such key here"
        hint = suggestion(str(way[-1]), _keys(way[:-1]))
    elif kind == "missing":
        what = "the key is missing"
    elif kind == "literal_error":
        what = f"{fault['input']!r} is none of {context['expected']}"
        hint = suggestion(str(fault["input"]), [word.strip("' ") for word in _listed(context["expected"])])
        hint = hint if hint and hint.startswith("did") else None
    elif kind == "string_pattern_mismatch":
        what = f"{fault['input']!r} does not have the form it should"
        slug = "Z0-9_.-" in context["pattern"]
        hint = "letters, digits, - and _, as in hrw-0220" if slug else f"it matches {context['pattern']}"
    elif kind in ("string_type", "int_type", "int_from_float"):
        what = f"{fault['input']!r} is no {'text' if kind == 'string_type' else 'whole number'}"
        hint = "put it in quotes" if kind == "string_type" and isinstance(fault["input"], (int, float)) else None
    elif kind in ("model_type", "dict_type", "list_type"):
        what = f"this is no {'list' if kind == 'list_type' else 'mapping of keys'}"
    else:
        what = fault["msg"].removeprefix("Value error, ")
        what = what[:1].lower() + what[1:]
    problems.add(way, what, hint)


def _listed(expected: str) -> list[str]:
    return expected.replace(" or ", ", ").split(", ")


def _keys(way: Way) -> list[str]:
    names = [step for step in way if isinstance(step, str)]
    model = next((_MODELS[name] for name in reversed(names) if name in _MODELS), schema.Dossier)
    return [field.alias or name for name, field in model.model_fields.items()]


class _Names:
    """The ids of a dossier, and whether every mention of one leads somewhere."""

    def __init__(self, dossier: schema.Dossier, problems: Problems) -> None:
        self.dossier = dossier
        self.problems = problems
        self.ways: dict[str, Way] = {}

    def check(self) -> dict[str, Way]:
        """Note every fault, and give the ways to reports and claims."""
        dossier = self.dossier
        events = self._unique("events", dossier.events)
        self._unique("context_events", dossier.context_events)
        speakers = self._unique("speakers", dossier.speakers)
        self._unique("publishers", dossier.publishers)
        actors = self._unique("actors", dossier.actors)
        places = self._unique("gazetteer", dossier.gazetteer)
        reports = self._unique("reports", dossier.reports)
        claims = self._claims()
        self._mention(("event",), dossier.event, events, "event")
        for number, event in enumerate(dossier.events):
            self._mention(("events", number, "part_of"), event.part_of, events, "event")
        for number, speaker in enumerate(dossier.speakers):
            self._mention(("speakers", number, "acts_for"), speaker.acts_for, actors, "actor")
        for number, spot in enumerate(dossier.gazetteer):
            self._mention(("gazetteer", number, "within"), spot.within, places, "place")
        for number, context in enumerate(dossier.context_events):
            way: Way = ("context_events", number)
            self._mention((*way, "report"), context.report, reports, "report")
            self._mention((*way, "claim"), context.claim, claims, "claim")
            self._mention((*way, "place"), context.place, places, "place")
        known = {"event": events, "party": actors, "place": places}
        context_events = {c.event or c.id.lower() for c in dossier.context_events}
        known["event"] = {**events, **dict.fromkeys(context_events, 0)}
        for number, report in enumerate(dossier.reports):
            way = ("reports", number)
            self._mention((*way, "event"), report.event, known["event"], "event")
            for key in ("republishes", "derived_from", "text_source"):
                self._mention((*way, key), getattr(report, key), reports, "report")
            self._mention((*way, "carries"), report.carries, claims, "claim")
            for place, claim in enumerate(report.claims):
                self._claim((*way, "claims", place), claim, speakers, claims, known)
        self._cycles("republishes", {r.id: r.republishes for r in dossier.reports}, self.ways)
        every = [claim for report in dossier.reports for claim in report.claims]
        for key in ("repeats", "supersedes", "part_of"):
            self._cycles(key, {c.id: getattr(c, key) for c in every}, self.ways)
        return self.ways

    def _claim(
        self,
        way: Way,
        claim: schema.Claim,
        speakers: dict[str, int],
        claims: dict[str, int],
        known: dict[str, dict[str, int]],
    ) -> None:
        if claim.attributed_to != "report-itself":
            self._mention((*way, "attributed_to"), claim.attributed_to, speakers, "speaker")
        for key in ("repeats", "contradicts", "supersedes", "compared_to", "part_of"):
            self._mention((*way, key), getattr(claim, key), claims, "claim")
        for number, part in enumerate(claim.split):
            self._mention((*way, "split", number, "compared_to"), part.compared_to, claims, "claim")
        for key, names in known.items():
            self._mention((*way, key), getattr(claim, key), names, key)
        for number, part in enumerate(claim.split):
            for key, names in known.items():
                self._mention((*way, "split", number, key), getattr(part, key), names, key)
        if claim.originality is not None and (claim.originality == "Relayed") != (claim.repeats is not None):
            self.problems.add((*way, "originality"), "a claim is Relayed if it repeats another, and not otherwise")
        low, high = claim.value_min, claim.value_max
        if low is not None and high is not None and low > high:
            self.problems.add((*way, "value_min"), f"the lower bound {low:g} is above the upper bound {high:g}")

    def _unique(self, key: str, items: Iterable[Any]) -> dict[str, int]:
        found: dict[str, int] = {}
        for number, item in enumerate(items):
            if item.id in found:
                first = f"first at {key}[{found[item.id]}]"
                self.problems.add((key, number, "id"), f"the id {item.id!r} is given twice", first)
            found.setdefault(item.id, number)
            if key == "reports":
                self.ways.setdefault(item.id, (key, number))
        return found

    def _claims(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for number, report in enumerate(self.dossier.reports):
            for place, claim in enumerate(report.claims):
                way: Way = ("reports", number, "claims", place)
                if claim.id in found:
                    first = tree.spell(self.ways[claim.id])
                    self.problems.add((*way, "id"), f"the id {claim.id!r} is given twice", f"first at {first}")
                found.setdefault(claim.id, place)
                self.ways.setdefault(claim.id, way)
        return found

    def _mention(self, way: Way, names: Any, known: dict[str, int], kind: str) -> None:
        several = isinstance(names, list)
        for number, name in enumerate(names if several else [] if names is None else [names]):
            if ":" not in name and name not in known:
                here: Way = (*way, number) if several else way
                self.problems.add(here, f"there is no {kind} {name!r}", suggestion(name, known))

    def _cycles(self, key: str, links: dict[str, str | None], ways: dict[str, Way]) -> None:
        for start in links:
            seen, here = {start}, links[start]
            while here is not None and here not in seen:
                seen.add(here)
                here = links.get(here)
            if here == start:
                self.problems.add((*ways[start], key), f"{start!r} comes back to itself by way of {key}")

"""The errors that a generated graph may be given: each breaks one claim, and names the rule that must find it."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

Facts = dict[str, list[Any]]


class Error(NamedTuple):
    """One way for a claim to be wrong."""

    #: A few words.
    name: str
    #: The rule that finds it: the local name of its shape.
    rule: str
    #: The property that a claim must have for this to be done to it, and its value if one is wanted.
    needs: tuple[str, ...]
    #: What is done to it.
    do: Callable[[str, Facts], object]


def put(**values: Any) -> Callable[[str, Facts], None]:
    """Write values of ``kg:`` in place of what is there."""

    def do(subject: str, facts: Facts) -> None:
        facts.update({f"kg:{name}": list(v) if isinstance(v, list) else [v] for name, v in values.items()})

    return do


def drop(name: str) -> Callable[[str, Facts], None]:
    """Take a property of ``kg:`` away."""

    def do(subject: str, facts: Facts) -> None:
        del facts[f"kg:{name}"]

    return do


def label(*values: str) -> Callable[[str, Facts], None]:
    """Write other labels."""

    def do(subject: str, facts: Facts) -> None:
        facts["rdfs:label"] = list(values)

    return do


def itself(name: str) -> Callable[[str, Facts], None]:
    """Let a claim point to itself."""

    def do(subject: str, facts: Facts) -> None:
        facts[f"kg:{name}"] = [subject]

    return do


_QUANTITY, _OCCURRENCE = ("a", "kg:QuantityClaim"), ("a", "kg:OccurrenceClaim")
_ATTRIBUTION, _ABSENCE = ("a", "kg:AttributionClaim"), ("a", "kg:AbsenceClaim")
_EXACT = ("kg:qualifier", "kg:Exactly")
_ORIGINAL, _RELAYED = ("kg:originality", "kg:Original"), ("kg:originality", "kg:Relayed")

#: Errors that a rule of SHACL Core finds, looking at one claim and what it names.
CORE = (
    Error("no thing spoken of", "claim-about", (), drop("about")),
    Error("unknown thing spoken of", "about-known", (), put(about="event:nowhere")),
    Error("no speaker", "claim-speaker", (), drop("speaker")),
    Error("two speakers", "claim-speaker", (), put(speaker=["source:agency-1", "source:agency-2"])),
    Error("unknown speaker", "speaker-known", (), put(speaker="source:nobody")),
    Error("no report", "claim-report", (), drop("reportedIn")),
    Error("unknown report", "reported-in-known", (), put(reportedIn="report:nowhere")),
    Error("no hedge", "claim-hedge", (), drop("hedge")),
    Error("unknown hedge", "claim-hedge", (), put(hedge="kg:Certain")),
    Error("no originality", "claim-originality", _ORIGINAL, drop("originality")),
    Error("a relay that is not marked", "relay-marked", ("kg:relays",), put(originality="kg:Original")),
    Error("a relay without its origin", "relay-origin", ("kg:relays",), drop("relays")),
    Error("a relay of an unknown claim", "relays-known", ("kg:relays",), put(relays="claim:nowhere")),
    Error("a later claim than an unknown one", "supersedes-known", (), put(supersedes="claim:nowhere")),
    Error("unknown basis", "claim-basis", (), put(basis="kg:Hearsay")),
    Error("unknown passage", "evidence-known", (), put(evidence="passage:nowhere")),
    Error("unknown authority", "cites-known", (), put(cites="report:nowhere")),
    Error("no label", "label-present", (), lambda subject, facts: facts.pop("rdfs:label")),
    Error("a label without language", "label-tagged", (), label('"a label"')),
    Error("two labels in a language", "label-once-per-language", (), label('"one"@en', '"two"@en')),
    Error("a day with its hour", "stated-on-date", (), put(statedOn='"2030-01-01T00:00:00"^^xsd:dateTime')),
    Error("a day that is text", "stated-on-date", (), put(statedOn='"1 January 2030"')),
    Error("two days", "stated-on-date", (), put(statedOn=['"2030-01-01"^^xsd:date', '"2030-01-02"^^xsd:date'])),
    Error("an unknown property", "quantity-claim-properties", _QUANTITY, put(valeu="7")),
    Error("an unknown property", "occurrence-claim-properties", _OCCURRENCE, put(positon="place:mali")),
    Error("an unknown property", "attribution-claim-properties", _ATTRIBUTION, put(roles="kg:Target")),
    Error("an unknown property", "absence-claim-properties", _ABSENCE, put(absence="kg:OfficialComment")),
    Error("least above most", "bounds-ordered", _EXACT, put(min="900", max="30")),
    Error("a negative number", "value-number", ("kg:value",), put(value="-3")),
    Error("a number with a fraction", "value-number", ("kg:value",), put(value="3.5")),
    Error("a number that is text", "min-number", ("kg:min",), put(min='"many"')),
    Error("no population", "figure-population", _QUANTITY, drop("population")),
    Error("unknown outcome", "figure-outcome", _QUANTITY, put(outcome="kg:Harmed")),
    Error("no qualifier", "quantity-qualifier", _EXACT, drop("qualifier")),
    Error("two qualifiers", "quantity-qualifier", _EXACT, put(qualifier=["kg:AtLeast", "kg:Exactly"])),
    Error("compared, and not similar", "compared-to-similar", _EXACT, put(comparedTo="claim:e000001-army-killed")),
    Error("similar, with a number", "similar-without-number", ("kg:comparedTo",), put(value="9")),
    Error("a majority of nothing", "majority-of-whole", ("kg:ofWhole",), drop("ofWhole")),
    Error("the whole of no majority", "of-whole-majority", _EXACT, put(ofWhole="kg:People")),
    Error("unknown breakdown", "breakdown-known", _QUANTITY, put(breakdown="breakdown:nowhere")),
    Error("no aspect", "occurrence-aspect", ("kg:aspect", "kg:Course"), drop("aspect")),
    Error("unknown place", "occurrence-place-known", ("kg:place",), put(place="place:nowhere")),
    Error("unknown precision", "place-precision", ("kg:placePrecision",), put(placePrecision="kg:Nearby")),
    Error("a window that closes first", "window-ordered", ("kg:latest",), put(latest='"1999-01-01"^^xsd:date')),
    Error("a negative distance", "kilometres-number", ("kg:kilometres",), put(kilometres="-4.0")),
    Error("an hour that is none", "time-clock", ("kg:time",), put(time='"two o’clock"')),
    Error("nobody named", "attribution-party", _ATTRIBUTION, drop("attributedTo")),
    Error("unknown party", "attributed-to-known", _ATTRIBUTION, put(attributedTo="party:nobody")),
    Error("a role of no list", "attribution-role", _ATTRIBUTION, put(role="kg:Killed")),
    Error("an absence of nothing", "absence-of", _ABSENCE, drop("absenceOf")),
    Error(
        "two kinds of claim", "claim-kind", _ATTRIBUTION, lambda subject, facts: facts["a"].append("kg:AbsenceClaim")
    ),
    Error("a note without language", "note-tagged", (), lambda s, facts: facts.update({"skos:scopeNote": ['"note"']})),
)


#: Errors that only a rule over several claims or properties finds, in SPARQL.
SETS = (
    Error("bounds beside the wording", "bounds-worded", _EXACT, put(max="999")),
    Error("a relay of itself", "relays-acyclic", ("kg:relays",), itself("relays")),
    Error("a relay of another event", "relay-same-event", ("kg:relays",), put(about="place:mali")),
    Error("later than itself", "supersedes-acyclic", (), itself("supersedes")),
    Error("another's claim taken back", "supersedes-own", _QUANTITY, put(supersedes="claim:e000001-witness-course")),
    Error("said before it happened", "stated-after-start", _EXACT, put(statedOn='"1990-01-01"^^xsd:date')),
    Error("printed before it was said", "report-after-statement", _ORIGINAL, put(statedOn='"2040-01-01"^^xsd:date')),
    Error("people hit", "outcome-of-population", ("kg:population", "kg:Civilians"), put(outcome="kg:Hit")),
)


def spoil(subject: str, facts: Facts, chance: Random) -> Error:
    """Break a claim in one way, and say which.

    :param facts: what is said of the claim; changed in place.
    """
    error = chance.choice([e for e in (*CORE, *SETS) if fits(e, facts)])
    error.do(subject, facts)
    return error


def fits(error: Error, facts: Facts) -> bool:
    """Say whether a claim has what an error needs."""
    return not error.needs or (
        error.needs[0] in facts and (len(error.needs) == 1 or error.needs[1] in facts[error.needs[0]])
    )

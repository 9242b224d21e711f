"""The record is in the graph whole: every report and claim of the dossier, as worded there, and nothing twice."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from kobe_kg.namespaces import compact, expand

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data"
#: Claims of the dossier that the graph has by hand under another name.
MERGED = {
    "wikipedia-en-c04": "claim:wikipedia-civilians-killed",
    "wikipedia-en-c07": "claim:wikipedia-location-kobe",
}
#: Reports that the dossier names as sources of context events only.
CONTEXT = {"mondafrique-2024-02-12", "nujume-2024-08-03", "jeunemali-2024-12", "ru24-2025-intahaka"}
#: Reports known before the dossier was read that are none of its own.
CITED = {f"wikipedia-en-ref-{number}" for number in (1, 2, 3, 5, 6)}


def read_rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def read_graph() -> Store:
    store = Store()
    for path in sorted((ROOT / "graph").rglob("*.ttl")):
        store.bulk_load(path=path, format=RdfFormat.TURTLE)
    return store


GRAPH = read_graph()
FIGURES = read_rows("record-figures.csv")


def node(name: str) -> NamedNode:
    return NamedNode(expand(name))


def values(subject: str, predicate: str) -> set[str]:
    """Give the values of a property: texts, and names without what stands before the colon."""
    found = set()
    for quad in GRAPH.quads_for_pattern(node(subject), node(predicate), None):
        term = quad.object
        if isinstance(term, Literal):
            found.add(term.value)
        else:
            assert isinstance(term, NamedNode)
            name = compact(term.value)
            found.add(term.value if name is None else name.partition(":")[2])
    return found


def value(subject: str, predicate: str) -> str:
    """Give the only value of a property, or an empty text when there is none."""
    found = values(subject, predicate)
    assert len(found) <= 1, f"{subject} has several {predicate}: {sorted(found)}"
    return next(iter(found), "")


def slugs(kind: str) -> set[str]:
    found = GRAPH.quads_for_pattern(None, node("rdf:type"), node(kind))
    return {(compact(quad.subject.value) or "").partition(":")[2] for quad in found}  # type: ignore[union-attr]


def root(claim: str) -> str:
    """Follow a claim to where its position was first taken."""
    while origin := value(f"claim:{claim}", "kg:relays"):
        claim = origin
    return claim


def bounds(claim: str) -> tuple[str, str, str, str]:
    qualifier, number, low, high = (value(claim, f"kg:{name}") for name in ("qualifier", "value", "min", "max"))
    return qualifier, number, low, high


@pytest.mark.parametrize("row", FIGURES, ids=lambda row: row["claim"])
def test_a_figure_is_as_the_dossier_has_it(row: dict[str, str]) -> None:
    claim = f"claim:{row['claim']}"
    assert value(claim, "rdf:type") == "QuantityClaim"
    for name in ("speaker", "population", "outcome", "originality", "relays", "statedOn"):
        assert value(claim, f"kg:{name}") == row[name], name
    assert bounds(claim) == (row["qualifier"], row["value"], row["min"], row["max"])
    assert len(values(claim, "kg:reportedIn")) == int(row["reports"])


def test_the_record_has_its_size() -> None:
    """Numbers of the dossier: 103 reports of which 42 are copies, 467 claims."""
    reports = slugs("kg:Report") - CONTEXT - CITED
    assert len(reports) == 103
    assert sum(bool(values(f"report:{slug}", "kg:relaysReport")) for slug in reports) == 42
    assert sum(bool(values(f"report:{slug}", "kg:derivedFromReport")) for slug in reports) == 36


#: Changed relays whose day is not that of the report that prints them. The article itself gives the first two; the
#: others were printed in the same wording by another report on the day that they keep.
DATED = {
    "army-vehicles-hit",
    "rfi-soldiers-killed-or-injured",
    "hrw-civilian-vehicles",
    "hrw-civilians-killed",
}


def test_what_was_changed_on_the_way_is_dated_by_the_report_that_changed_it() -> None:
    changed = set()
    for slug in set.union(*map(slugs, ("kg:QuantityClaim", "kg:AttributionClaim"))) - DATED:
        origin = value(f"claim:{slug}", "kg:relays")
        said = ("hedge", "population", "outcome", "qualifier", "value", "min", "max", "attributedTo", "role")
        if origin and any(values(f"claim:{slug}", f"kg:{p}") != values(f"claim:{origin}", f"kg:{p}") for p in said):
            printed = values(f"claim:{slug}", "kg:reportedIn")
            issued = {day for report in printed if (day := value(f"report:{report}", "dct:issued"))}
            assert value(f"claim:{slug}", "kg:statedOn") == min(issued, default=""), slug
            changed.add(slug)
    assert {"afrik-bilan-c07", "hrw-escort-wagner", "reuters-0209-c03", "rfi-0224-c01"} <= changed
    assert len(changed) == 50


def test_no_report_is_named_with_two_dates() -> None:
    for slug in slugs("kg:Report"):
        for label in values(f"report:{slug}", "rdfs:label"):
            assert len(re.findall(r"\b20\d\d\b", label)) <= 1, label


def test_neither_up_to_nor_about_becomes_a_bound() -> None:
    for slug in slugs("kg:QuantityClaim"):
        qualifier, number, low, high = bounds(f"claim:{slug}")
        expected = {
            "Exactly": (number, number),
            "AtLeast": (number, ""),
            "MoreThan": (str(int(number or 0) + 1), ""),
            "AtMost": ("0", number),
            "UpTo": ("0", number),
            "Several": ("2", ""),
            "Some": ("1", ""),
        }.get(qualifier, ("", ""))
        assert (low, high) == expected, slug


def test_distances_and_hours_are_figures() -> None:
    for slug, distance in (("rfi-0208-c06", 35), ("fama-communique-1-c11", 30), ("hrw-0220-c09", 1)):
        assert float(value(f"claim:{slug}", "kg:kilometres")) == distance
    assert value("claim:hrw-0220-c09", "kg:about") == "gao-ansongo-2025-02-07"
    assert (value("claim:hrw-0220-c13", "kg:about"), value("claim:hrw-0220-c13", "kg:place")) == ("ansongo", "gao")
    assert value("claim:asa-0212-c04", "kg:time") == "14:00:00"
    assert value("claim:europapress-es-c03", "kg:time") == "20:30:00"
    assert value("claim:europapress-es-c03", "kg:qualifier") == "About"


def test_the_pursuit_is_an_event_of_its_own() -> None:
    assert "kobe-pursuit-2025-02-08" in values("event:kobe-attack", "sem:hasSubEvent")
    told = ("fama-communique-2-c01", "bamada-traque-c06", "maliweb-1-c09", "europapress-es-c06")
    assert {value(f"claim:{slug}", "kg:about") for slug in told} == {"kobe-pursuit-2025-02-08"}


def test_silence_on_military_losses_is_said_and_by_whom() -> None:
    silent = {
        slug for slug in slugs("kg:AbsenceClaim") if value(f"claim:{slug}", "kg:absenceOf") == "MilitaryLossFigure"
    }
    assert silent == {
        "afp-hrw-0220-c08",
        "ap-0209-c05",
        "hrw-0220-c21",
        "imedias-hrw-c08",
        "reuters-0209-c06",
        "rfi-0224-c09",
    }


def test_two_reports_say_that_responsibility_was_accepted() -> None:
    said = {slug for slug in slugs("kg:OccurrenceClaim") if value(f"claim:{slug}", "kg:aspect") == "Responsibility"}
    assert said == {"actusdubenin-c03", "mediapartbenin-c03"}


def test_an_escort_of_two_makes_two_claims() -> None:
    parties = {
        value(f"claim:{slug}", "kg:attributedTo")
        for slug in ("hrw-0220-c08", "hrw-0220-c08-allied-militias", "wikipedia-fr-c12-allied-militias")
    }
    assert parties == {"malian-armed-forces", "allied-militias"}
    assert value("claim:wikipedia-fr-c12-allied-militias", "kg:relays") == "hrw-0220-c08-allied-militias"


def test_who_says_whose_the_military_vehicles_were_names_the_escort() -> None:
    for slug, speaker in (
        ("afp-en-0208-10-c08", "local-elected-official-afp-2"),
        ("rfi-0208-c05", "local-source-rfi"),
    ):
        assert bounds(f"claim:{slug}") == ("About", "10", "", "")
        for party in ("malian-armed-forces", "wagner-group"):
            name = f"claim:{slug}-{party}"
            assert (value(name, "kg:attributedTo"), value(name, "kg:role")) == (party, "Escort")
            assert (value(name, "kg:speaker"), value(name, "kg:about")) == (speaker, "kobe-attack")


def test_a_relay_speaks_of_the_same_thing_as_its_origin() -> None:
    for slug in set.union(*map(slugs, ("kg:QuantityClaim", "kg:AttributionClaim", "kg:OccurrenceClaim"))):
        if origin := value(f"claim:{slug}", "kg:relays"):
            assert value(f"claim:{slug}", "kg:about") == value(f"claim:{origin}", "kg:about"), slug


# The dossier is no part of the repository. Where a copy lies beside the checkout, the graph is held against all of it.
DOSSIER = ROOT.parent / "shared" / "dossier" / "kobe-reports.yaml"

if DOSSIER.is_file():
    RECORD: dict[str, Any] = yaml.load(DOSSIER.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    REPORTS: list[dict[str, Any]] = RECORD["reports"]
    CLAIMS: dict[str, dict[str, Any]] = {c["id"]: c for r in REPORTS for c in r["claims"]}
    PRINTED = {c["id"]: r for r in REPORTS for c in r["claims"]}
    TOPICS = {row["topic"]: (row["population"], row["outcome"]) for row in read_rows("record-topics.csv")}
    REFINED = {row["claim"]: (row["population"], row["outcome"]) for row in read_rows("record-refined.csv")}
    COUNTED = sorted(
        key
        for key, claim in CLAIMS.items()
        if not claim.get("unit") and (claim["value_min"] is not None or claim["value_max"] is not None)
    )

    def iri(key: str) -> str:
        return MERGED.get(key, f"claim:{key}")

    def test_the_numbers_are_those_of_the_dossier() -> None:
        counts = RECORD["meta"]["counts"]
        assert counts["reports"] == len(REPORTS) == len({r["id"] for r in REPORTS} & slugs("kg:Report"))
        assert counts["reports"] - counts["reports_not_republications"] == 42
        every = set.union(
            *map(slugs, ("kg:QuantityClaim", "kg:AttributionClaim", "kg:OccurrenceClaim", "kg:AbsenceClaim"))
        )
        assert counts["claims"] == len(CLAIMS) == len(every & CLAIMS.keys()) + len(MERGED)
        repeats = [key for key in CLAIMS if value(iri(key), "kg:relays")]
        assert counts["claims"] - counts["claims_not_repeats"] == len(repeats) == 211
        speakers = {s["id"] for s in RECORD["speakers"]} - {"report-itself"}
        assert counts["speakers"] - 1 == len(speakers & slugs("kg:Source"))

    @pytest.mark.parametrize("report", REPORTS, ids=lambda report: str(report["id"]))
    def test_each_report_is_described(report: dict[str, Any]) -> None:
        name = f"report:{report['id']}"
        date = report["date_published"]
        known = date["precision"] in ("day", "minute") and "date-error" not in report.get("reliability_flags", [])
        assert value(name, "dct:issued") == (date["value"][:10] if known else "")
        assert value(name, "dct:language") == report["language"]
        assert values(name, "kg:relaysReport") == ({report["republishes"]} if report["republishes"] else set())
        assert values(name, "kg:derivedFromReport") == set(report.get("derived_from", []))
        assert values(name, "dct:source") == set(report.get("text_source", []))
        assert value(name, "kg:access") == ("Consulted" if report["url"] else "CitedOnly")
        assert len(values(name, "schema:url")) == bool(report["url"])

    @pytest.mark.parametrize("key", sorted(CLAIMS))
    def test_each_claim_is_kept(key: str) -> None:
        claim, report = CLAIMS[key], PRINTED[key]
        name = iri(key)
        assert value(name, "rdf:type").endswith("Claim")
        own = claim["attributed_to"] == "report-itself"
        assert value(name, "kg:speaker") == (
            value(f"report:{report['id']}", "kg:publisher") if own else claim["attributed_to"]
        )
        copies = {r["id"] for r in REPORTS if key in r.get("carries", [])}
        assert values(name, "kg:reportedIn") == {report["id"], *copies}
        relayed = "repeats" in claim
        assert (value(name, "kg:originality") == "Relayed") == relayed
        if relayed:
            assert root(name.partition(":")[2]) == root(claim["repeats"])
        if key not in MERGED:
            assert value(name, "kg:relays") == claim.get("repeats", "")

    @pytest.mark.parametrize("key", [key for key in COUNTED if CLAIMS[key]["about"] in TOPICS])
    def test_each_count_is_as_worded(key: str) -> None:
        claim = CLAIMS[key]
        low, high = claim["value_min"], claim["value_max"]
        expected = {
            "exact": ("Exactly", low, low, low),
            "at-least": ("AtLeast", low, low, None),
            "more-than": ("MoreThan", low, (low or 0) + 1, None),
            "about": ("About", low, None, None),
            "up-to": ("UpTo", high, 0, high),
        }[claim["qualifier"]]
        assert bounds(iri(key)) == tuple("" if part is None else str(part) for part in expected)
        counted = value(iri(key), "kg:population"), value(iri(key), "kg:outcome")
        assert counted == REFINED.get(key, TOPICS[claim["about"]])

    def test_the_other_numbers_are_distances_and_hours() -> None:
        others = [c for c in CLAIMS.values() if c.get("unit")]
        assert Counter(c["unit"] for c in others) == {"km": 19, "hour of day": 3}
        for claim in others:
            kept = value(iri(claim["id"]), "kg:kilometres") or value(iri(claim["id"]), "kg:time")
            assert float(kept.partition(":")[0]) == claim["value_min"], claim["id"]
            assert value(iri(claim["id"]), "kg:qualifier") == {"exact": "Exactly", "about": "About"}[claim["qualifier"]]

    def test_no_claim_of_the_record_is_made_up() -> None:
        """Whatever stands in a report of the record comes from one of its entries: itself, a part of it, or by hand."""
        reports = {node(f"report:{r['id']}") for r in REPORTS if r["id"] != "wikipedia-en"}
        for report in reports:
            for quad in GRAPH.quads_for_pattern(None, node("kg:reportedIn"), report):
                slug = (compact(quad.subject.value) or "").partition(":")[2]  # type: ignore[union-attr]
                assert any(slug == key or slug.startswith(f"{key}-") for key in CLAIMS), slug

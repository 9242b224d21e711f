"""A report as SARIF 2.1.0, the OASIS format that code scanning services and editors read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from kobe_kg.errors import Position
from kobe_kg.validate import guide
from kobe_kg.validate import rules as known
from kobe_kg.validate.addresses import absolute_uri, root, uri
from kobe_kg.validate.baseline import fingerprint
from kobe_kg.validate.json import dump
from kobe_kg.validate.report import Finding, Related, Report
from kobe_kg.validate.rules import Rule

#: The schema the output is valid against.
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"violation": "error", "warning": "warning", "info": "note"}
_HOME = "https://w3id.org/kobe-kg/"


def render(report: Report, *, rules: Mapping[str, Rule] | None = None) -> str:
    """Write a report as SARIF, with all that is known of the rules.

    :param rules: what :func:`kobe_kg.validate.rules.read` gives for the shapes used; None reads those of the project.
    """
    found = known.read() if rules is None else rules
    seen: Counter[str] = Counter()
    places = {name: index for index, name in enumerate(found)}
    driver = {
        "name": "kobe",
        "fullName": "Kobé KG: kobe validate",
        "version": version("kobe-kg"),
        "informationUri": _HOME,
        "rules": [_rule(rule) for rule in found.values()],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"uri": absolute_uri(root()).rstrip("/") + "/"}},
        "results": [_result(finding, places, seen) for finding in report.findings],
        "properties": {"known": report.known, "gone": len(report.gone)},
    }
    return dump({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(rule: Rule) -> dict[str, Any]:
    words = re.split(r"[^A-Za-z0-9]+", rule.id)
    return {
        "id": rule.id,
        "name": "".join(word[:1].upper() + word[1:] for word in words),
        "shortDescription": {"text": rule.name or rule.id},
        "fullDescription": {"text": guide.message(rule) or rule.name or rule.id},
        "help": {"text": guide.text(rule), "markdown": guide.markdown(rule, heading="")},
        "helpUri": rule.iri,
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"kind": rule.kind, "targets": list(rule.targets)},
    }


def _result(finding: Finding, rules: Mapping[str, int], seen: Counter[str]) -> dict[str, Any]:
    seen[mark := fingerprint(finding)] += 1
    found: dict[str, Any] = {
        "ruleId": finding.rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message or finding.rule},
        "locations": [_location(finding.subject, finding.where)],
        "partialFingerprints": {"kobeFinding/v1": f"{mark}:{seen[mark]}"},
        "properties": {"subject": finding.subject, "predicate": finding.predicate, "value": finding.value},
    }
    if finding.rule in rules:
        found["ruleIndex"] = rules[finding.rule]
    if finding.related:
        found["relatedLocations"] = [_related(index, other) for index, other in enumerate(finding.related)]
    return found


def _related(index: int, other: Related) -> dict[str, Any]:
    return {"id": index, "message": {"text": other.subject}, **_location(other.subject, other.where)}


def _location(subject: str, where: Position | None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if subject:
        found["logicalLocations"] = [{"fullyQualifiedName": subject, "kind": "resource"}]
    if where is not None and where.path is not None:
        found["physicalLocation"] = {"artifactLocation": _artifact(where), "region": _region(where)}
    return found


def _artifact(where: Position) -> dict[str, Any]:
    assert where.path is not None
    address = uri(where.path, to=root())
    return {"uri": address} if address.startswith("file:") else {"uri": address, "uriBaseId": "SRCROOT"}


def _region(where: Position) -> dict[str, Any]:
    region: dict[str, Any] = {"startLine": where.line, "startColumn": where.column}
    if where.text is not None:
        region["snippet"] = {"text": where.text}
    return region

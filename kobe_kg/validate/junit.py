"""A report as JUnit XML, which every CI server shows: a suite a file, a test a finding.

Readers of JUnit take one failure a test, so each finding is a test of its own; a file without findings is one test
that passes. A test's name says nothing of lines, so that a reader knows it again when they move.
"""

from __future__ import annotations

import re
from collections import Counter
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from kobe_kg.errors import Position
from kobe_kg.validate.addresses import relative
from kobe_kg.validate.report import SEVERITIES, Finding, Report
from kobe_kg.validate.rules import SYNTAX

# What XML 1.0 cannot hold, section 2.2.
_UNSPEAKABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report, *, fail_on: str = "violation") -> str:
    """Write a report as JUnit XML.

    :param fail_on: the least severity that makes a test fail; lesser findings are output of a test that passes.
    """
    grave = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    by_file: dict[str, list[Finding]] = {relative(path): [] for path in report.files}
    for finding in report.findings:
        by_file.setdefault(_file(finding.where), []).append(finding)
    top = Element("testsuites", name="kobe validate")
    for name, found in by_file.items():
        suite = SubElement(top, "testsuite", name=_spoken(name))
        seen: Counter[str] = Counter()
        for finding in found:
            seen[title := _title(finding)] += 1
            title += f" ({seen[title]})" if seen[title] > 1 else ""
            _test(suite, name, title, finding, fails=finding.severity in grave)
        if not found:
            SubElement(suite, "testcase", classname=_spoken(name), name="no findings", file=_spoken(name), time="0")
        _count(suite)
    _count(top)
    indent(top)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(top, encoding="unicode") + "\n"


def _title(finding: Finding) -> str:
    """Name a test by what stays the same in the next run."""
    named = (finding.rule, finding.subject, finding.predicate, finding.value)
    return " ".join(part for part in named if part and not part.startswith("_:"))


def _test(suite: Element, name: str, title: str, finding: Finding, *, fails: bool) -> None:
    where = finding.where
    test = SubElement(suite, "testcase", classname=_spoken(name), name=_spoken(title), file=_spoken(name), time="0")
    if where is not None:
        test.set("line", str(where.line))
    lines = [f"{_at(where)}: {finding.severity} [{finding.rule}] {finding.subject}".rstrip()]
    lines += where.excerpt().split("\n") if where is not None else []
    lines.append(finding.message)
    lines += [f"see {other.subject} at {_at(other.where)}" for other in finding.related if other.where is not None]
    text = _spoken("\n".join(line for line in lines if line))
    if fails:
        kind = "error" if finding.rule == SYNTAX.id else "failure"
        SubElement(test, kind, type=_spoken(finding.rule), message=_spoken(finding.message)).text = text
    else:
        SubElement(test, "system-out").text = text


def _count(element: Element) -> None:
    """Write how many tests there are, and how many failed, as readers want it beforehand."""
    for name, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
        element.set(name, str(sum(1 for _ in element.iter(tag))))
    element.set("skipped", "0")
    element.set("time", "0")


def _file(where: Position | None) -> str:
    return "<data>" if where is None or where.path is None else relative(where.path)


def _at(where: Position | None) -> str:
    return _file(where) + (f":{where.line}:{where.column}" if where is not None else "")


def _spoken(text: str) -> str:
    return _UNSPEAKABLE.sub("\N{REPLACEMENT CHARACTER}", text)

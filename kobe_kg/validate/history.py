"""What changes can have caused: findings about what has changed, and findings that were not there before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from pathlib import Path

from pyoxigraph import Triple

from kobe_kg import turtle
from kobe_kg.difference.nodes import Nodes, Properties
from kobe_kg.errors import KobeError
from kobe_kg.namespaces import compact
from kobe_kg.revision import Repository, decode
from kobe_kg.validate.report import Finding, Report


class History:
    """Files as they are and as they stood at a revision.

    :param since: the revision.
    :param given: the files or folders that are checked.
    :param beside: others that matter where they lie in the same repository.
    :raises DataError: when what is checked lies in no git repository.
    :raises UnknownNameError: when there is no such revision.
    """

    def __init__(self, since: str, given: Sequence[Path], beside: Sequence[Path]) -> None:
        self._since = since
        repository = Repository(given[0])
        inside = [p for p in beside if p.resolve().is_relative_to(repository.root.resolve())]
        found = repository.changes(since, list(dict.fromkeys([*given, *inside])), ".ttl", ".nt")
        self._changes = {change.path: change for change in found}
        self._unread = False

    def stood(self, now: Sequence[Path], given: Sequence[Path] = ()) -> list[Path]:
        """Give the files there were where these are now.

        :param given: files or folders; those that have since gone from them are among what there was.
        """
        old = [p for p in now if p not in self._changes or self._changes[p].before is not None]
        gone = (c.path for c in self._changes.values() if c.after is None)
        return old + [p for p in gone if any(p.is_relative_to(g) for g in given)]

    def text(self, path: Path) -> str:
        """Give what stood in a file.

        :raises DataError: when it was not UTF-8.
        """
        change = self._changes.get(path)
        if change is None or change.before is None:
            return turtle.read_text(path)
        return decode(change.before, str(path))

    def is_idle(self, rules: Sequence[Path]) -> bool:
        """Tell whether nothing that matters has changed: no rule, and nothing that is said of anything.

        :param rules: the files of shapes.
        """
        before, after = self._sides
        same = not self._changed and before.loose == after.loose
        return same and not self._unread and not any(path in self._changes for path in rules)

    def narrowed(self, report: Report, rules: Sequence[Path], before: Callable[[], Report]) -> Report:
        """Keep of a report what the changes can have caused.

        Changed rules can have caused everything. Else it is what is said of a resource that has changed, and what is
        new: to tell that, what there was is checked too, but only if there is something to tell.

        :param rules: the files of shapes.
        :param before: checks the files as they stood.
        """
        if any(path in self._changes for path in rules):
            return report._replace(notes=(*report.notes, f"rules have changed since {self._since}: all is told"))
        rest = [f for f in report.findings if f.result and not self._changed & _concerned(f)]
        known = {_key(f) for f in before().findings} if rest else set()
        old = {f for f in rest if _key(f) in known}
        note = f"since {self._since}: {len(self._changed)} resources changed in {len(self._changes)} files"
        return report._replace(
            findings=[f for f in report.findings if f not in old],
            notes=(*report.notes, f"{note}; {len(old)} findings older"),
        )

    @cached_property
    def _sides(self) -> tuple[Nodes, Nodes]:
        """What stands in the files that changed, before and after."""
        return Nodes(self._triples("before")), Nodes(self._triples("after"))

    @cached_property
    def _changed(self) -> set[str]:
        """The resources of which something else is said than before, in short form."""
        before, after = (side.named for side in self._sides)
        empty: Properties = {}
        found = (iri[1:-1] for iri in before | after if before.get(iri, empty) != after.get(iri, empty))
        return {compact(iri) or iri for iri in found}

    def _triples(self, side: str) -> Iterable[Triple]:
        for change in self._changes.values():
            data: bytes | None = getattr(change, side)
            try:
                yield from [] if data is None else turtle.parse(decode(data, str(change.path)))
            except KobeError:  # a finding of its own: nothing in it is known
                self._unread = True


def _concerned(finding: Finding) -> set[str]:
    return {finding.subject, finding.value, *(r.subject for r in finding.related)}


def _key(finding: Finding) -> tuple[str, ...]:
    return finding.rule, finding.severity, finding.subject, finding.predicate, finding.value

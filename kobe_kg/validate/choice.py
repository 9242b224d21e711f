"""Which rules count: some are selected, some are ignored."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase

from kobe_kg.errors import ParameterError, UnknownNameError
from kobe_kg.validate.report import Report
from kobe_kg.validate.rules import SYNTAX, identify


def match(named: Iterable[str], known: Iterable[str]) -> set[str]:
    """Give the ids that names mean; a name may be an IRI or a pattern as shells have it, and hold several by commas.

    :raises UnknownNameError: when a name means none.

    >>> sorted(match(["label-*,max-number"], ["label-present", "label-tagged", "max-number", "min-number"]))
    ['label-present', 'label-tagged', 'max-number']
    """
    ids = list(known)
    found: set[str] = set()
    for name in (part.strip() for text in named for part in text.split(",")):
        meant = identify(name).removeprefix("rule:")
        matching = [i for i in ids if i == meant] or [i for i in ids if fnmatchcase(i, meant)]
        if not matching:
            raise UnknownNameError("rule", name, ids)
        found.update(matching)
    return found


def chooser(known: Iterable[str], *, select: Iterable[str] = (), ignore: Iterable[str] = ()) -> Callable[[str], bool]:
    """Give the test that says of a rule, by its id, whether it counts.

    That a file is not Turtle always counts: nothing else is known of it.

    :param known: ids of the rules there are.
    :param select: the rules that count, as :func:`match` takes them; none means all.
    :param ignore: those that do not, selected or not.
    :raises UnknownNameError: when a name means no rule.
    :raises ParameterError: when syntax is to be ignored.
    """
    ids, wanted = list(known), list(select)
    chosen = match(wanted, ids) if wanted else set(ids)
    left_out = match(ignore, ids)
    if SYNTAX.id in left_out:
        raise ParameterError(
            f"the rule {SYNTAX.id!r} cannot be ignored: nothing else is known of such a file",
            hint="leave the file out of what is checked",
        )
    counting = (chosen - left_out) | {SYNTAX.id}
    return lambda rule: rule in counting or (rule not in ids and not wanted)


def choose(report: Report, known: Iterable[str], counts: Callable[[str], bool]) -> Report:
    """Keep the findings of the rules that count.

    :param known: ids of the rules there are.
    :param counts: what :func:`chooser` gives.
    """
    found = [finding for finding in report.findings if counts(finding.rule)]
    return report._replace(findings=found, rules=sum(counts(i) for i in known if i != SYNTAX.id))

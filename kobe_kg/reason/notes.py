"""What is to be known of a comparison as a whole: what was changed, taken back, never read, and what nobody says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from kobe_kg.namespaces import KG, compact
from kobe_kg.reason.comparison import Comparison
from kobe_kg.reason.phrases import PHRASES, say
from kobe_kg.reason.words import day

# How much a note names before it counts the rest.
_NAMED = 3


class Note(NamedTuple):
    """What is to be known of the whole."""

    #: One sentence or two.
    text: str
    #: The command that tells all of it; empty where there is no more to tell.
    command: str = ""


def notes(c: Comparison) -> list[Note]:
    """Tell what is to be known of the whole, each with the command that tells more."""
    found = (_printed(c), _drift(c), _unread(c), _cited(c), *_replaced(c), *_absent(c), _silent(c))
    return [note for note in found if note is not None]


def _printed(c: Comparison) -> Note | None:
    reports = {p.report_label for p in c.everything()}
    return Note(PHRASES[c.lang]["printed"].format(reports.pop())) if len(reports) == 1 else None


def _drift(c: Comparison) -> Note | None:
    if not c.drift:
        return None
    text = PHRASES[c.lang]
    fields = Counter(d.field for d in c.drift)
    told = ", ".join(f"{text['field ' + name]} ({n})" for name, n in sorted(fields.items()))
    return Note(say(c.lang, "drift", len({d.claim for d in c.drift}), told), command(c, "drift"))


def _unread(c: Comparison) -> Note | None:
    unread = sum(p.originality == "Undetermined" for p in c.everything())
    told = say(c.lang, "unread", unread)
    return Note(told, command(c, "claims", "originality=Undetermined", seen=["as_of"])) if unread else None


def _cited(c: Comparison) -> Note | None:
    if not c.cited:
        return None
    most = [f"{r.label} ({r.claims})" for r in c.cited]
    return Note(
        say(c.lang, "cited", len(c.cited), _few(most, c)),
        command(c, "cited-only", seen=["as_of", "leave_out"], event=True),
    )


def _replaced(c: Comparison) -> list[Note]:
    found = []
    for taken_back, name in ((True, "taken back"), (False, "followed")):
        some = [r for r in c.replaced if r.taken_back is taken_back and r.later_words]
        told = [
            PHRASES[c.lang]["then"].format(
                r.speaker_label, _dated(r.words, r.stated_on, c), _dated(r.later_words, r.later_on, c)
            )
            for r in some
        ]
        if some:
            found.append(Note(say(c.lang, name, len(some), _few(told, c)), command(c, "superseded")))
    gone = [f"{r.speaker_label}, {_dated(r.words, r.stated_on, c)}" for r in c.replaced if not r.later_words]
    if gone:
        found.append(Note(say(c.lang, "withdrawn", len(gone), _few(gone, c)), command(c, "superseded")))
    return found


def _dated(words: str, when: date | None, c: Comparison) -> str:
    return f"{words} ({day(when, c.lang)})" if when else words


def _absent(c: Comparison) -> list[Note]:
    found, rest = [], []
    for t in c.topics:
        if t.kind == "absence" and t.subject == KG + "MilitaryLossFigure":
            names = sorted({p.speaker_label for p in t.positions})
            found.append(Note(say(c.lang, "no losses", len(names), _few(names, c)), command(c, "silence")))
        elif t.kind == "absence":
            rest.append(say(c.lang, "absence", t.title, t.speakers))
    if rest:
        found.append(
            Note(PHRASES[c.lang]["absent"].format(PHRASES[c.lang]["between"].join(rest)), command(c, "absences"))
        )
    return found


def _silent(c: Comparison) -> Note | None:
    if not c.silences:
        return None
    spoken = sorted(c.silences, key=lambda s: -s.words_only)
    told = PHRASES[c.lang]["silent"].format(_few([s.title for s in spoken], c, most=6))
    return Note(told, command(c, "unreported", seen=["as_of", "leave_out"]))


def _few(some: list[str], c: Comparison, most: int = _NAMED) -> str:
    """List the first of some, and count the rest."""
    text = PHRASES[c.lang]
    more = [text["and more"].format(len(some) - most)] if len(some) > most else []
    return text["between"].join([*some[:most], *more])


def command(c: Comparison, query: str, *values: str, seen: Sequence[str] = (), event: bool = False) -> str:
    """Write the command that gives all of what a note tells.

    :param values: parameters as `name=value`.
    :param seen: which of ``as_of`` and ``leave_out`` the query takes.
    :param event: whether the query has to be told even the usual event.
    """
    name = compact(c.event) or c.event
    given = [f"event={name.removeprefix('event:')}"] if event or name != "event:kobe-attack" else []
    given += values
    if "as_of" in seen and c.as_of:
        given.append(f"as_of={c.as_of}")
    if "leave_out" in seen:
        given += [f"leave_out={(compact(iri) or iri).removeprefix('source:')}" for iri in c.left_out]
    return " ".join(["kobe query", query, *(f"-p {value}" for value in given)])

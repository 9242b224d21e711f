"""Why a claim counts or does not: one claim's place in a comparison, in plain sentences."""

from __future__ import annotations

from kobe_kg.namespaces import compact
from kobe_kg.reason.comparison import Comparison, Position, Topic
from kobe_kg.reason.notes import command
from kobe_kg.reason.page import gathered, sentence, span
from kobe_kg.reason.phrases import PHRASES
from kobe_kg.reason.words import day


def explain(c: Comparison, claim: str) -> list[str] | None:
    """Say of a claim what it says, whether it counts and why, what passes it on, and what rests on it.

    :param c: the comparison of the claim's event, all its topics.
    :param claim: IRI of the claim.
    :returns: sentences, or None when the claim is none of those compared: it is not live, or of another event.
    """
    topic = next((t for t in c.topics for p in t.positions for q in (p, *p.relayed) if q.claim == claim), None)
    position = c.position(claim)
    if topic is None or position is None:
        return None
    text = PHRASES[c.lang]
    when = f", {day(position.stated_on, c.lang)}" if position.stated_on else ""
    first = text["says"].format(position.speaker_label, position.words, topic.title, when, position.report_label)
    return [first, *_counting(position, c), *_passing(position, topic, c), *_resting(position, topic, c)]


def _counting(p: Position, c: Comparison) -> list[str]:
    text = PHRASES[c.lang]
    found = [text[f"why {p.originality}"].format(p.speaker_label, ", ".join(p.relays))]
    root = next((q for t in c.topics for q in t.positions if p in q.relayed), None)
    if root:
        found.append(text["root"].format(_short(root.claim), root.speaker_label, root.words))
    if p.hedge != "Stated":
        found.append(text["hedged"].format(p.hedge_label.lower()))
    return found + _rewording(p, c)


def _rewording(p: Position, c: Comparison) -> list[str]:
    """Tell what it changes in what it relays: the two wordings, or each field where the origin is not compared."""
    text = PHRASES[c.lang]
    found = []
    for d in c.drift:
        if d.claim == p.claim:
            if origin := c.position(d.origin):
                here, there = c.titled(p.claim), c.titled(d.origin)
                told = text["reworded"].format(origin.words, there, _short(d.origin), p.words, here)
            else:
                field = text[f"field {d.field}"]
                told = text["changes"].format(_short(d.origin), field, _value(d.was), _value(d.became))
            found.append(told)
    return list(dict.fromkeys(found))


def _value(text: str) -> str:
    return (compact(text) or text).removeprefix("kg:") if text else "–"


def _passing(p: Position, topic: Topic, c: Comparison) -> list[str]:
    text = PHRASES[c.lang]
    found = []
    if p.relayed:
        names = ", ".join(f"{_short(q.claim)} ({q.speaker_label})" for q in p.relayed)
        found.append(text["passed on by"].format(len(p.relayed), names))
    if p.copies:
        found.append(text["printed in"].format(p.copies + 1))
    return found


def _resting(p: Position, topic: Topic, c: Comparison) -> list[str]:
    text = PHRASES[c.lang]
    mine = (d for d in c.disagreements if p.claim in (d.one.claim, d.other.claim))
    found = []
    for some in gathered(mine, c).values():
        others = sorted({_short(q.claim) for d in some for q in (d.one, d.other)} - {_short(p.claim)})
        found.append(f"{sentence(some[0], topic, c, same=some)} ({', '.join(others)})")
    estimates = c.estimates.get(topic.name, [])
    used = [f"{text.get(e.policy, e.policy)} {span(e, c.lang)}" for e in estimates if p.claim in e.claims]
    unused = [text.get(e.policy, e.policy) for e in estimates if p.claim not in e.claims]
    if used:
        found.append(text["used by"].format(text["between"].join(used)))
    if unused:
        found.append(text["not used by"].format(text["between"].join(unused)))
    if estimates:
        found.append(text["claims used"].format(_estimates(topic, c)))
    return found


def _estimates(topic: Topic, c: Comparison) -> str:
    """Write the command that names the claims each estimate rests on."""
    names = (("population", topic.subject), ("outcome", topic.outcome or ""))
    values = [f"{name}={_short(iri).removeprefix('kg:')}" for name, iri in names]
    return command(c, "estimates", *values, seen=["as_of", "leave_out"])


def _short(iri: str) -> str:
    return compact(iri) or iri

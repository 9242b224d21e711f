"""Why a claim counts or does not: one claim's place in a comparison, in plain sentences."""

from __future__ import annotations

from kobe_kg.namespaces import compact
from kobe_kg.reason.compare import Comparison, Position, Topic
from kobe_kg.reason.page import sentence, span
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
    if p.hedge != "Stated":
        found.append(text["hedged"].format(p.hedge_label.lower()))
    for d in c.drift:
        if d.claim == p.claim:
            found.append(text["changes"].format(_short(d.origin), d.field, d.was or "–", d.became or "–"))
    return found


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
    found = []
    for d in c.disagreements:
        if p.claim in (d.one.claim, d.other.claim):
            found.append(sentence(d, topic, c))
    estimates = c.estimates.get(topic.name, [])
    used = [f"{text.get(e.policy, e.policy)} {span(e, c.lang)}" for e in estimates if p.claim in e.claims]
    unused = [text.get(e.policy, e.policy) for e in estimates if p.claim not in e.claims]
    if used:
        found.append(text["used by"].format("; ".join(used)))
    if unused:
        found.append(text["not used by"].format("; ".join(unused)))
    return found


def _short(iri: str) -> str:
    return compact(iri) or iri

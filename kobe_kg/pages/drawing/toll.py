"""How a toll evolved: each figure on the day it was given, with what it leaves open, and the same as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from markupsafe import Markup

from kobe_kg.answer import Answer
from kobe_kg.graph import Graph
from kobe_kg.namespaces import KG
from kobe_kg.pages.drawing import svg
from kobe_kg.pages.drawing.axis import Axis, axis, drawn, ticks
from kobe_kg.pages.drawing.ground import round_number
from kobe_kg.pages.drawing.lettering import Box, Sheet, around, cut, width
from kobe_kg.pages.drawing.naming import names
from kobe_kg.pages.reading import values
from kobe_kg.pages.site import Site, render
from kobe_kg.reason.words import day, number, wording

#: The widths a toll is drawn in, for wide and for narrow screens, with the height of each.
SIZES = {"wide": (640.0, 320.0), "narrow": (340.0, 300.0)}
#: How many lines the table has at most.
LINES = 400
# Of more figures than these no label may cross a line.
_CLOSE = 12
_FOOT, _HEAD, _GUTTER, _SMALL = 42.0, 14.0, 38.0, 12.0
_TOPIC = """SELECT ?population ?outcome (COUNT(DISTINCT ?claim) AS ?claims)
WHERE {
    $thing sem:hasActor? ?about .
    ?claim kg:about ?about ;
        kg:outcome ?outcome ;
        kg:population ?population ;
        kg:statedOn ?day .
    FILTER EXISTS { ?claim kg:min ?least }
}
GROUP BY ?population ?outcome
ORDER BY (?outcome != kg:Killed) (?population != kg:Civilians) DESC(?claims) ?population ?outcome
LIMIT 1"""

# More labels than this are not tried: there is no room for them, and each is held against all others.
_LABELS = 80


class Figure(NamedTuple):
    """A figure as given on one day, by one or several speakers in the same words."""

    day: date | None
    value: int | None
    min: int | None
    max: int | None
    #: The figure as worded.
    words: str
    #: Who gave it: IRI and label; and the claims.
    speakers: tuple[tuple[str, str], ...]
    claims: tuple[str, ...]
    #: Whether a speaker was the first to give it, and whether anybody gave it first-hand.
    first: bool
    original: bool

    @property
    def at(self) -> int | None:
        """Give the number it is drawn at."""
        return next((n for n in (self.value, self.min, self.max) if n is not None), None)

    @property
    def top(self) -> int:
        """Give the greatest number it holds."""
        return max((n for n in (self.value, self.min, self.max) if n is not None), default=0)


class Drawn(NamedTuple):
    """A toll for one width of paper."""

    width: float
    height: float
    inside: Markup


def drawing(
    graph: Graph, site: Site, event: str, population: str | None = None, outcome: str | None = None
) -> Markup | None:
    """Draw how the figures for one population and outcome of an event evolved; None when no figure has a day.

    :param event: its IRI.
    :param population: its IRI; None is civilians killed, if they are counted, or else what most figures
        are about; so it is where `outcome` is None.
    :param outcome: its IRI.
    """
    if population is None or outcome is None:
        topics = values(graph, _TOPIC, event)
        if not topics or topics[0].population is None:
            return None
        population, outcome = str(topics[0].population), str(topics[0].outcome)
    answer = graph.query("toll", event=event, population=population, outcome=outcome)
    labels = names(graph, [population, outcome], site.lang)
    return _figure(site, _figures(graph, answer, site.lang), f"{labels[population]}, {labels[outcome].lower()}")


def rows(graph: Graph, site: Site, answer: Answer) -> Markup | None:
    """Draw an answer with the columns of the saved query ``toll``; None when no figure has a day."""
    return _figure(site, _figures(graph, answer, site.lang), "")


def when(found: date | None, site: Site) -> str:
    """Write a day, or that there is none."""
    return day(found, site.lang) or site.say("no day named")


def _figures(graph: Graph, answer: Answer, lang: str) -> list[Figure]:
    """Put figures together that read the same on the same day."""
    known = names(graph, (getattr(r, "speaker", None) for r in answer), lang)
    groups: dict[tuple[Any, ...], list[Any]] = {}
    for row in answer:
        said = _date(row.statedOn), _integer(row.value), _integer(row.min), _integer(row.max)
        groups.setdefault((*said, str(getattr(row, "qualifier", None) or "")), []).append(row)
    found = []
    for (stated, value, least, most, qualifier), same in groups.items():
        same.sort(key=lambda r: (getattr(r, "originality", "") != KG + "Original", not getattr(r, "firstToSay", False)))
        speakers = dict.fromkeys(r.speaker for r in same if getattr(r, "speaker", None))
        found.append(
            Figure(
                day=stated,
                value=value,
                min=least,
                max=most,
                words=_worded(qualifier.removeprefix(KG), value, least, most, lang),
                speakers=tuple((s, known.get(s, s)) for s in speakers),
                claims=tuple(str(r.claim) for r in same if getattr(r, "claim", None)),
                first=any(getattr(r, "firstToSay", None) is True for r in same),
                original=any(getattr(r, "originality", None) == KG + "Original" for r in same),
            )
        )
    return sorted(found, key=lambda f: (f.day is None, f.day or date.min, f.at or 0, f.words))


def _worded(qualifier: str, value: int | None, least: int | None, most: int | None, lang: str) -> str:
    if value is not None or qualifier in ("Several", "Some"):
        try:
            return wording(qualifier, value, lang=lang)
        except KeyError:
            return number(value, lang)
    if least is None and most is None:
        return "?"
    return f"{'' if least is None else number(least, lang)}–{'' if most is None else number(most, lang)}"


def _figure(site: Site, found: Sequence[Figure], topic: str) -> Markup | None:
    dated = [f for f in found if f.day is not None and f.at is not None]
    if not dated:
        return None
    # What render gives is escaped in the template.
    return Markup(  # noqa: S704
        render(
            "toll.html",
            site,
            charts={name: _draw(dated, site, *size) for name, size in SIZES.items()},
            label=_label(dated, site, topic),
            topic=topic,
            keys=list(_keys(dated, site)),
            undated=sum(len(f.claims) or 1 for f in found if f.day is None),
            lines=[(f, when(f.day, site), [(label, site.thing(iri)) for iri, label in f.speakers]) for f in found][
                :LINES
            ],
            left=max(0, len(found) - LINES),
        )
    )


def _draw(found: Sequence[Figure], site: Site, wide: float, high: float) -> Drawn:
    """Draw figures over time: the number upwards, from zero."""
    greatest = max(1, *(f.top for f in found))
    step = max(1.0, round_number(greatest / 3))
    most = greatest * 1.12
    gutter = max(_GUTTER, width(number(int(greatest), site.lang), _SMALL) + 12)
    line = axis(((f.day, f.day) for f in found if f.day), gutter, wide - 4)
    foot = high - _FOOT

    def level(count: float) -> float:
        return foot - count / most * (foot - _HEAD)

    sheet = Sheet(Box(gutter, 0, wide, foot))
    places = _places(found, line)
    for figure, x in places:
        y = level(figure.at or 0)
        sheet.take(Box(x - 6, y - 6, x + 6, y + 6))
        sheet.spare([(x, level(figure.top) - (26 if figure.max is None and figure.min is not None else 0)), (x, y)])
    steps = list(_steps(places, line, level))
    for points in steps:
        sheet.spare(points)
    labels = _labels(places, level, sheet, wide)
    return Drawn(
        wide,
        high,
        svg.join(
            (
                svg.group(*_scale(step, most, level, gutter, wide, site)),
                svg.group(*_time(line, foot, wide, site)),
                svg.group(*(svg.tag("path", class_="step", d=svg.path(points)) for points in steps)),
                svg.group(*(_mark(figure, x, level) for figure, x in places)),
                svg.group(*labels),
            )
        ),
    )


def _places(found: Sequence[Figure], line: Axis) -> list[tuple[Figure, float]]:
    """Give where each figure stands: on its day, those of one day side by side within it."""
    days: dict[date, list[Figure]] = {}
    for figure in found:
        assert figure.day is not None
        days.setdefault(figure.day, []).append(figure)
    places = []
    for stated, same in days.items():
        apart = min(12.0, line.scale * 0.8 / len(same))
        apart = apart if apart >= 3 else 0.0
        for number_, figure in enumerate(same):
            places.append((figure, line.middle(stated) + (number_ - (len(same) - 1) / 2) * apart))
    return places


def _steps(places: Sequence[tuple[Figure, float]], line: Axis, level: Any) -> Iterator[list[tuple[float, float]]]:
    """Give the line of each speaker's last figure until the next one; equal lines once."""
    speakers: dict[str, list[tuple[float, float]]] = {}
    for figure, x in places:
        for iri, _ in figure.speakers:
            y, points = level(figure.at or 0), speakers.setdefault(iri, [])
            if points:
                points.append((x, points[-1][1]))
            points.append((x, y))
    seen = set()
    for points in speakers.values():
        found = (*points, (line.right, points[-1][1]))
        if found not in seen:
            seen.add(found)
            yield list(found)


def _scale(step: float, most: float, level: Any, left: float, wide: float, site: Site) -> Iterator[Markup]:
    count = 0.0
    while count <= most:
        y = level(count)
        yield svg.tag("path", class_="grid", d=f"M{svg.figure(left)},{svg.figure(y)}H{svg.figure(wide)}")
        text = number(int(count), site.lang)
        yield svg.tag("text", text, class_="small muted", x=left - 7, y=y + 4, text_anchor="end")
        count += step


def _time(line: Axis, foot: float, wide: float, site: Site) -> Iterator[Markup]:
    yield from drawn(line, foot, _HEAD, foot, foot - 10, site)
    for tick in ticks(line, site.lang):
        half = width(tick.text, _SMALL) / 2
        x = min(max(tick.x, half), wide - half)
        yield svg.tag("path", class_="time", d=f"M{svg.figure(tick.x)},{svg.figure(foot)}v4")
        yield svg.tag("text", tick.text, class_="small tick", x=x, y=foot + 18, text_anchor="middle")
        if tick.year:
            yield svg.tag("text", tick.year, class_="small tick muted", x=x, y=foot + 33, text_anchor="middle")


def _mark(figure: Figure, x: float, level: Any) -> Markup:
    """Draw a figure: a dot where it is exact, a ring where it is rough, a line for its range, an arrow where open."""
    kind = "figure" if figure.original else "figure copied"
    y = level(figure.at or 0)
    parts: list[object] = []
    if figure.min is not None and figure.max is None:
        parts.append(svg.tag("path", d=f"M{svg.figure(x)},{svg.figure(y)}v-26m-4,5l4,-5l4,5"))
    elif figure.min is None and figure.max is not None:
        parts.append(svg.tag("path", d=f"M{svg.figure(x)},{svg.figure(y)}v26m-4,-5l4,5l4,-5"))
    elif figure.min is not None and figure.max is not None and figure.min < figure.max:
        low, high = level(figure.min), level(figure.max)
        d = f"M{svg.figure(x - 4)},{svg.figure(low)}h8m-4,0V{svg.figure(high)}m-4,0h8"
        parts.append(svg.tag("path", d=d))
    rough = figure.min is None and figure.max is None
    parts.append(svg.tag("circle", class_="ring" if rough else None, cx=x, cy=y, r=5.0))
    return svg.group(*parts, class_=kind)


def _labels(places: Sequence[tuple[Figure, float]], level: Any, sheet: Sheet, wide: float) -> list[Markup]:
    """Write the figures beside their marks, those first to say before others, as many as have room."""
    found = []
    ranked = sorted(places, key=lambda p: (not p[0].first, not p[0].original, -(p[0].at or 0)))
    for figure, x in ranked[:_LABELS]:
        who = cut(figure.speakers[0][1], _SMALL, wide * 0.3) if figure.speakers else ""
        if len(figure.speakers) > 1:
            who += f" +{len(figure.speakers) - 1}"
        both = [(figure.words, 13.0), *([(who, _SMALL)] if who else [])]
        spots = list(around(x, level(figure.at or 0), 5))
        label, lines = sheet.put(both, spots, clean=True), both
        if label is None:
            label, lines = sheet.put(both[:1], spots, clean=len(places) > _CLOSE or not figure.first), both[:1]
        if label is None:
            continue
        spans = [
            svg.tag("tspan", text, x=label.x, dy=14.6 if n else None, class_="small muted" if n else None)
            for n, (text, _) in enumerate(lines)
        ]
        kind = "words first" if figure.first else "words"
        found.append(svg.tag("text", *spans, class_=kind, x=label.x, y=label.y, text_anchor=label.anchor))
    return found


def _label(found: Sequence[Figure], site: Site, topic: str) -> str:
    """Say what the drawing shows, for who does not see it."""
    first = [f"{f.words} ({when(f.day, site)})" for f in found if f.first][:6]
    return site.say("Figures over time: {topic}", topic="; ".join([*([topic] if topic else []), *first])) + "."


def _keys(found: Iterable[Figure], site: Site) -> Iterator[tuple[Markup, str]]:
    """Give the marks in use and what they mean."""
    some = list(found)
    dot = svg.tag("circle", cx=13, cy=8, r=5)
    if any(f.min is not None and f.min == f.max for f in some):
        yield svg.group(dot, class_="figure"), site.say("exactly so many")
    if any(f.min is not None and f.max is None for f in some):
        arrow = svg.tag("path", d="M13,12V1m-4,5l4,-5l4,5")
        yield (
            svg.group(arrow, svg.tag("circle", cx=13, cy=11, r=4), class_="figure"),
            site.say("at least so many; no upper bound is given"),
        )
    if any(f.min is None and f.max is None for f in some):
        ring = svg.tag("circle", class_="ring", cx=13, cy=8, r=5)
        yield svg.group(ring, class_="figure"), site.say("only roughly so many")
    if any(not f.original for f in some):
        yield svg.group(dot, class_="figure copied"), site.say("nobody first-hand among the claims")
    yield svg.tag("path", class_="step", d="M1,12H14V4H25"), site.say("a speaker’s last figure, until the next")


def _integer(found: object) -> int | None:
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def _date(found: object) -> date | None:
    if isinstance(found, datetime):
        return found.date()
    return found if isinstance(found, date) else None

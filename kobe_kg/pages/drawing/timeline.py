"""When it is said to have happened, and when that was said: two lanes on one line of time, and the same as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from markupsafe import Markup

from kobe_kg.answer import Answer
from kobe_kg.graph import Graph
from kobe_kg.pages.drawing import moments, svg, toll
from kobe_kg.pages.drawing.axis import LENGTHS, Axis, axis, bins, drawn, ticks
from kobe_kg.pages.drawing.lettering import Box, Sheet, cut, width
from kobe_kg.pages.drawing.moments import Happening, Moments, Time
from kobe_kg.pages.site import Site, render

#: The widths a timeline is drawn in, for wide and for narrow screens.
SIZES = {"wide": 640.0, "narrow": 340.0}
#: How many rows the upper lane has at most, and lines the table.
ROWS, LINES = 16, 400
#: Columns of claims, from the foot up: the classes of kobe.css, what they hold, and the words for it.
KINDS = (
    ("original", ("Original",), "first-hand"),
    ("other", ("Synthesis", "Undetermined", ""), "put together from others, or origin not read"),
    ("copied", ("Relayed",), "relayed"),
)
_ROW, _LANE, _SMALL = 40.0, 110.0, 12.0
_MONTH = timedelta(days=31)


class Drawn(NamedTuple):
    """A timeline for one width of paper."""

    width: float
    height: float
    inside: Markup


class Line(NamedTuple):
    """A line of the table of what happened."""

    what: str
    address: str | None
    when: str
    precision: str
    who: list[tuple[str, str | None]]
    more: int
    number: int


def drawing(graph: Graph, site: Site, event: str) -> Markup | None:
    """Draw when an event is said to have happened, and when claims about it were made; None when nothing is dated.

    :param event: its IRI.
    """
    return _figure(site, moments.of_event(graph, event, site.lang))


def rows(graph: Graph, site: Site, answer: Answer) -> Markup | None:
    """Draw an answer with columns of dates: those of figures as a toll, others as a timeline; None without dates."""
    if {"statedOn", "value", "min", "max"} <= set(answer.columns):
        return toll.rows(graph, site, answer)
    return _figure(site, moments.of_answer(graph, answer, site.lang))


def _figure(site: Site, found: Moments) -> Markup | None:
    if not found.happenings and not found.spoken:
        return None
    shown, beyond = _focus(found)
    lines = [line for h in found.happenings for line in _lines(h, site)]
    spoken = sorted(found.spoken.items())
    wide = _draw(shown, site, SIZES["wide"])
    # What render gives is escaped in the template.
    return Markup(  # noqa: S704
        render(
            "timeline.html",
            site,
            charts={"wide": wide, "narrow": _draw(shown, site, SIZES["narrow"])},
            label=_label(found, site),
            keys=list(_keys(shown, site)),
            undated=found.undated,
            beyond=[_words(t, site) for h in beyond for t in h.times],
            more=max(0, len(shown.happenings) - ROWS),
            lines=lines[:LINES],
            left=max(0, len(lines) - LINES),
            spoken=[(when, _told(counts)) for when, counts in spoken[:LINES]],
            days_left=max(0, len(spoken) - LINES),
            kinds=[site.say(text) for _, _, text in KINDS],
        )
    )


def _focus(found: Moments) -> tuple[Moments, list[Happening]]:
    """Part what is near the event and the days it was spoken of from what is long before or after."""
    core = [h.window.span for h in found.happenings if h.window] + [(d, d) for d in found.spoken]
    if not core:
        return found, []
    start, end = min(s for s, _ in core), max(e for _, e in core)
    room = max(_MONTH, (end - start) * 2)
    near, far = [], []
    for h in found.happenings:
        kept = tuple(t for t in h.times if (t.span[1] - end) <= room and (start - t.span[0]) <= room)
        if kept or h.window:
            near.append(h._replace(times=kept))
        if len(kept) < len(h.times):
            far.append(h._replace(times=tuple(t for t in h.times if t not in kept)))
    return found._replace(happenings=tuple(near)), far


def _draw(found: Moments, site: Site, wide: float) -> Drawn:
    """Draw both lanes above and below their line of time."""
    rows = found.happenings[:ROWS]
    line = _axis(found, wide)
    foot = 26 + _ROW * len(rows) if rows else 0.0
    lane = foot + 44
    height = lane + 24 + _LANE + 8 if found.spoken else lane + (24 if len(line.parts) > 1 else 0)
    sheet = Sheet(Box(0, 0, wide, height))
    parts: list[object] = []
    if rows:
        parts.append(svg.tag("text", site.say("Said to have happened"), class_="lane", x=0, y=14))
        for number, row in enumerate(rows):
            again = any(other.iri == row.iri for other in rows[:number])
            parts.append(_row(row._replace(window=None) if again else row, line, 26 + _ROW * number, wide))
    if found.spoken:
        name, _ = bins(line, found.spoken)
        parts.append(svg.tag("text", site.say(f"Said: claims a {name}"), class_="lane", x=0, y=lane + 14))
        parts.append(svg.group(*_columns(found.spoken, line, lane + 24, sheet, site)))
    inside = svg.join([svg.group(*_time(line, foot, height, wide, site)), *parts])
    return Drawn(wide, height, inside)


def _axis(found: Moments, wide: float) -> Axis:
    spans = [t.span for h in found.happenings[:ROWS] for t in (*h.times, *([h.window] if h.window else []))]
    return axis([*spans, *((d, d) for d in found.spoken)], 2, wide - 2)


def _time(line: Axis, y: float, height: float, wide: float, site: Site) -> Iterator[Markup]:
    """Draw the line of time between the lanes, its ticks through both, and its breaks."""
    yield from drawn(line, y, 18, height, height - (12 if height > y + 80 else 4), site)
    for tick in ticks(line, site.lang):
        x = min(max(tick.x, width(tick.text, _SMALL) / 2), wide - width(tick.text, _SMALL) / 2)
        yield svg.tag("path", class_="grid", d=f"M{svg.figure(tick.x)},18V{svg.figure(y)}m0,38V{svg.figure(height)}")
        yield svg.tag("text", tick.text, class_="small tick", x=x, y=y + 18, text_anchor="middle")
        if tick.year:
            yield svg.tag("text", tick.year, class_="small tick muted", x=x, y=y + 32, text_anchor="middle")


def _row(row: Happening, line: Axis, top: float, wide: float) -> Markup | str:
    """Draw one thing with its times: the graph's own window behind, a tick for a day, a bar for a span."""
    aspect = row.aspect[:1].lower() + row.aspect[1:]
    name = cut(row.label, 13, wide - width(aspect, _SMALL) - 20)
    title = svg.tag(
        "text",
        name,
        *([svg.tag("tspan", f"  {aspect}", class_="small muted", dx=4)] if aspect else []),
        class_="row",
        x=0,
        y=top + 12,
    )
    y = top + 26
    parts: list[object] = [title]
    if row.window:
        parts.append(_span(row.window, line, y, "window"))
    parts.append(svg.tag("path", class_="base", d=f"M{svg.figure(line.left)},{svg.figure(y)}H{svg.figure(line.right)}"))
    ends = []
    for time in row.times:
        start, end = time.span
        if start == end and time.earliest and time.latest:
            x, half = line.middle(start), min(4.0, max(1.5, line.scale * 0.3))
            parts.append(svg.tag("rect", class_="moment", x=x - half, y=y - 7, width=half * 2, height=14.0))
            ends.append((x - half, x + half, time.number))
        else:
            parts.append(_span(time, line, y, "lasting"))
            ends.append((line.at(start), line.at(end) + line.scale + (8 if time.latest is None else 0), time.number))
    for number, (_, right, count) in enumerate(ends):
        room = min((left for left, *_ in ends[number + 1 :]), default=wide) - right
        if count > 1 and width(str(count), _SMALL) + 2 < room:
            parts.append(svg.tag("text", count, class_="small count", x=right + 2, y=y + 4))
    return svg.group(*parts)


def _span(time: Time, line: Axis, y: float, kind: str) -> Markup:
    """Draw a span as a bar from the start of its first day to the end of its last; an open end is an arrow."""
    start, end = time.span
    left, right = line.at(start), line.at(end) + line.scale
    high = 18.0 if kind == "window" else 10.0
    bar = svg.tag("rect", class_=kind, x=left, y=y - high / 2, width=max(2.0, right - left), height=high)
    if time.earliest is None:
        bar += svg.tag("path", class_="open", d=f"M{svg.figure(left + 2)},{svg.figure(y - 5)}l-7,5l7,5")
    if time.latest is None:
        bar += svg.tag("path", class_="open", d=f"M{svg.figure(right - 2)},{svg.figure(y - 5)}l7,5l-7,5")
    return bar


def _columns(spoken: dict[date, Counter[str]], line: Axis, top: float, sheet: Sheet, site: Site) -> Iterator[Markup]:
    """Draw how many claims were made in each column of time, first-hand ones at the foot."""
    name, first = bins(line, spoken)
    columns: dict[date, Counter[str]] = {}
    for when, counts in spoken.items():
        columns.setdefault(first[when], Counter()).update(counts)
    most = max(sum(c.values()) for c in columns.values())
    foot = top + _LANE
    scale = (_LANE - 16) / most
    length = LENGTHS[name]
    broad = max(2.0, min(24.0, line.scale * length * 0.72))
    spacious = broad >= width("00", _SMALL)
    for when, counts in sorted(columns.items()):
        x = line.middle(when) if name == "day" else max(line.at(when), line.left) + line.scale * length / 2
        x = min(max(x, line.left + broad / 2), line.right - broad / 2)
        y = foot
        for (kind, _, _), n in zip(KINDS, _told(counts), strict=True):
            if n:
                high = n * scale
                y -= high
                yield svg.tag("rect", class_=f"said {kind}", x=x - broad / 2, y=y, width=broad, height=high)
        number = sum(counts.values())
        text = str(number)
        if (spacious or number == most) and sheet.put([(text, _SMALL)], [(x, y - 9, "middle")]):
            yield svg.tag("text", text, class_="small count", x=x, y=y - 4, text_anchor="middle")
    yield svg.tag("path", class_="time", d=f"M{svg.figure(line.left)},{svg.figure(foot)}H{svg.figure(line.right)}")


def _told(counts: Counter[str]) -> list[int]:
    """Count claims by the kinds that are drawn; what is none of ours is drawn with those of unread origin."""
    known = {name for _, names, _ in KINDS for name in names}
    found = [sum(counts[name] for name in names) for _, names, _ in KINDS]
    found[1] += sum(n for name, n in counts.items() if name not in known)
    return found


def _label(found: Moments, site: Site) -> str:
    """Say what the timeline shows, for who does not see it."""
    days = sorted(found.spoken)
    told = moments.total(found.spoken.values())
    times = [t for h in found.happenings for t in h.times or ([h.window] if h.window else [])]
    parts = []
    if times:
        first, last = min(t.span[0] for t in times), max(t.span[1] for t in times)
        parts.append(site.say("Said to have happened: {times}.", times=_between(first, last, site)))
    if days:
        claims = site.counted(told, "{n} claim", "{n} claims")
        parts.append(site.say("Said: {claims}, {times}.", claims=claims, times=_between(days[0], days[-1], site)))
    return " ".join(parts)


def _between(first: date, last: date, site: Site) -> str:
    return toll.when(first, site) if first == last else f"{toll.when(first, site)} – {toll.when(last, site)}"


def _words(time: Time, site: Site) -> str:
    start, end = time.earliest, time.latest
    if start is None:
        return site.say("until {day}", day=toll.when(time.span[1], site))
    if end is None:
        return site.say("from {day}", day=toll.when(start, site))
    return _between(start, end, site)


def _lines(row: Happening, site: Site) -> Iterable[Line]:
    what = f"{row.label}: {row.aspect[:1].lower()}{row.aspect[1:]}" if row.aspect else row.label
    address = site.thing(row.iri) if row.iri else None
    if row.window and not row.times:
        yield Line(what, address, _words(row.window, site), site.say("outer window of the graph"), [], 0, 0)
    for time in row.times:
        who = [(label, site.thing(iri)) for iri, label in time.speakers]
        yield Line(what, address, _words(time, site), time.precision, who[:8], max(0, len(who) - 8), time.number)


def _keys(found: Moments, site: Site) -> Iterator[tuple[Markup, str]]:
    """Give the marks in use and what they mean."""
    times = [t for h in found.happenings for t in h.times]
    if any(t.earliest == t.latest for t in times):
        yield (
            svg.tag("rect", class_="moment", x=10, y=1, width=6, height=14),
            site.say("a day that is named; the number counts claims"),
        )
    if any(t.earliest != t.latest for t in times):
        yield (
            svg.tag("rect", class_="lasting", x=2, y=3, width=22, height=10),
            site.say("within this time; an arrow where it is open"),
        )
    if any(h.window for h in found.happenings):
        yield svg.tag("rect", class_="window", x=2, y=0, width=22, height=16), site.say("outer window of the graph")
    counts: Counter[str] = sum(found.spoken.values(), Counter())
    for (kind, _, text), n in zip(KINDS, _told(counts), strict=True):
        if n:
            yield svg.tag("rect", class_=f"said {kind}", x=6, y=1, width=14, height=14), site.say(text)

"""Make claim graphs of any size: events in the shape of the record, one like another and none of them real.

An event has a convoy, a place, two speakers of its own, some seventeen reports, half of them copies, and some sixty
claims of all kinds, with relays that keep or change the wording, one figure that supersedes another, breakdowns,
passages, a grade and an estimate: about a thousand triples. Agencies, dailies, armies and parties are shared by all
events. Event ``n`` of a seed is the same whatever the number of events, so a larger graph holds the smaller.

    python benchmarks/generate.py --events 1000 -o graph.ttl
    python benchmarks/generate.py --events 100 --errors 0.01 -o faulty.ttl

With ``--errors`` that share of the claims breaks one rule each; ``faulty.errors.csv`` says which claim and which rule.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import IO, TYPE_CHECKING, NamedTuple

from spoil import spoil

from kobe_kg.namespaces import PREFIXES, expand

if TYPE_CHECKING:
    import _csv

#: Property to its objects, as Turtle writes them; a dictionary among the objects is a blank node.
Facts = dict[str, list[str | dict[str, list[str]]]]

#: How many of each kind all events share.
AGENCIES, DAILIES, ARMIES, NGOS, ENCYCLOPEDIAS, GROUPS, REGIONS = 12, 150, 6, 10, 3, 20, 8

_FIRST = {"a": 0, "rdfs:label": 1}
_NAME = re.compile(r"[a-z]+:[A-Za-z0-9-]+\Z")


class Block(NamedTuple):
    """One subject and what is said of it."""

    #: Its prefixed name.
    subject: str
    #: What is said.
    facts: Facts


def main(argv: Sequence[str] | None = None) -> int:
    """Write a graph, and its list of errors if it is to have any."""
    parser = argparse.ArgumentParser(description="Write a claim graph of any size, the same for the same seed.")
    parser.add_argument("--events", type=int, default=10, help="how many events (10), of some 1,000 triples each")
    parser.add_argument("--errors", type=float, default=0.0, help="share of claims that break a rule, such as 0.01")
    parser.add_argument("--seed", type=int, default=1, help="another seed, another graph (1)")
    parser.add_argument("-o", "--output", type=Path, required=True, help="file to write: .ttl, or .nt for N-Triples")
    found = parser.parse_args(argv)
    with ExitStack() as files:
        out = files.enter_context(found.output.open("w", encoding="utf-8", newline="\n"))
        errors = None
        if found.errors:
            told = files.enter_context(errors_of(found.output).open("w", encoding="utf-8", newline=""))
            errors = csv.writer(told, lineterminator="\n")
            errors.writerow(("claim", "rule", "error"))
        write = write_triples if found.output.suffix == ".nt" else write_turtle
        write(spoiled(graph(found.events, found.seed), found.errors, found.seed, errors), out)
    return 0


def errors_of(path: Path) -> Path:
    """Give the list of errors that stands beside a graph."""
    return path.with_suffix(".errors.csv")


def spoiled(blocks: Iterable[Block], share: float, seed: int, errors: _csv.Writer | None) -> Iterator[Block]:
    """Let a share of the claims break a rule, and list them."""
    chance = Random(f"errors {seed}")  # noqa: S311 - the same for the same seed
    for block in blocks:
        if errors is not None and block.subject.startswith("claim:") and chance.random() < share:
            told = spoil(block.subject, block.facts, chance)
            errors.writerow((expand(block.subject), told.rule, told.name))
        yield block


def write_turtle(blocks: Iterable[Block], out: IO[str]) -> None:
    """Write blocks in the project's layout, all prefixes first."""
    out.writelines(f"PREFIX {name}: <{iri}>\n" for name, iri in sorted(PREFIXES.items()))
    for block in blocks:
        lines = [f"\n{block.subject}"]
        for predicate in sorted(block.facts, key=lambda p: (_FIRST.get(p, 2), p)):
            objects = sorted(_turtle(o) for o in block.facts[predicate])
            many = "\n        " if len(objects) > 1 else " "
            lines.append(f"    {predicate}{many}" + " ,\n        ".join(objects) + " ;")
        out.write("\n".join(lines) + "\n.\n")


def _turtle(written: str | dict[str, list[str]]) -> str:
    if isinstance(written, str):
        return written
    inner = "".join(f"        {p} {', '.join(o)} ;\n" for p, o in sorted(written.items()))
    return f"[\n{inner}    ]"


def write_triples(blocks: Iterable[Block], out: IO[str]) -> None:
    """Write blocks as N-Triples."""
    blank = itertools.count(1)
    for block in blocks:
        lines: list[str] = []
        for predicate, objects in block.facts.items():
            for written in objects:
                if isinstance(written, dict):
                    node = f"_:b{next(blank)}"
                    lines += [f"{node} {_term(p)} {_term(o)} .\n" for p, os in written.items() for o in os]
                else:
                    node = _term(written)
                lines.append(f"{_term(block.subject)} {_term(predicate)} {node} .\n")
        out.writelines(lines)


def _term(written: str) -> str:
    """Give a term of our Turtle as N-Triples has it."""
    if written == "a":
        return f"<{PREFIXES['rdf']}type>"
    if _NAME.match(written):
        return f"<{expand(written)}>"
    if written.startswith("<"):
        return written
    text, mark, datatype = written.rpartition("^^")
    if mark:
        return f"{text}^^<{expand(datatype)}>"
    if written.startswith('"'):
        return written
    kind = "boolean" if written in ("true", "false") else "decimal" if "." in written else "integer"
    return f'"{written}"^^<{PREFIXES["xsd"]}{kind}>'


def graph(events: int, seed: int) -> Iterator[Block]:
    """Give all blocks: what events share, then each event."""
    yield from shared()
    for number in range(1, events + 1):
        yield from Story(number, seed).blocks()


def shared() -> Iterator[Block]:
    """Give the places, parties and sources that all events share."""
    yield Block("place:mali", {"a": ["kg:Place"], "rdfs:label": both("Mali", "Mali"), "geo:asWKT": [point(-4.0, 17.0)]})
    for n in range(1, REGIONS + 1):
        label = both(f"Region {n}", f"Région {n}")
        facts: Facts = {"a": ["kg:Place"], "rdfs:label": label, "schema:containedInPlace": ["place:mali"]}
        yield Block(f"place:region-{n}", facts)
    for n in range(1, GROUPS + 1):
        kind = ("JihadistGroup", "Militia", "PrivateMilitaryCompany", "UnidentifiedGroup")[n % 4]
        yield Block(f"party:group-{n}", party(f"Group {n}", f"Groupe {n}", kind))
    for n in range(1, ARMIES + 1):
        yield Block(f"party:army-{n}", party(f"Army {n}", f"Armée {n}", "StateForce"))
        facts = source(f"Staff of army {n}", f"État-major de l’armée {n}", "StateBody")
        yield Block(f"source:army-{n}", {**facts, "kg:actsFor": [f"party:army-{n}"]})
    for count, slug, kind, english, french in (
        (AGENCIES, "agency", "NewsAgency", "Agency", "Agence"),
        (DAILIES, "daily", "Media", "Daily", "Quotidien"),
        (NGOS, "ngo", "NGO", "Rights group", "Organisation"),
        (ENCYCLOPEDIAS, "encyclopedia", "Encyclopedia", "Encyclopedia", "Encyclopédie"),
    ):
        for n in range(1, count + 1):
            yield Block(f"source:{slug}-{n}", source(f"{english} {n}", f"{french} {n}", kind))


def both(english: str, french: str) -> list[str | dict[str, list[str]]]:
    """Give a label in both languages."""
    return [f'"{english}"@en', f'"{french}"@fr']


def party(english: str, french: str, kind: str) -> Facts:
    """Describe an armed group."""
    return {"a": ["kg:ArmedGroup"], "rdfs:label": both(english, french), "kg:kind": [f"kg:{kind}"]}


def source(english: str, french: str, kind: str, *, anonymous: bool = False) -> Facts:
    """Describe someone who speaks or publishes."""
    facts: Facts = {"a": ["kg:Source"], "rdfs:label": both(english, french), "kg:kind": [f"kg:{kind}"]}
    facts["kg:anonymous"] = ["true" if anonymous else "false"]
    return facts


def point(longitude: float, latitude: float) -> str:
    """Write coordinates."""
    return f'"POINT({longitude:.4f} {latitude:.4f})"^^geo:wktLiteral'


def day(when: date) -> str:
    """Write a date."""
    return f'"{when.isoformat()}"^^xsd:date'


def worded(qualifier: str, n: int) -> Facts:
    """Give the facts of a figure: the number as stated and the bounds its wording implies."""
    facts: Facts = {"kg:qualifier": [f"kg:{qualifier}"]}
    least, most = {
        "Exactly": (n, n),
        "AtLeast": (n, None),
        "MoreThan": (n + 1, None),
        "UpTo": (0, n),
        "AtMost": (0, n),
        "Several": (2, None),
        "Some": (1, None),
    }.get(qualifier, (None, None))
    if qualifier not in ("Several", "Some", "SimilarTo", "Majority"):
        facts["kg:value"] = [str(n)]
    if least is not None:
        facts["kg:min"] = [str(least)]
    if most is not None:
        facts["kg:max"] = [str(most)]
    return facts


class Story:
    """One event: who said what of it, where, and who repeated it.

    :param number: which event; it makes the names and, with the seed, all the chances.
    """

    def __init__(self, number: int, seed: int) -> None:
        self.key = f"e{number:06}"
        self.event, self.convoy, self.village = (f"{kind}:{self.key}" for kind in ("event", "convoy", "place"))
        self.chance = Random(f"{seed} {number}")  # noqa: S311 - the same for the same seed
        self.day = date(2012, 1, 1) + timedelta(days=self.chance.randrange(4700))
        self.made: dict[str, Block] = {}
        pick = self.chance.randint
        self.army, self.forces = (f"{kind}:army-{pick(1, ARMIES)}" for kind in ("source", "party"))
        self.agency, self.rival = (f"source:agency-{n}" for n in self.chance.sample(range(1, AGENCIES + 1), 2))
        self.ngo = f"source:ngo-{pick(1, NGOS)}"
        self.encyclopedia = f"source:encyclopedia-{pick(1, ENCYCLOPEDIAS)}"
        self.daily, *self.copiers = (f"source:daily-{n}" for n in self.chance.sample(range(1, DAILIES + 1), 12))
        self.official, self.witness = f"source:{self.key}-official", f"source:{self.key}-witness"
        self.group, self.other = (f"party:group-{n}" for n in self.chance.sample(range(1, GROUPS + 1), 2))

    def blocks(self) -> Iterator[Block]:
        """Give the event's blocks, by name."""
        self.scene()
        self.documents()
        self.army_says()
        self.official_says()
        self.witness_says()
        self.ngo_says()
        self.agency_says()
        self.rival_says()
        self.daily_says()
        self.encyclopedia_says()
        self.estimate()
        return iter([self.made[name] for name in sorted(self.made)])

    def add(self, name: str, facts: Facts) -> str:
        """Keep a block."""
        self.made[name] = Block(name, facts)
        return name

    def scene(self) -> None:
        """Make the event, what followed it, the convoy, the place and the two speakers of its own."""
        n, pick = int(self.key[1:]), self.chance.uniform
        window: Facts = {"kg:datePrecision": ["kg:ExactDay"], "kg:earliest": [day(self.day)]}
        strike = self.add(f"{self.event}-strike", {"a": ["kg:Event"], "rdfs:label": both(f"Strike {n}", f"Grève {n}")})
        self.made[strike].facts["kg:earliest"] = [day(self.day)]
        label = both(f"Attack {n}", f"Attaque {n}")
        facts: Facts = {"a": ["kg:Event"], "rdfs:label": label, **window, "kg:latest": [day(self.day)]}
        self.add(self.event, {**facts, "sem:hasActor": [self.convoy], "sem:hasSubEvent": [strike]})
        self.add(self.convoy, {"a": ["kg:Convoy"], "rdfs:label": both(f"Convoy {n}", f"Convoi {n}")})
        facts = {"a": ["kg:Place"], "rdfs:label": both(f"Village {n}", f"Village {n}")}
        facts |= {"geo:asWKT": [point(pick(-9.9, 3.9), pick(12.0, 23.9))]}
        region = f"place:region-{self.chance.randint(1, REGIONS)}"
        self.add(self.village, {**facts, "schema:containedInPlace": [region]})
        self.add(self.official, source(f"Official, event {n}", f"Élu, événement {n}", "LocalOfficial", anonymous=True))
        self.add(self.witness, source(f"Witness, event {n}", f"Témoin, événement {n}", "Witness", anonymous=True))

    def documents(self) -> None:
        """Make the reports: seven that were written, and their copies."""
        self.report("communique-1", self.army, "Communique", 1)
        self.report("communique-2", self.army, "Communique", 9)
        self.report("story", self.agency, "NewsReport", 1)
        self.report("rival", self.rival, "NewsReport", 2, derived="communique-1")
        self.report("local", self.daily, "NewsReport", 3)
        self.report("inquiry", self.ngo, "NgoReport", 14)
        self.report("article", self.encyclopedia, "EncyclopediaArticle", 30, derived="inquiry")
        self.made[f"report:{self.key}-article"].facts["dct:references"] = [
            f"report:{self.key}-{name}" for name in ("inquiry", "story")
        ]
        shares = (("story", 1), ("rival", 2), ("inquiry", 15), ("local", 4))
        for n, copier in enumerate(self.copiers[: self.chance.randint(6, 11)]):
            of, after = shares[(n * n) % len(shares)] if n else shares[0]
            self.report(f"copy-{n + 1}", copier, "NewsReport", after + n % 3, copied=of)
        for n, start in enumerate((120, 480, 1210)):
            label = both(f"Inquiry, passage {n + 1}", f"Enquête, passage {n + 1}")
            selector = {"a": ["oa:TextPositionSelector"]}
            for end, offset in (("start", start), ("end", start + self.chance.randint(40, 300))):
                selector[f"oa:{end}"] = [f'"{offset}"^^xsd:nonNegativeInteger']
            facts: Facts = {"a": ["kg:Passage"], "rdfs:label": label, "oa:hasSelector": [selector]}
            self.add(f"passage:{self.key}-{n + 1}", {**facts, "oa:hasSource": [f"report:{self.key}-inquiry"]})

    def report(self, name: str, by: str, kind: str, after: int, *, copied: str = "", derived: str = "") -> None:
        """Make a report, so many days after the event."""
        key = f"{self.key}-{name}"
        facts: Facts = {
            "a": ["kg:Report"],
            "rdfs:label": both(f"Report {key}", f"Document {key}"),
            "dct:issued": [day(self.day + timedelta(days=after))],
            "dct:language": [f'"{self.chance.choice(("en", "fr"))}"'],
            "kg:access": ["kg:Consulted"],
            "kg:contentHash": [f'"{self.chance.getrandbits(256):064x}"'],
            "kg:kind": [f"kg:{kind}"],
            "kg:publisher": [by],
            "schema:url": [f"<https://example.org/{key}>"],
        }
        if copied:
            facts["kg:relaysReport"] = [f"report:{self.key}-{copied}"]
        if derived:
            facts["kg:derivedFromReport"] = [f"report:{self.key}-{derived}"]
        if kind == "Communique" and self.chance.random() < 0.3:
            facts["kg:access"] = ["kg:CitedOnly"]
            del facts["kg:contentHash"], facts["schema:url"]
        self.add(f"report:{key}", facts)

    def claim(self, name: str, kind: str, speaker: str, report: str, facts: Facts) -> str:
        """Make a claim: who says it, in which report and its copies, and what.

        Where ``facts`` say nothing else it is stated without reserve, about the event, on the day of the report, and
        original.
        """
        subject, printed = f"claim:{self.key}-{name}", f"report:{self.key}-{report}"
        issued = self.made[printed].facts["dct:issued"]
        copies = [b.subject for b in self.made.values() if b.facts.get("kg:relaysReport") == [printed]]
        words = name.replace("-", " ")
        return self.add(
            subject,
            {
                "a": [f"kg:{kind}Claim"],
                "rdfs:label": both(f"Event {self.key}: {words}", f"Événement {self.key} : {words}"),
                "kg:about": [self.event],
                "kg:hedge": ["kg:Stated"],
                "kg:originality": ["kg:Original"],
                "kg:reportedIn": [printed, *(c for c in copies if self.chance.random() < 0.5)],
                "kg:speaker": [speaker],
                "kg:statedOn": list(issued),
                **facts,
            },
        )

    def figure(self, name: str, speaker: str, report: str, what: str, qualifier: str, n: int = 0, **more: str) -> str:
        """Make a quantity claim.

        :param what: population and outcome, as in ``Civilians Killed``.
        :param more: further properties of ``kg:``, one value each.
        """
        population, outcome = what.split()
        facts = {"kg:population": [f"kg:{population}"], "kg:outcome": [f"kg:{outcome}"], **worded(qualifier, n)}
        return self.claim(name, "Quantity", speaker, report, {**facts, **_more(more)})

    def occurrence(self, name: str, speaker: str, report: str, aspect: str, **more: str) -> str:
        """Make an occurrence claim."""
        return self.claim(name, "Occurrence", speaker, report, {"kg:aspect": [f"kg:{aspect}"], **_more(more)})

    def attribution(self, name: str, speaker: str, report: str, role: str, to: str, **more: str) -> str:
        """Make an attribution claim."""
        facts: Facts = {"kg:role": [f"kg:{role}"], "kg:attributedTo": [to], **_more(more)}
        return self.claim(name, "Attribution", speaker, report, facts)

    def absence(self, name: str, speaker: str, report: str, of: str, **more: str) -> str:
        """Make an absence claim."""
        return self.claim(name, "Absence", speaker, report, {"kg:absenceOf": [f"kg:{of}"], **_more(more)})

    def relayed(self, origin: str, **more: str) -> dict[str, str]:
        """Give what makes a claim the relay of another."""
        return {"originality": "kg:Relayed", "relays": origin, **more}

    def drifts(self) -> bool:
        """Say whether a relay changes the wording."""
        return self.chance.random() < 0.3

    def army_says(self) -> None:
        """Two communiqués, the second correcting the first."""
        pick, army, first = self.chance.randint, self.army, "communique-1"
        self.killed, self.bodies = pick(8, 60), pick(3, 25)
        basis = "kg:OfficialStatement"
        self.k1 = self.figure("army-killed", army, first, "Civilians Killed", "Exactly", self.killed, basis=basis)
        injured = self.killed + pick(1, 9)
        self.figure("army-injured", army, first, "Civilians Injured", "Exactly", injured, basis=basis)
        self.b1 = self.figure("army-bodies", army, first, "Militants BodiesCounted", "Exactly", self.bodies)
        self.made[self.b1].facts["kg:basis"] = ["kg:BodiesSeen"]
        self.figure("army-hit", army, first, "MilitaryVehicles Hit", "Several")
        self.figure("army-motorcycles", army, first, "Motorcycles Destroyed", "About", pick(5, 30))
        suspected = "kg:Suspected"
        self.p1 = self.attribution("army-perpetrator", army, first, "Perpetrator", self.group, hedge=suspected)
        self.attribution("army-target", army, first, "Target", self.convoy)
        near = "kg:NearPlace"
        self.o1 = self.occurrence("army-location", army, first, "Location", place=self.village, placePrecision=near)
        when = {"earliest": day(self.day), "latest": day(self.day), "datePrecision": "kg:ExactDay"}
        self.d1 = self.occurrence("army-date", army, first, "Date", **when)
        later = self.killed + pick(1, 12)
        second = "communique-2"
        what = "Civilians Killed"
        self.k2 = self.figure("army-killed-2", army, second, what, "Exactly", later, supersedes=self.k1, basis=basis)
        if pick(1, 4) == 1:
            self.attribution("army-denial", army, second, "Perpetrator", self.other, hedge="kg:Denied")

    def official_says(self) -> None:
        """An anonymous official, to an agency: the dead, and what the convoy was made of."""
        pick, who = self.chance.randint, self.official
        basis = "kg:AnonymousOfficial"
        self.l1 = self.figure(
            "official-killed", who, "story", "People Killed", "AtLeast", max(2, self.killed - pick(0, 12)), basis=basis
        )
        self.counts = (("Minibuses", pick(4, 25)), ("Buses", pick(1, 8)), ("Trucks", pick(2, 12)))
        self.parts = [
            self.figure(f"official-{p.lower()}", who, "story", f"{p} Present", "Exactly", n, about=self.convoy)
            for p, n in self.counts
        ]

    def witness_says(self) -> None:
        """A witness, to a daily."""
        pick, who = self.chance.randint, self.witness
        basis = "kg:Eyewitness"
        self.figure("witness-killed", who, "local", "People Killed", "About", 10 * pick(1, 6), basis=basis)
        self.figure("witness-destroyed", who, "local", "CivilianVehicles Destroyed", "Exactly", pick(1, 6), basis=basis)
        self.occurrence("witness-course", who, "local", "Course", basis=basis)
        self.occurrence(
            "witness-hour", who, "local", "TimeOfDay", time=f'"{pick(6, 18):02}:00:00"^^xsd:time', qualifier="kg:About"
        )
        far = {"kilometres": f"{pick(2, 60)}.0", "qualifier": "kg:About", "place": self.village}
        self.occurrence("witness-distance", who, "local", "Distance", **far)
        self.occurrence("witness-experience", who, "local", "WitnessExperience", basis=basis)

    def ngo_says(self) -> None:
        """A rights group, after two weeks: figures with their parts, and nobody who accepts responsibility."""
        pick, who, where = self.chance.randint, self.ngo, "inquiry"
        on = {"basis": "kg:FieldInterviews", "evidence": f"passage:{self.key}-1"}
        self.dead = self.killed + pick(0, 15)
        self.n1 = self.figure("ngo-killed", who, where, "Civilians Killed", "AtLeast", self.dead, **on)
        foreign, hurt = pick(2, 5), self.dead + pick(10, 20)
        parts = (("Malian", self.dead - foreign, hurt - 7 - foreign), ("Foreign", foreign, foreign + 7))
        dead, injured = [], []
        for side, killed, harmed in parts:
            name, what = side.lower(), f"{side}Civilians"
            dead.append(self.figure(f"ngo-killed-{name}", who, where, f"{what} Killed", "Exactly", killed, **on))
            injured.append(self.figure(f"ngo-injured-{name}", who, where, f"{what} Injured", "Exactly", harmed))
        self.n3 = dead[0]
        all_injured = self.figure("ngo-injured", who, where, "Civilians Injured", "Exactly", hurt, **on)
        self.breakdown("killed", self.n1, dead, exhaustive="false")
        self.breakdown("injured", all_injured, injured, exhaustive="true")
        whole = "kg:ForeignCivilians"
        self.figure("ngo-nigeriens", who, where, "NigerienCivilians Injured", "Majority", ofWhole=whole)
        self.figure("ngo-vehicles", who, where, "CivilianVehicles Present", "AtLeast", pick(10, 40), about=self.convoy)
        self.attribution("ngo-perpetrator", who, where, "Perpetrator", self.group, hedge="kg:Alleged")
        self.attribution("ngo-escort", who, where, "Escort", self.forces, evidence=f"passage:{self.key}-2")
        of, as_of = "ResponsibilityAcceptance", day(self.day + timedelta(days=13))
        self.n5 = self.absence("ngo-no-responsibility", who, where, of, asOf=as_of, evidence=f"passage:{self.key}-3")
        self.occurrence("ngo-course", who, where, "Course", basis="kg:FieldInterviews")
        facts: Facts = {"a": ["kg:Assessment"], "rdfs:label": both("Grade", "Cote"), "kg:assesses": [self.k1]}
        grades: Facts = {"kg:credibility": ["kg:PossiblyTrue"], "kg:reliability": ["kg:UsuallyReliable"]}
        self.add(f"assessment:{self.key}", {**facts, **grades, "kg:rater": [self.ngo]})

    def breakdown(self, name: str, whole: str, parts: Iterable[str], *, exhaustive: str) -> None:
        """Make a breakdown by nationality."""
        facts: Facts = {"a": ["kg:Breakdown"], "rdfs:label": both("By nationality", "Par nationalité")}
        facts |= {"kg:dimension": ["kg:Nationality"], "kg:exhaustive": [exhaustive], "kg:part": list(parts)}
        self.made[whole].facts["kg:breakdown"] = [self.add(f"breakdown:{self.key}-{name}", facts)]

    def agency_says(self) -> None:
        """An agency: what the army said, and figures of its own."""
        pick, who, where = self.chance.randint, self.agency, "story"
        cites = f"report:{self.key}-communique-1"
        worded = "AtLeast" if self.drifts() else "Exactly"
        relay = self.relayed(self.k1, cites=cites)
        self.a1 = self.figure("agency-killed", who, where, "Civilians Killed", worded, self.killed, **relay)
        relay = self.relayed(self.b1, cites=cites)
        self.a2 = self.figure("agency-militants", who, where, "Militants Killed", "AtLeast", self.bodies, **relay)
        self.figure(
            "agency-soldiers", who, where, "Soldiers Killed", "Exactly", pick(1, 7) + 60, basis="kg:Undisclosed"
        )
        self.figure("agency-vehicles", who, where, "Vehicles Present", "MoreThan", pick(20, 60), about=self.convoy)
        self.figure("agency-passengers", who, where, "Passengers Present", "MoreThan", 100, about=self.convoy)
        hedge = "kg:Stated" if self.drifts() else "kg:Suspected"
        relay = self.relayed(self.p1, cites=cites, hedge=hedge)
        self.attribution("agency-perpetrator", who, where, "Perpetrator", self.group, **relay)
        relay = self.relayed(self.o1, place=self.village, placePrecision="kg:NearPlace")
        self.occurrence("agency-location", who, where, "Location", **relay)

    def rival_says(self) -> None:
        """A second agency: relays of relays, a likeness without a number, and a silence."""
        who, where = self.rival, "rival"
        worded = "Exactly" if self.made[self.a1].facts["kg:qualifier"] == ["kg:Exactly"] else "AtLeast"
        b1 = self.figure("rival-killed", who, where, "Civilians Killed", worded, self.killed, **self.relayed(self.a1))
        least = int(str(self.made[self.l1].facts["kg:value"][0]))
        worded = "Exactly" if self.drifts() else "AtLeast"
        self.figure("rival-people", who, where, "People Killed", worded, max(least, 1), **self.relayed(self.l1))
        self.figure("rival-injured", who, where, "Civilians Injured", "SimilarTo", comparedTo=b1)
        relay = self.relayed(self.b1)
        self.figure("rival-bodies", who, where, "Militants BodiesCounted", "UpTo", self.bodies, **relay)
        silent = {"population": "kg:Soldiers", "outcome": "kg:Killed"}
        self.absence("rival-no-losses", who, where, "MilitaryLossFigure", **silent)
        self.occurrence("rival-aftermath", who, where, "Aftermath")

    def daily_says(self) -> None:
        """A daily of the region."""
        who, where = self.daily, "local"
        self.figure("daily-killed", who, where, "Civilians Killed", "Exactly", self.killed, **self.relayed(self.k1))
        whole = "kg:Passengers"
        self.figure("daily-miners", who, where, "GoldMiners Present", "Majority", ofWhole=whole, about=self.convoy)
        self.occurrence("daily-demand", who, where, "Demand", about=f"{self.event}-strike")

    def encyclopedia_says(self) -> None:
        """An encyclopedia: what it puts together, what it passes on, and what has no known origin."""
        pick, who, where = self.chance.randint, self.encyclopedia, "article"
        cites = f"report:{self.key}-inquiry"
        rough = 10 * (self.killed // 10 + 1)
        self.figure("article-killed", who, where, "People Killed", "About", rough, originality="kg:Synthesis")
        worded = "Exactly" if self.drifts() else "AtLeast"
        relay = self.relayed(self.n1, cites=cites)
        self.figure("article-civilians", who, where, "Civilians Killed", worded, self.dead, **relay)
        malian = int(str(self.made[self.n3].facts["kg:value"][0]))
        relay = self.relayed(self.n3, cites=cites)
        self.figure("article-malians", who, where, "MalianCivilians Killed", "Exactly", malian, **relay)
        harmed = self.dead + pick(30, 60)
        own = {"originality": "kg:Undetermined"}
        self.figure("article-harmed", who, where, "Civilians KilledOrInjured", "MoreThan", harmed, **own)
        relay = self.relayed(self.o1, place=self.village, placePrecision="kg:NearPlace")
        self.occurrence("article-location", who, where, "Location", **relay)
        when = {"earliest": day(self.day), "latest": day(self.day), "datePrecision": "kg:ExactDay"}
        self.occurrence("article-date", who, where, "Date", **self.relayed(self.d1, **when))
        self.occurrence("article-destination", who, where, "Destination", place=self.village, **own)
        relay = self.relayed(self.p1, hedge="kg:Suspected")
        self.attribution("article-perpetrator", who, where, "Perpetrator", self.group, **relay)
        of, as_of = "ResponsibilityAcceptance", day(self.day + timedelta(days=13))
        self.absence("article-no-responsibility", who, where, of, **self.relayed(self.n5, asOf=as_of, cites=cites))

    def estimate(self) -> None:
        """Make the sum of the vehicles counted, which nobody stated."""
        total = str(sum(n for _, n in self.counts))
        facts: Facts = {"a": ["kg:Estimate"], "rdfs:label": both(f"{total} vehicles", f"{total} véhicules")}
        facts |= {"kg:about": [self.convoy], "kg:population": ["kg:CivilianVehicles"], "kg:outcome": ["kg:Present"]}
        facts |= {"kg:min": [total], "kg:best": [total], "kg:max": [total]}
        facts |= {"kg:policy": ["kg:SumOfParts"], "kg:usedClaim": list(self.parts)}
        self.add(f"estimate:{self.key}-vehicles", facts)


def _more(given: dict[str, str]) -> Facts:
    return {f"kg:{name}": [value] for name, value in given.items()}


if __name__ == "__main__":
    sys.exit(main())

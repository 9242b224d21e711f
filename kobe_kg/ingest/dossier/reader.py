"""The reader of dossiers: from a file to pages, with what was kept and what was refused."""

from __future__ import annotations

from collections import Counter

from pyoxigraph import NamedNode, Triple

from kobe_kg.ingest.base import Errand, Page, Reader, Reading, Refusal
from kobe_kg.ingest.dossier import entities, schema, vocabulary
from kobe_kg.ingest.dossier.draft import Draft, Drafter
from kobe_kg.ingest.dossier.labels import say
from kobe_kg.ingest.dossier.links import Linker
from kobe_kg.ingest.dossier.load import Loaded, load
from kobe_kg.ingest.dossier.names import Cast, Known
from kobe_kg.ingest.dossier.sense import Senses, Unread
from kobe_kg.ingest.dossier.tree import spell
from kobe_kg.ingest.dossier.writing import Sheet, write_claim
from kobe_kg.namespaces import ID, compact


class DossierReader(Reader):
    """Reads dossiers: the YAML of docs/reference/dossier.md."""

    name = "dossier"
    title = "a curator's dossier of reports and claims (YAML)"
    takes = ("event", "with", "graph")

    def run(self, errand: Errand) -> Reading:
        """Read a dossier; see :class:`kobe_kg.ingest.base.Reader`."""
        loaded = load(errand.path, errand.beside)
        vocabulary.renew()
        vocabulary.check(loaded.dossier, loaded.problems)
        loaded.problems.check()
        known = Known(errand.described(self.name))
        return _Work(loaded, Cast(loaded.dossier, known, errand.event or None)).reading(
            self.name, [path.name for path in (errand.path, *errand.beside)]
        )


class _Work:
    """One dossier on its way to pages."""

    def __init__(self, loaded: Loaded, cast: Cast) -> None:
        self.dossier = loaded.dossier
        self.loaded = loaded
        self.cast = cast
        self.refused: list[Refusal] = []
        self.remarks: list[str] = []
        self.drafter = Drafter(cast, Senses(loaded.dossier, [spot.id for spot in loaded.dossier.gazetteer]))
        self.drafts = self._draft()
        Linker(cast, self.drafts).link()
        self.contexts = self._tell_contexts()

    def reading(self, reader: str, inputs: list[str]) -> Reading:
        """Give everything that was made."""
        pages = self._pages()
        claims = [draft for drafts in self.drafts.values() for draft in drafts]
        fresh = [draft for draft in [*claims, *self.contexts] if draft.name not in self.cast.known]
        entries = [drafts for drafts in self.drafts.values() if drafts[0].name not in self.cast.known]
        reports = [entities.report_iri(self.cast, report.id) for report in self.dossier.reports]
        return Reading(
            reader=reader,
            inputs=inputs,
            pages=pages,
            read={"reports": len(reports), "claims": sum(len(report.claims) for report in self.dossier.reports)},
            kept={"reports": sum(name not in self.cast.known for name in reports), "claims": len(entries)},
            known={
                "reports": sum(name in self.cast.known for name in reports),
                "claims": len(self.drafts) - len(entries),
            },
            tallies={
                "made of them": Counter(_origin(draft) for draft in fresh),
                "kind": Counter(draft.kind for draft in fresh),
                "originality": Counter(draft.originality for draft in fresh),
            },
            refused=self.refused,
            remarks=self.remarks,
        )

    def _draft(self) -> dict[str, list[Draft]]:
        drafts: dict[str, list[Draft]] = {}
        entries = [(claim, report) for report in self.dossier.reports for claim in report.claims]
        for claim, report in entries:
            way = self.loaded.ways[claim.id]
            try:
                drafts[claim.id] = self.drafter.draft(claim, report, way)
            except Unread as error:
                self._refuse(claim.id, error)
        while orphans := [c.id for c, _ in entries if c.id in drafts and c.repeats and c.repeats not in drafts]:
            for item in orphans:
                del drafts[item]
                self._refuse(item, Unread("repeats", "the claim it repeats was refused"))
        for party, text in self.drafter.unlisted.items():
            self.remarks.append(f"{party} is described as a claim words it ({text}): no actor has this name")
        return drafts

    def _refuse(self, item: str, error: Unread) -> None:
        way = self.loaded.ways[item]
        where = self.loaded.problems.where((*way, error.key))
        what = f"{spell((*way, error.key))}: claim {item}"
        self.refused.append(Refusal(what, error.why, where, error.hint))

    def _tell_contexts(self) -> list[Draft]:
        """Make a claim of each context event that no entry tells of and a report does."""
        made: list[Draft] = []
        for number, context in enumerate(self.dossier.context_events):
            report = self.cast.reports.get(context.report or context.source or "")
            if context.claim is not None:
                continue
            if report is None:
                self.remarks.append(f"{entities.context_iri(context)} has no claim: none of the reports tells of it")
                continue
            first, last = context.span
            speaker = self.cast.publisher(report.publisher)
            named = context.place or []
            facts = {
                "aspect": "Course",
                "earliest": first,
                "latest": last,
                "datePrecision": vocabulary.table("kinds")["dates"][context.precision],
                "place": [self.cast.place(place) for place in ([named] if isinstance(named, str) else named)],
            }
            label = say(self.cast.names(speaker), {"en": context.what})
            way = ("context_events", number)
            about = entities.context_iri(context)
            name = f"claim:{context.id.lower()}"
            draft = Draft(name, "occurrence", None, report, way, about, speaker, "Stated", label, [], facts)
            draft.originality, draft.stated_on = "Undetermined", report.date_published.day
            draft.reported_in = [entities.report_iri(self.cast, report.id)]
            made.append(draft)
        return made

    def _pages(self) -> list[Page]:
        cast = self.cast
        events, parties, places, sources = Sheet(), Sheet(), Sheet(), Sheet()
        named = {str(d.facts.get("attributedTo")) for drafts in self.drafts.values() for d in drafts}
        entities.write_events(events, cast)
        entities.write_parties(parties, cast, self.drafter.unlisted, named)
        entities.write_places(places, cast)
        entities.write_sources(sources, cast)
        pages = [
            self._page("events", "Events of the dossier: names and outer dates only.", events),
            self._page("parties", "Parties that the dossier's claims name.", parties),
            self._page("places", "Places that the dossier names.", places),
            self._page("sources", "Who speaks and who publishes.", sources),
        ]
        titles = entities.report_labels(cast)
        families: dict[str, Sheet] = {}
        for report in self.dossier.reports:
            sheet = families.setdefault(self._family(report), Sheet())
            entities.write_report(sheet, report, cast, titles[report.id])
        for name, sheet in families.items():
            whose = cast.names(f"source:{name}").en
            pages.append(
                self._page(f"reports/{name}", f"Reports of {whose}, and those that copy or rework them.", sheet)
            )
        printed: dict[str, Sheet] = {}
        for draft in sorted(
            [d for drafts in self.drafts.values() for d in drafts] + self.contexts, key=lambda d: d.name
        ):
            write_claim(printed.setdefault(self._file(draft.report), Sheet()), draft)
        for name, sheet in printed.items():
            mine = [report for report in self.dossier.reports if self._file(report) == name]
            whose = " and ".join(sorted({cast.names(cast.publisher(report.publisher)).en for report in mine}))
            pages.append(self._page(f"claims/{name}", f"Claims first read in reports of {whose}.", sheet))
        self._check_names(pages)
        return [page for page in sorted(pages) if page.triples]

    def _check_names(self, pages: list[Page]) -> None:
        """Refuse the dossier if anything it names is described nowhere.

        :raises DataError: naming every such thing.
        """
        described = {triple.subject for page in pages for triple in page.triples}
        ways = {draft.name: draft.way for drafts in self.drafts.values() for draft in drafts}
        for page in pages:
            for triple in page.triples:
                if not isinstance(triple.object, NamedNode) or not triple.object.value.startswith(ID):
                    continue
                name = compact(triple.object.value) or ""
                if triple.object not in described and name not in self.cast.known:
                    assert isinstance(triple.subject, NamedNode)
                    subject = compact(triple.subject.value) or ""
                    self.loaded.problems.add(
                        ways.get(subject, ()),
                        f"{subject} names {name}, which neither the dossier nor the graph describes",
                        "describe it, or name the graph that does with --graph",
                    )
        self.loaded.problems.check()

    def _page(self, name: str, title: str, sheet: Sheet) -> Page:
        """Make a page of what the graph does not describe yet."""
        fresh: list[Triple] = []
        for triple in sheet.triples:
            assert isinstance(triple.subject, NamedNode)
            if (compact(triple.subject.value) or "") not in self.cast.known:
                fresh.append(triple)
        return Page(f"{name}.ttl", title, fresh)

    def _file(self, report: schema.Report) -> str:
        return report.file or self.cast.publisher(report.publisher).partition(":")[2]

    def _family(self, report: schema.Report) -> str:
        """Give the publisher of the report at the root of copies and reworkings."""
        seen = {report.id}
        while (parent := report.republishes or next(iter(report.derived_from), None)) and parent not in seen:
            report = self.cast.reports[parent]
            seen.add(parent)
        return self.cast.publisher(report.publisher).partition(":")[2]


def _origin(draft: Draft) -> str:
    if draft.claim is None:
        return "of context events"
    if draft.share:
        return "parts of a printed count"
    named = draft.name == f"claim:{draft.claim.id}" or draft.name == draft.claim.same_as
    return "entries as they stand" if named else "further parts of split entries"

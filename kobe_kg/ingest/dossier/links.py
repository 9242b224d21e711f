"""What joins claims: who passes on whom, whose finding it is, when it was first said, and where it was printed."""

from __future__ import annotations

from collections.abc import Iterable

from kobe_kg.ingest.dossier import schema
from kobe_kg.ingest.dossier.draft import Draft
from kobe_kg.ingest.dossier.names import Cast

#: What two claims that say the same have in common.
_TELLING = ("population", "outcome", "attributedTo", "role", "absenceOf", "aspect")
#: What a claim that passes another on faithfully says like it, beside the hedge.
_SAID = (
    *_TELLING,
    *("qualifier", "value", "min", "max", "ofWhole"),
    *("place", "earliest", "latest", "kilometres", "time"),
)


class Linker:
    """Joins the drafts of a dossier.

    :param cast: who and what the dossier speaks of.
    :param drafts: entry id to the claims it makes; entries that were refused are left out.
    """

    def __init__(self, cast: Cast, drafts: dict[str, list[Draft]]) -> None:
        self.cast = cast
        self.drafts = drafts
        self._copies: dict[str, list[schema.Report]] = {}
        for report in cast.dossier.reports:
            for claim in report.carries:
                self._copies.setdefault(claim, []).append(report)
        self._dated: dict[str, str | None] = {}

    def link(self) -> None:
        """Fill in every draft, and join the parts of a count that name it."""
        for drafts in self.drafts.values():
            for draft in drafts:
                claim = draft.claim
                assert claim is not None
                origin = self._origin(draft)
                draft.relays = origin.name if origin else None
                draft.originality = self._originality(draft, claim)
                draft.reported_in = self._printed(draft)
                if claim.supersedes and not draft.share:
                    draft.supersedes = self._match(draft, self.drafts.get(claim.supersedes, []))
                if other := draft.facts.get("comparedTo"):
                    draft.facts["comparedTo"] = self.drafts[other][0].name if other in self.drafts else None
        for drafts in self.drafts.values():
            for draft in drafts:
                draft.stated_on = self._stated_on(draft)
        self._gather()

    def _origin(self, draft: Draft) -> Draft | None:
        """Give the claim that a draft passes on: of those its origin makes, the one most like it."""
        assert draft.claim is not None
        if draft.claim.repeats is None:
            return None
        name = self._match(draft, self.drafts[draft.claim.repeats])
        return next(other for other in self.drafts[draft.claim.repeats] if other.name == name)

    def _match(self, draft: Draft, others: Iterable[Draft]) -> str | None:
        def likeness(other: Draft) -> int:
            same = [key for key in _TELLING if draft.facts.get(key) and draft.facts[key] == other.facts.get(key)]
            return 2 * len(same) + int(draft.share == other.share)

        found = sorted(others, key=lambda other: -likeness(other))
        return found[0].name if found else None

    def _originality(self, draft: Draft, claim: schema.Claim) -> str:
        """Tell whose finding a claim is.

        One that repeats another is Relayed. One that a report gives to somebody else is Original there, unless
        the report is itself made of others. What a report says in its own voice is a Synthesis in an encyclopedia
        and in a report made of others, Undetermined on a page that only gathers, and Original otherwise.
        """
        if claim.originality is not None:
            return claim.originality
        report = draft.report
        if draft.relays is not None:
            return "Relayed"
        rewritten = bool(report.derived_from or report.republishes)
        if draft.speaker == self.cast.publisher(report.publisher):
            if report.originality is not None:
                return report.originality
            if rewritten or report.kind == "encyclopedia":
                return "Synthesis"
            return "Undetermined" if report.kind == "aggregator" else "Original"
        return "Undetermined" if rewritten or report.kind in ("aggregator", "encyclopedia") else "Original"

    def _printed(self, draft: Draft) -> list[str]:
        return [self.cast.iri("report", report.id, report.same_as) for report in self._reports(draft)]

    def _reports(self, draft: Draft) -> list[schema.Report]:
        """Give the report a claim stands in, and those that print it again."""
        assert draft.claim is not None
        return [draft.report, *([] if draft.share else self._copies.get(draft.claim.id, []))]

    def _stated_on(self, draft: Draft) -> str | None:
        """Give the first day on which the speaker is known to have said it.

        That is the day the entry gives; or the day of the origin, where the same speaker is quoted again or speaks
        for the report it first stood in, and says what was said there. What was changed on the way was not said
        then: its day is that of the first dated report that prints it, as for all else.
        """
        if draft.name not in self._dated:
            claim = draft.claim
            assert claim is not None
            day = claim.stated_on.day if claim.stated_on else None
            origin = self._origin(draft)
            if day is None and origin is not None and _is_faithful(draft, origin):
                own = draft.speaker in (origin.speaker, self.cast.publisher(origin.report.publisher))
                day = self._stated_on(origin) if own else None
            self._dated[draft.name] = day or self._first_printed(draft)
        return self._dated[draft.name]

    def _first_printed(self, draft: Draft) -> str | None:
        return min((day for report in self._reports(draft) if (day := issued(report))), default=None)

    def _gather(self) -> None:
        """Make a breakdown of the claims that name one count as their whole."""
        parts: dict[str, list[Draft]] = {}
        for drafts in self.drafts.values():
            for draft in drafts:
                if draft.claim and draft.claim.part_of in self.drafts and draft.kind == "quantity" and not draft.share:
                    parts.setdefault(str(draft.claim.part_of), []).append(draft)
        for whole, found in parts.items():
            draft = self.drafts[whole][0]
            dimension = next((part.facts["dimension"] for part in found if part.facts.get("dimension")), None)
            if len(found) > 1 and dimension and draft.kind == "quantity" and draft.breakdown is None:
                draft.breakdown = (str(dimension), [part.name for part in found])
            else:
                for part in found:
                    part.notes.append(f"Given as a part of {draft.name}.")


def _is_faithful(draft: Draft, origin: Draft) -> bool:
    """Tell whether a claim says what the claim it passes on says; words alone are not compared."""
    return draft.hedge == origin.hedge and all(draft.facts.get(key) == origin.facts.get(key) for key in _SAID)


def issued(report: schema.Report) -> str | None:
    """Give the day of a report, unless it is not known or flagged as wrong."""
    return None if "date-error" in report.reliability_flags else report.date_published.day

"""What was done with a source, for people and for programs."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from typing import Any, NamedTuple

from kobe_kg.bulk.order import Order
from kobe_kg.bulk.part import Tally
from kobe_kg.ingest.base import Refusal


class Spell(NamedTuple):
    """How long it took, of this run alone where an earlier one was taken up."""

    #: The first and the last second, UTC.
    started: str
    ended: str
    seconds: float
    #: Rows made in this run, a second.
    rate: float

    @classmethod
    def since(cls, began: float, rows: int) -> Spell:
        """Measure from a moment until now; with SOURCE_DATE_EPOCH, say that moment and no time passed.

        :param began: the moment, as :func:`time.time` gives it.
        :param rows: rows made since.
        """
        now = time.time()
        if told := os.environ.get("SOURCE_DATE_EPOCH"):
            began = now = float(int(told))
        seconds = now - began
        return cls(_moment(began), _moment(now), round(seconds, 1), round(rows / seconds, 1) if seconds else 0.0)


class Report(NamedTuple):
    """What was done."""

    order: Order
    #: Who made the parts: ``processes`` or ``spark``.
    engine: str
    #: Rows and statements; those of the release as a whole and of what parts share count too.
    tally: Tally
    #: Heading of the kinds of rows.
    heading: str
    #: Claims by what became of them since earlier releases.
    became: dict[str, int]
    #: What a curator may want to look at.
    notes: list[str]
    #: The first rows that were refused.
    refused: list[Refusal]
    #: Findings by severity and by rule.
    severities: dict[str, int]
    rules: dict[str, int]
    #: Parts that an earlier run had made.
    resumed: int
    #: How often a part was made again because its worker was lost.
    retries: int
    spell: Spell
    #: The files, below the folder.
    files: list[str]

    @property
    def is_clean(self) -> bool:
        """Whether no row was refused and no rule violated."""
        return not self.tally.refused and not self.severities.get("violation")

    @property
    def quarantine(self) -> str:
        """Name of the file of all that was refused."""
        return next(name for name in self.files if name.endswith(".quarantine.csv"))

    def facts(self) -> dict[str, Any]:
        """Give all of it as JSON has it."""
        order, tally = self.order, self.tally
        return {
            "reader": order.reader,
            "source": order.source,
            "sha256": order.sha256,
            "options": order.asked,
            "version": order.version,
            **self.spell._asdict(),
            "engine": self.engine,
            "parts": order.parts,
            "resumed": self.resumed,
            "retries": self.retries,
            "read": {"rows": tally.read},
            "kept": {"rows": tally.kept},
            "refused": {"rows": tally.refused, "reasons": _reasons(tally.refusals)},
            "remarked": _reasons(tally.remarks),
            self.heading: tally.kinds,
            **({"claims": self.became} if self.became else {}),
            "statements": tally.statements,
            "bytes": tally.bytes,
            "validated": bool(order.rules),
            "findings": {"severities": self.severities, "rules": self.rules},
            "notes": self.notes,
            "files": self.files,
        }


def _reasons(found: dict[str, list[int]]) -> dict[str, dict[str, int]]:
    return {why: {"number": number, "first": row} for why, (number, row) in found.items()}


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(int(seconds), UTC).isoformat().replace("+00:00", "Z")

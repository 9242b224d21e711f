"""A pair of events that may be one, with what speaks for it."""

from __future__ import annotations

from typing import NamedTuple


class Candidate(NamedTuple):
    """Two events that may be one. The score is ``when**0.4 * where**0.4 * who**0.2``; each part is above 0, up to 1."""

    #: IRI of the event in the first data set.
    event: str
    label: str
    #: IRI of the event in the second.
    other: str
    otherLabel: str
    #: From 0 to 1.
    score: float
    #: Its place among all candidates of either event: 1 is the best that both have.
    rank: int
    #: Days between the two windows; 0 where they meet.
    days: int
    #: Kilometres between the nearest places told, or None where one has no coordinates.
    km: float | None
    #: Kilometres that the precision of both places leaves open.
    allowed: float | None
    #: Names of the parties in common, as the first data set has them.
    parties: str
    #: The dead, as figures told of each: lowest and highest, or an empty text.
    killed: str
    otherKilled: str
    #: The parts of the score.
    when: float
    where: float
    who: float

"""Which events of two data sets may be one: candidates with a score, for a curator to accept; nothing is merged.

facts asks a graph for what events are told apart by, names compares parties, join finds the pairs (candidates.sql), and
sssom writes them for a curator and reads what was decided.
"""

from kobe_kg.matching.candidate import Candidate
from kobe_kg.matching.facts import Facts, facts
from kobe_kg.matching.join import candidates

__all__ = ["Candidate", "Facts", "candidates", "facts"]

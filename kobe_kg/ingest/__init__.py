"""From a source of reports to claims: one reader a kind of source.

A reader ends at Turtle or N-Quads and never sees a store; what it could not read it says, row by row.
"""

from kobe_kg.ingest.base import READERS, Page, Reader, Reading, Refusal, Stream, open_reader, save

__all__ = ["READERS", "Page", "Reader", "Reading", "Refusal", "Stream", "open_reader", "save"]

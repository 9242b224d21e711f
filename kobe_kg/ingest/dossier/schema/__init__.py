"""The dossier format: what a curator may write, key by key."""

from kobe_kg.ingest.dossier.schema.entities import Actor, ContextEvent, Event, Publisher, Speaker, Spot
from kobe_kg.ingest.dossier.schema.records import Claim, Dossier, Part, Report, Share, json_schema
from kobe_kg.ingest.dossier.schema.topics import Cue, Sense, Table, Topic
from kobe_kg.ingest.dossier.schema.values import Label, Model, Moment, stands_in

__all__ = [
    "Actor",
    "Claim",
    "ContextEvent",
    "Cue",
    "Dossier",
    "Event",
    "Label",
    "Model",
    "Moment",
    "Part",
    "Publisher",
    "Report",
    "Sense",
    "Share",
    "Speaker",
    "Spot",
    "Table",
    "Topic",
    "json_schema",
    "stands_in",
]

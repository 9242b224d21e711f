"""The record itself: reports with their claims, and the dossier they stand in."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from kobe_kg.ingest.dossier.schema.entities import Actor, ContextEvent, Event, Publisher, Speaker, Spot
from kobe_kg.ingest.dossier.schema.topics import Sense, Topic
from kobe_kg.ingest.dossier.schema.values import (
    Address,
    Amount,
    Count,
    Id,
    Label,
    Loose,
    Model,
    Moment,
    Named,
    Originality,
    Term,
    Text,
)


class Share(Model):
    """One part of a count."""

    category: Text = Field(description="Which part: read like a subject.")
    value: Count = Field(description="How many.")
    note: Text | None = Field(default=None, description="A remark.")
    seen_on: Id | None = Field(default=None, description="The report in which this part was seen.")


class Part(Sense):
    """One of several claims that an entry makes; what it leaves out is as in the entry."""

    value: Loose | None = Field(default=None, description="What this part says.")
    value_min: Amount | None = Field(
        default=None, description="Lower bound as worded; a whole number unless it is of km."
    )
    value_max: Amount | None = Field(default=None, description="Upper bound as worded; likewise.")
    unit: Text | None = Field(default=None, description="km, or hour of day.")
    compared_to: Id | None = Field(default=None, description="With similar-to: the claim whose number it resembles.")
    label: Label | None = Field(default=None, description="What the claim says, instead of the made label.")


class Claim(Part):
    """One position of one speaker, as worded in this report."""

    id: Id = Field(description="Slug of its IRI.")
    about: Text = Field(description="The topic: a word of the table of topics.")
    attributed_to: Id = Field(default="report-itself", description="Who answers for it: a speaker, or report-itself.")
    subject: Text | None = Field(default=None, description="Of whom or what exactly.")
    repeats: Id | None = Field(default=None, description="The claim that this one passes on.")
    contradicts: Id | None = Field(
        default=None, description="A claim that the compiler found in conflict with this one."
    )
    supersedes: Id | None = Field(
        default=None, description="An earlier claim of the same speaker that this one replaces."
    )
    part_of: Id | None = Field(default=None, description="The claim whose count this is a part of.")
    same_as: Named | None = Field(
        default=None, description="The claim of the graph that this one is, so that it is not made twice."
    )
    stated_on: Moment | None = Field(default=None, description="When the speaker said it, if not with the report.")
    originality: Originality | None = Field(default=None, description="Where the rules would judge wrongly.")
    breakdown: list[Share] = Field(default_factory=list, description="Parts of the count, printed with it.")
    exhaustive: bool | None = Field(
        default=None, description="Whether the parts are the whole count, where the report says so."
    )
    split: list[Part] = Field(
        default_factory=list, description="The several claims that the entry makes, when it makes more than one."
    )
    notes: Text | None = Field(default=None, description="A remark.")
    verified: Text | None = Field(default=None, description="How the claim was checked: page-text.")


class Report(Model):
    """One document."""

    id: Id = Field(description="Slug of its IRI.")
    title: Text | None = Field(
        default=None, description="Short bibliographic label; kept in the dossier, not in the graph."
    )
    publisher: Text = Field(description="Who issued it: a publisher's id, or one of its names.")
    author: Text | None = Field(default=None, description="Byline.")
    language: str | None = Field(
        default=None, description="Code of its language.", pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
    )
    url: Address | None = Field(default=None, description="Where it was read.")
    date_published: Moment = Field(
        default_factory=lambda: Moment(precision="unknown"), description="When it was issued."
    )
    kind: Text = Field(description="communique, news-report, ngo-report, encyclopedia or aggregator.")
    same_as: Named | None = Field(default=None, description="Its name in the graph, where that differs.")
    event: Named | Id | None = Field(default=None, description="The event its claims are about, if not the dossier's.")
    originality: Literal["Original", "Synthesis", "Undetermined"] | None = Field(
        default=None, description="Standing of what it says in its own voice, where the rules would judge wrongly."
    )
    file: Id | None = Field(
        default=None, description="Name of the file for its claims; the publisher's slug without it."
    )
    republishes: Id | None = Field(default=None, description="The report it copies, translates or digests.")
    republication_basis: Text | None = Field(default=None, description="How that is known.")
    derived_from: list[Id] = Field(default_factory=list, description="The reports it is rewritten from.")
    carries: list[Id] = Field(default_factory=list, description="As a copy: the claims it prints.")
    text_source: list[Id] = Field(default_factory=list, description="The reports its text was recovered from.")
    reliability_flags: list[Text] = Field(default_factory=list, description="Doubts about it, such as date-error.")
    verified: Text | None = Field(default=None, description="page-text when its text was read.")
    notes: Text | None = Field(default=None, description="A remark.")
    claims: list[Claim] = Field(default_factory=list, description="The claims read in it.")


class Dossier(Model):
    """Reports on one event or several, and the claims they carry."""

    meta: dict[str, Any] = Field(default_factory=dict, description="About the dossier; not read.")
    event: Named | Id | None = Field(
        default=None, description="The event that claims are about unless they say otherwise."
    )
    events: list[Event] = Field(default_factory=list, description="The events.")
    context_events: list[ContextEvent] = Field(default_factory=list, description="Events before and after.")
    actors: list[Actor] = Field(default_factory=list, description="Parties and organisations.")
    gazetteer: list[Spot] = Field(default_factory=list, description="Places.")
    speakers: list[Speaker] = Field(default_factory=list, description="Who is quoted.")
    publishers: list[Publisher] = Field(default_factory=list, description="Who prints.")
    reports: list[Report] = Field(description="The documents with their claims.")
    about: dict[str, Topic] = Field(
        default_factory=dict, description="Topics beyond the shipped table, or in place of its own."
    )
    hedges: dict[str, Term] = Field(
        default_factory=dict, description="Words of reserve beyond the shipped table: to a concept of kg:HedgeScheme."
    )
    seed_facts: list[Any] | None = Field(default=None, description="A curator's working list; not read.")
    seed_disagreements: list[Any] | None = Field(
        default=None, description="Working list; not read: disagreements are computed."
    )
    disagreements: list[Any] | None = Field(
        default=None, description="Working list; not read: disagreements are computed."
    )
    references: list[Any] | None = Field(default=None, description="Working list; not read.")
    not_found: list[Any] | None = Field(default=None, description="Working list; not read.")


def json_schema() -> dict[str, Any]:
    """Give the format as JSON Schema 2020-12, as it is published with the documentation."""
    schema = _bare(Dossier.model_json_schema(by_alias=True))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://w3id.org/kobe-kg/dossier.schema.json",
        "title": "Kobé KG dossier",
        **schema,
    }


def _bare(schema: Any) -> Any:
    """Leave out titles that repeat a key, and defaults that say nothing."""
    if isinstance(schema, list):
        return [_bare(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: _bare(value)
        for key, value in schema.items()
        if not (key == "title" and isinstance(value, str)) and not (key == "default" and value is None)
    }

"""Whom and what a dossier speaks of: events, actors, places, speakers, publishers."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from kobe_kg.ingest.dossier.schema.values import Day, Id, Label, Loose, Model, Moment, Named, Precision, Term, Text


class Event(Model):
    """An event that the dossier is about."""

    id: Id = Field(description="Slug of its IRI.")
    label: Label = Field(description="Its name.")
    alt_labels: dict[Literal["en", "fr"], list[Text]] = Field(
        default_factory=dict, description="Other names by language."
    )
    earliest: Day | None = Field(default=None, description="First day of an outer window that nobody contests.")
    latest: Day | None = Field(default=None, description="Last day of that window.")
    precision: Term | None = Field(
        default=None, description="How exactly the date is known: a concept of kg:PrecisionScheme."
    )
    convoy: Id | None = Field(default=None, description="Slug of the convoy it befell.")
    convoy_label: Label | None = Field(default=None, description="The convoy's name.")
    part_of: Named | Id | None = Field(default=None, description="The event it is a phase or consequence of.")
    notes: Text | None = Field(default=None, description="A remark.")


class ContextEvent(Model):
    """An earlier or later event that the reports set this one against."""

    id: Id = Field(description="Key in the dossier.")
    event: Id | None = Field(default=None, description="Slug of its IRI; the id in small letters without it.")
    label: Label | None = Field(default=None, description="Its name; made of what without it.")
    date: str = Field(description="As its precision says.")
    precision: Precision = Field(default="day", description="How exactly the date is known.")
    basis: Text | None = Field(default=None, description="How the date is known.")
    what: Text = Field(description="What happened, in our own words.")
    source: Text | None = Field(default=None, description="Where it was read, in words.")
    report: Id | None = Field(default=None, description="Where it was read: a report of the dossier.")
    claim: Id | None = Field(
        default=None, description="The claim of the dossier that tells of it, if one does; else one is made."
    )
    place: Named | Id | list[Named | Id] | None = Field(default=None, description="Places it names.")

    @model_validator(mode="after")
    def _fits(self) -> ContextEvent:
        if self.precision == "unknown":
            raise ValueError("the date of a context event is known to the year at least")
        self.span  # noqa: B018 - a date that does not fit its precision is told by it
        return self

    @property
    def span(self) -> tuple[str | None, str | None]:
        """The first and the last day it can be."""
        return Moment(value=self.date, precision=self.precision).span


class Actor(Model):
    """A party, or an organisation that speaks or publishes."""

    id: Id = Field(description="Slug of its IRI.")
    name: Text = Field(description="Its usual name.")
    type: Text = Field(description="A word of the kinds table, such as armed-group or news-agency.")
    same_as: Named | None = Field(default=None, description="Its name in the graph, where that differs.")
    label: Label | None = Field(default=None, description="Its name in both languages; the name without it.")
    abbreviations: list[Text] = Field(default_factory=list, description="Short forms.")
    alt_names: list[Text] = Field(default_factory=list, description="Other names.")
    part_of: Text | None = Field(default=None, description="The larger group: an actor's id, or a name.")
    people: list[Text] = Field(default_factory=list, description="People who speak for it.")
    wikidata: str | None = Field(default=None, description="Its Wikidata id.", pattern=r"^Q\d+$")
    parent_wikidata: str | None = Field(default=None, description="Wikidata id of the larger group.", pattern=r"^Q\d+$")
    wikidata_source: Text | None = Field(default=None, description="Where the id was found.")
    notes: Text | None = Field(default=None, description="A remark.")


class Spot(Model):
    """An entry of the gazetteer."""

    id: Id = Field(description="Slug of its IRI.")
    name: Text = Field(description="Its usual name.")
    type: Text | None = Field(default=None, description="Town, region, road and the like.")
    same_as: Named | None = Field(default=None, description="Its name in the graph, where that differs.")
    label: Label | None = Field(default=None, description="Its name in both languages; the name without it.")
    alt_names: list[Text] = Field(default_factory=list, description="Other spellings.")
    within: list[Id] = Field(
        default_factory=list, description="The places it lies in; the first is taken as the nearest."
    )
    lat: float | None = Field(default=None, ge=-90, le=90, description="Latitude in degrees.", strict=False)
    lon: float | None = Field(default=None, ge=-180, le=180, description="Longitude in degrees.", strict=False)
    coordinates_source: Text | None = Field(default=None, description="Where the coordinates were found.")
    coordinates_note: Text | None = Field(default=None, description="What they stand for.")
    wikidata: str | None = Field(default=None, description="Its Wikidata id.", pattern=r"^Q\d+$")
    wikidata_source: Text | None = Field(default=None, description="Where the id was found.")
    wikidata_note: Text | None = Field(default=None, description="How sure the id is.")
    geonames: Loose | None = Field(default=None, description="Its GeoNames id.")
    iso_3166_1: Text | None = Field(default=None, description="Code of a country.")
    iso_3166_2: Text | None = Field(default=None, description="Code of a region.")
    source: Text | None = Field(default=None, description="Where the name was found.")
    derived: dict[str, Any] | None = Field(
        default=None, description="What was computed from the coordinates; not read."
    )
    location_claims: list[dict[str, Any]] = Field(default_factory=list, description="Where others place it; not read.")
    notes: Text | None = Field(default=None, description="A remark.")


class Speaker(Model):
    """Someone to whom a report attributes a claim."""

    id: Id = Field(description="Slug of its IRI.")
    description: Text = Field(description="Who it is, in our own words.")
    cls: Text = Field(alias="class", description="A word of the kinds table, such as witness or local-official.")
    identification: Text = Field(
        default="unspecified",
        description="named-person, named-institution, collective, anonymous or unspecified; "
        "more may follow after a semicolon.",
    )
    same_as: Named | None = Field(default=None, description="Its name in the graph, where that differs.")
    label: Label | None = Field(default=None, description="Its name in both languages; the description without it.")
    acts_for: Named | Id | None = Field(default=None, description="The party it speaks for: an actor.")
    basis: Term | None = Field(default=None, description="How it knows, in all it says: a concept of kg:BasisScheme.")


class Publisher(Model):
    """Who issues reports, and the ways reports name it."""

    id: Id = Field(description="Slug of its IRI.")
    names: list[Text] = Field(min_length=1, description="What stands under publisher in reports.")
    same_as: Named | None = Field(default=None, description="Its name in the graph, where that differs.")
    kind: Term = Field(default="Media", description="A concept of kg:SourceKindScheme.")
    label: Label | None = Field(
        default=None, description="Its name in both languages; the first of the names without it."
    )
    basis: Term | None = Field(
        default=None, description="How it knows what it says in its own voice: a concept of kg:BasisScheme."
    )

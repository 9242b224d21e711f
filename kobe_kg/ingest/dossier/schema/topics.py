"""What words mean: the senses that a topic, a cue or an entry itself can give."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from kobe_kg.ingest.dossier.schema.values import Clock, Day, Id, Kind, Model, Named, Term, Text, Wording, stands_in


class Sense(Model):
    """What a word means in the terms of the graph; what is left out is left open."""

    kind: Kind | None = Field(default=None, description="Which kind of claim it makes.")
    of: Literal["event", "convoy"] | Named | None = Field(
        default=None, description="What the claim is about: the event (default), its convoy, or a thing by name."
    )
    event: Named | Id | None = Field(default=None, description="The event, where it is not that of the report.")
    population: Term | None = Field(
        default=None, description="Who or what is counted: a concept of kg:PopulationScheme."
    )
    outcome: Term | None = Field(default=None, description="What became of them: a concept of kg:OutcomeScheme.")
    qualifier: Wording | None = Field(default=None, description="The wording around the number.")
    of_whole: Term | None = Field(default=None, description="With a majority: the population it is the larger part of.")
    role: Term | None = Field(default=None, description="Part played: a concept of kg:RoleScheme.")
    party: Named | Id | None = Field(default=None, description="Who played it: an actor.")
    absence: Term | None = Field(default=None, description="What is not known: a concept of kg:AbsenceScheme.")
    aspect: Term | None = Field(default=None, description="Which question is answered: a concept of kg:AspectScheme.")
    place: Named | Id | list[Named | Id] | None = Field(
        default=None, description="Places named: entries of the gazetteer. For a distance: from where."
    )
    place_precision: Term | None = Field(
        default=None, description="How exactly the place is known: a concept of kg:PrecisionScheme."
    )
    earliest: Day | None = Field(default=None, description="First day it can have happened, as claimed.")
    latest: Day | None = Field(default=None, description="Last day it can have happened, as claimed.")
    date_precision: Term | None = Field(
        default=None, description="How exactly the day is known: a concept of kg:PrecisionScheme."
    )
    time: Clock | None = Field(default=None, description="Hour of the day as stated, local time.")
    as_of: Day | None = Field(
        default=None, description="The day its content holds for, where that is not the day it was said."
    )
    basis: Term | None = Field(default=None, description="How the speaker knows: a concept of kg:BasisScheme.")
    hedge: Text | None = Field(default=None, description="The speaker's reserve, in a word of the hedges table.")
    dimension: Term | None = Field(
        default=None, description="As a part of a count: what the parts differ by, a concept of kg:DimensionScheme."
    )


class Cue(Sense):
    """What changes where a subject or a value says a certain thing."""

    is_: list[Text] = Field(default_factory=list, alias="is", description="Whole texts that fit.")
    has: list[Text] = Field(default_factory=list, description="Words or phrases, any of which fits where it stands.")

    @model_validator(mode="after")
    def _asks(self) -> Cue:
        if not self.is_ and not self.has:
            raise ValueError("a cue asks for something, with is or has")
        return self

    def fits(self, text: str) -> bool:
        """Tell whether a text is, or has, what the cue asks for; capitals make no difference."""
        whole = text.casefold()
        return any(whole == wanted.casefold() for wanted in self.is_) or any(stands_in(part, text) for part in self.has)


class Topic(Sense):
    """What a word of `about` means, and how subject and value refine it."""

    subjects: list[Cue] = Field(
        default_factory=list,
        description="What the subject changes; all cues that fit count, the later over the earlier.",
    )
    values: list[Cue] = Field(default_factory=list, description="What the value changes, likewise.")


class Table(Model):
    """The shipped table of topics."""

    countable: list[Cue] = Field(description="Cues in the value of any quantity.")
    about: dict[str, Topic] = Field(description="Topics by word.")

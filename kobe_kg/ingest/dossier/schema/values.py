"""The small values a dossier is made of: keys, texts, dates, names in two languages."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

#: A key of one's own: it becomes the slug of an IRI.
Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_-])?$")]
#: A thing that a graph describes already, by its prefixed name.
Named = Annotated[
    str, Field(pattern=r"^(event|convoy|party|place|source|report|claim):[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_-])?$")
]
#: A word of the ontology's code lists, without its prefix.
Term = Annotated[str, Field(pattern=r"^[A-Z][A-Za-z]*$")]

_FORMS = {
    "day": re.compile(r"\d{4}-\d{2}-\d{2}"),
    "minute": re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}"),
    "month": re.compile(r"\d{4}-\d{2}"),
    "year": re.compile(r"\d{4}"),
}


def stands_in(part: str, text: str) -> bool:
    """Tell whether whole words stand in a text; capitals make no difference.

    >>> stands_in("no", "No group"), stands_in("no", "known")
    (True, False)
    """
    return re.search(rf"(?<!\w){re.escape(part.casefold())}(?!\w)", text.casefold()) is not None


def _is_day(text: str) -> str:
    if not _FORMS["day"].fullmatch(text):
        raise ValueError("a day is written like 2025-02-08")
    try:
        date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text} is no day of the calendar") from None
    return text


def _is_url(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s/<>\"{}|\\^`]+[^\s<>\"{}|\\^`]*", text):
        raise ValueError("an address begins with http:// or https:// and holds no space")
    return text


def _on_one_line(text: str) -> str:
    if not (text := " ".join(text.split())):
        raise ValueError("there is no text here")
    return text


def _as_text(value: Any) -> Any:
    """Take a bare number or truth for the text it is written as."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (int, float)) else value


Day = Annotated[str, AfterValidator(_is_day), Field(json_schema_extra={"format": "date"})]
Address = Annotated[str, AfterValidator(_is_url), Field(json_schema_extra={"format": "uri"})]
Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Text = Annotated[str, AfterValidator(_on_one_line), Field(json_schema_extra={"minLength": 1})]
Loose = Annotated[Text, BeforeValidator(_as_text), WithJsonSchema({"type": ["string", "number", "boolean"]})]
Count = Annotated[int, Field(ge=0)]
Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]

Kind = Literal["quantity", "attribution", "occurrence", "absence"]
Wording = Literal[
    "exact",
    "at-least",
    "more-than",
    "at-most",
    "less-than",
    "up-to",
    "about",
    "several",
    "some",
    "majority",
    "similar-to",
]
Precision = Literal["minute", "day", "month", "year", "unknown"]
Originality = Literal["Original", "Relayed", "Synthesis", "Undetermined"]


class Model(BaseModel):
    """A mapping whose keys are all known."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=False)


class Label(Model):
    """A name in both languages."""

    en: Text = Field(description="In English.")
    fr: Text | None = Field(default=None, description="In French.")


class Moment(Model):
    """A date as far as it is known."""

    value: str | None = Field(default=None, description="Written as its precision says: 2025-02-08, 2025-02, 2025.")
    precision: Precision = Field(default="day", description="How exactly the date is known.")
    basis: Text | None = Field(default=None, description="How it is known, if the document does not print it.")

    @model_validator(mode="after")
    def _fits(self) -> Moment:
        if self.precision == "unknown":
            if self.value is not None:
                raise ValueError("a date of unknown precision has no value")
        elif self.value is None or not _FORMS[self.precision].fullmatch(self.value):
            like = {"minute": "2025-02-08T14:17", "day": "2025-02-08", "month": "2025-02", "year": "2025"}[
                self.precision
            ]
            raise ValueError(f"a date of precision {self.precision} is written like {like}")
        else:
            _is_day((self.value[:10] + "-01-01"[len(self.value) - 10 :]) if len(self.value) < 10 else self.value[:10])
        return self

    @property
    def day(self) -> str | None:
        """The day, when it is known to the day or better."""
        return self.value[:10] if self.value and self.precision in ("day", "minute") else None

    @property
    def span(self) -> tuple[str | None, str | None]:
        """The first and the last day it can be.

        >>> Moment(value="2024-02", precision="month").span
        ('2024-02-01', '2024-02-29')
        """
        if self.value is None or self.day is not None:
            return self.day, self.day
        if self.precision == "year":
            return f"{self.value}-01-01", f"{self.value}-12-31"
        year, month = map(int, self.value.split("-"))
        return f"{self.value}-01", f"{self.value}-{monthrange(year, month)[1]}"

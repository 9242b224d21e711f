"""What a claim or report is called in English and French, made from what it says."""

from __future__ import annotations

import re
from typing import Any

from kobe_kg.ingest.dossier.numbers import Figure
from kobe_kg.ingest.dossier.vocabulary import Names, code_lists, table

#: Language to text.
Texts = dict[str, str]

_COLON = {"en": ": ", "fr": " : "}


def say(speaker: Names, text: Texts) -> Texts:
    """Put the speaker before what is said, in each language that has both.

    >>> say(Names("RFI", "RFI"), {"en": "32 people killed", "fr": "32 personnes tuées"})["fr"]
    'RFI : 32 personnes tuées'
    """
    names = {"en": speaker.short or speaker.en, "fr": speaker.short or speaker.fr}
    return {lang: f"{names[lang]}{_COLON[lang]}{said}" for lang, said in text.items() if names[lang]}


def quantity(figure: Figure, population: str, outcome: str, whole: str | None = None) -> Texts:
    """Say how many of whom met what.

    >>> quantity(Figure("AtLeast", 32, 32), "People", "Killed")
    {'en': 'at least 32 people killed', 'fr': 'au moins 32 personnes tuées'}
    """
    words = table("words")
    made = {}
    for lang in ("en", "fr"):
        many = figure.value is None or figure.value > 1 or (lang == "en" and figure.value == 0)
        noun = _counted(population, outcome, lang, many)
        became = "" if figure.qualifier == "Majority" else _became(population, outcome, lang, many)
        of_whole = "" if whole is None else f"{_noun(whole, lang, True)}{_became(whole, outcome, lang, True)}"
        text = words["qualifiers"][figure.qualifier][lang].format(
            n=figure.value, noun=noun, whole=of_whole, de=_de(noun)
        )
        made[lang] = text + became
    return made


def attribution(role: str, party: Names, hedge: str) -> Texts:
    """Say who is given which role."""
    words = table("words")
    names = {"en": party.en, "fr": party.fr}
    return {
        lang: words["roles"][role][lang].format(party=name) + words["hedges"][hedge][lang]
        for lang, name in names.items()
        if name
    }


def absence(kind: str) -> Texts:
    """Say what is not known."""
    return dict(table("words")["absences"].get(kind) or _texts(code_lists()["Absence"][kind]))


def distance(figure: Figure, place: Names | None) -> Texts:
    """Say how far, from where; or how long, from nowhere."""
    number = str(figure.value)
    return _measured(figure, "long" if place is None else "away", place, number, number.replace(".", ","))


def hour(figure: Figure, clock: str) -> Texts:
    """Say at what time of day.

    >>> hour(Figure("About", 14), "14:00")
    {'en': 'about 14:00', 'fr': 'vers 14 h'}
    """
    hours, minutes = clock.split(":")
    french = f"{int(hours)} h" + (f" {minutes}" if minutes != "00" else "")
    if figure.qualifier == "About":
        words = table("words")["occurrences"]["hour-about"]
        return {"en": words["en"].format(n=clock), "fr": words["fr"].format(n=french)}
    return _measured(figure, "hour", None, clock, french)


def day(iso: str) -> Texts:
    """Write a date as people do: a day, a month or a year.

    >>> day("2025-02-01"), day("2025-02")["fr"]
    ({'en': '1 February 2025', 'fr': '1er février 2025'}, 'février 2025')
    """
    parts = iso.split("-")
    made = {}
    for lang, months in table("words")["months"].items():
        words = [parts[0]]
        if len(parts) > 1:
            words.insert(0, months[int(parts[1]) - 1])
        if len(parts) > 2:
            number = str(int(parts[2]))
            words.insert(0, "1er" if number == "1" and lang == "fr" else number)
        made[lang] = " ".join(words)
    return made


def on_day(iso: str) -> Texts:
    """Say that it happened on a day, or in a month or year."""
    words = table("words")["occurrences"]["day" if len(iso) == 10 else "month"]
    return {lang: words[lang].format(day=text) for lang, text in day(iso).items()}


def report(publisher: Names, event: Names, when: str | None) -> Texts:
    """Name a report by its publisher, its event and its date; a date that the event's name ends with is left out.

    >>> report(Names("RFI", "RFI"), Names("Raid, 30 July 2024", "Raid, 30 juillet 2024"), "2024-08-03")["en"]
    'RFI: Raid, 3 August 2024'
    """
    names = {"en": (publisher.short or publisher.en, event.en), "fr": (publisher.short or publisher.fr, event.fr)}
    return {
        lang: f"{who}{_COLON[lang]}{_undated(what, lang)}" + (f", {day(when)[lang]}" if when else "")
        for lang, (who, what) in names.items()
        if who and what
    }


def _undated(name: str, lang: str) -> str:
    months = "|".join(table("words")["months"][lang])
    return re.sub(rf", (?:(?:[0-9]{{1,2}}(?:er)? )?(?:{months}) )?[0-9]{{4}}$", "", name) or name


def _measured(figure: Figure, kind: str, place: Names | None, english: str, french: str) -> Texts:
    words = table("words")
    made = {}
    for lang, number, where in (("en", english, place and place.en), ("fr", french, place and place.fr)):
        if place is None or where:
            text = words["occurrences"][kind][lang].format(n="{n}", place=where, de=_de(where or ""))
            made[lang] = text.replace("{n}", words["measures"][figure.qualifier][lang].format(n=number))
    return made


def _noun(population: str, lang: str, many: bool) -> str:
    noun: Any = table("words")["populations"].get(population)
    if noun is None:
        names = code_lists()["Population"][population]
        return (names.en if lang == "en" else names.fr or names.en).lower()
    return str(noun[lang][1 if many else 0])


def _counted(population: str, outcome: str, lang: str, many: bool) -> str:
    """Name what is counted: members of the population, or their bodies."""
    of = table("words")["outcomes"].get(outcome, {}).get("of")
    if of is None:
        return _noun(population, lang, many)
    thing = str(of[lang][1 if many else 0])
    if population == "People":
        return thing
    whose = _noun(population, lang, True)
    return f"{thing} of {whose}" if lang == "en" else f"{thing} {_de(whose)}{whose}"


def _de(noun: str) -> str:
    return "d’" if noun[:1].casefold() in tuple("aeéêhioœuy") else "de "


def _became(population: str, outcome: str, lang: str, many: bool) -> str:
    words: Any = table("words")
    text = words["outcomes"].get(outcome)
    if text is None:
        names = code_lists()["Outcome"][outcome]
        return " " + (names.en if lang == "en" else names.fr or names.en).lower()
    feminine = "of" not in text and words["populations"].get(population, {}).get("gender") == "f"
    made = text[lang].format(e="e" if feminine else "", s="s" if many else "")
    return f" {made}" if made else ""


def _texts(names: Names) -> Texts:
    return {"en": names.en.lower(), **({"fr": names.fr.lower()} if names.fr else {})}

"""Made labels are English and French as a careful writer has them."""

from __future__ import annotations

import pytest

from kobe_kg.ingest.dossier import labels
from kobe_kg.ingest.dossier.numbers import Figure
from kobe_kg.ingest.dossier.vocabulary import Names


@pytest.mark.parametrize(
    ("figure", "population", "outcome", "english", "french"),
    [
        (Figure("Exactly", 1), "Civilians", "Killed", "1 civilian killed", "1 civil tué"),
        (Figure("Exactly", 0), "People", "Injured", "0 people injured", "0 personne blessée"),
        (Figure("Exactly", 25), "Civilians", "Killed", "25 civilians killed", "25 civils tués"),
        (Figure("MoreThan", 50), "People", "Killed", "more than 50 people killed", "plus de 50 personnes tuées"),
        (Figure("UpTo", 56), "People", "BodiesCounted", "up to 56 bodies counted", "jusqu’à 56 corps dénombrés"),
        (
            Figure("AtLeast", 24),
            "Civilians",
            "BodiesCounted",
            "at least 24 bodies of civilians counted",
            "au moins 24 corps de civils dénombrés",
        ),
        (Figure("Some"), "Buses", "Hit", "an unknown number of buses hit", "un nombre inconnu d’autocars touchés"),
        (Figure("Several"), "Motorcycles", "Destroyed", "several motorcycles destroyed", "plusieurs motos détruites"),
        (
            Figure("Exactly", 20),
            "Soldiers",
            "KilledOrInjured",
            "20 soldiers killed or injured",
            "20 soldats tués ou blessés",
        ),
        (
            Figure("About", 10),
            "MilitaryVehicles",
            "Present",
            "about 10 military vehicles",
            "environ 10 véhicules militaires",
        ),
    ],
)
def test_a_quantity_is_said_in_both(figure: Figure, population: str, outcome: str, english: str, french: str) -> None:
    assert labels.quantity(figure, population, outcome) == {"en": english, "fr": french}


def test_a_majority_names_its_whole() -> None:
    said = labels.quantity(Figure("Majority"), "GoldMiners", "KilledOrInjured", "Civilians")
    assert said["en"] == "most civilians killed or injured were gold miners"
    assert said["fr"] == "la plupart des civils tués ou blessés étaient des orpailleurs"


def test_a_speaker_stands_before_it_under_a_short_name_if_it_has_one() -> None:
    said = {"en": "6 buses", "fr": "6 autocars"}
    assert labels.say(Names("Agence France-Presse", "Agence France-Presse", "AFP"), said)["fr"] == "AFP : 6 autocars"
    assert labels.say(Names("Ferryman"), said) == {"en": "Ferryman: 6 buses"}


def test_measures_are_said_with_their_wording() -> None:
    gao = Names("Gao", "Gao")
    assert labels.distance(Figure("About", 30), gao) == {"en": "about 30 km from Gao", "fr": "à environ 30 km de Gao"}
    assert labels.distance(Figure("Exactly", 29.6), Names("Ansongo", "Ansongo")) == {
        "en": "29.6 km from Ansongo",
        "fr": "à 29,6 km d’Ansongo",
    }
    assert labels.distance(Figure("About", 1), None) == {"en": "about 1 km long", "fr": "environ 1 km de long"}
    assert labels.hour(Figure("Exactly"), "20:30") == {"en": "at 20:30", "fr": "à 20 h 30"}
    assert labels.on_day("2025-02-07") == {"en": "on 7 February 2025", "fr": "le 7 février 2025"}
    assert labels.on_day("2017") == {"en": "in 2017", "fr": "en 2017"}


def test_a_reserve_is_said() -> None:
    party = Names("River Front", "Front du fleuve")
    assert labels.attribution("Perpetrator", party, "Suspected") == {
        "en": "River Front behind the attack (suspected)",
        "fr": "Front du fleuve à l’origine de l’attaque (soupçonné)",
    }


@pytest.mark.parametrize(
    ("event", "when", "english", "french"),
    [
        (Names("Raid", "Raid"), "2025-02-08", "RFI: Raid, 8 February 2025", "RFI : Raid, 8 février 2025"),
        (Names("Raid", "Raid"), None, "RFI: Raid", "RFI : Raid"),
        (
            Names("Raid, 1 August 2024", "Raid, 1er août 2024"),
            "2024-08-01",
            "RFI: Raid, 1 August 2024",
            "RFI : Raid, 1er août 2024",
        ),
        (
            Names("Raid, July 2024", "Raid, juillet 2024"),
            "2024-08",
            "RFI: Raid, August 2024",
            "RFI : Raid, août 2024",
        ),
        (Names("Raid, 2024", "Raid, 2024"), None, "RFI: Raid", "RFI : Raid"),
        (
            Names("Raids, 2023 and 2024", "Raids, 2023 et 2024"),
            None,
            "RFI: Raids, 2023 and 2024",
            "RFI : Raids, 2023 et 2024",
        ),
    ],
)
def test_a_report_bears_its_own_date_and_no_other(event: Names, when: str | None, english: str, french: str) -> None:
    assert labels.report(Names("RFI", "RFI"), event, when) == {"en": english, "fr": french}

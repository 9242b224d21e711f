"""How events and claims of ACLED are labelled: in our own words, English and French."""

from __future__ import annotations

from functools import lru_cache

from kobe_kg.ingest.acled.row import DAY, WEEK
from kobe_kg.ingest.labels import both, day, month

#: ACLED's types of event, in small letters, to French.
_TYPES = {
    "abduction/forced disappearance": "enlèvement ou disparition forcée",
    "agreement": "accord",
    "air/drone strike": "frappe aérienne ou de drone",
    "armed clash": "affrontement armé",
    "arrests": "arrestations",
    "attack": "attaque",
    "battles": "combats",
    "change to group/activity": "changement d’un groupe ou de son activité",
    "chemical weapon": "arme chimique",
    "demonstrations": "manifestations",
    "disrupted weapons use": "usage d’armes déjoué",
    "excessive force against protesters": "force excessive contre des manifestants",
    "explosions/remote violence": "explosions et violence à distance",
    "government regains territory": "territoire repris par l’État",
    "grenade": "grenade",
    "headquarters or base established": "quartier général ou base établis",
    "looting/property destruction": "pillage ou destruction de biens",
    "mob violence": "violence de foule",
    "non-state actor overtakes territory": "territoire pris par un acteur non étatique",
    "non-violent transfer of territory": "transfert de territoire sans violence",
    "other": "autre",
    "peaceful protest": "manifestation pacifique",
    "political violence": "violence politique",
    "protest with intervention": "manifestation avec intervention",
    "protests": "manifestations",
    "remote explosive/landmine/ied": "engin explosif, mine ou EEI",
    "riots": "émeutes",
    "sexual violence": "violence sexuelle",
    "shelling/artillery/missile attack": "bombardement, artillerie ou missile",
    "strategic developments": "évolutions stratégiques",
    "suicide bomb": "attentat-suicide",
    "violence against civilians": "violence contre des civils",
    "violent demonstration": "manifestation violente",
}
_INTERS = {
    1: ("state forces", "forces d’État"),
    2: ("rebel group", "groupe rebelle"),
    3: ("political militia", "milice politique"),
    4: ("identity militia", "milice identitaire"),
    8: ("external or other forces", "forces extérieures ou autres"),
}
_PRESENT = {
    "Civilians": ("ACLED: civilians among those involved", "ACLED : des civils parmi les personnes concernées"),
    "Protesters": ("ACLED: protesters among those involved", "ACLED : des manifestants parmi les personnes concernées"),
    "Rioters": ("ACLED: rioters among those involved", "ACLED : des émeutiers parmi les personnes concernées"),
}
_TARGETED = (
    "ACLED: civilians were the main or only target",
    "ACLED : des civils étaient la cible principale ou unique",
)


@lru_cache(10_000)
def event(kind: str, where: str, on: str, precision: int) -> tuple[str, ...]:
    """Label an event by its type, place and time."""
    english, french = (f"{name}, {where}, {_time(on, precision, lang)}" for name, lang in _both(kind))
    return both(english[:1].upper() + english[1:], french[:1].upper() + french[1:])


@lru_cache(10_000)
def killed(number: int) -> tuple[str, ...]:
    """Label a figure of the dead; ACLED's 0 is that no report tells of any.

    >>> print(*killed(0)[1::2])
    "ACLED: no one reported killed"@en "ACLED : aucun mort signalé"@fr
    """
    if not number:
        return both("ACLED: no one reported killed", "ACLED : aucun mort signalé")
    many = "" if number == 1 else "s"
    return both(
        f"ACLED: about {number} killed, its conservative figure",
        f"ACLED : environ {number} mort{many}, son chiffre prudent",
    )


@lru_cache(1_000)
def nature(*kinds: str) -> tuple[str, ...]:
    """Label the types of an event, the widest first.

    >>> print(*nature("Political violence", "Battles", "Armed clash")[1::2])
    "ACLED: political violence, battles, armed clash"@en "ACLED : violence politique, combats, affrontement armé"@fr
    """
    names = [name.strip() for kind in kinds for name in kind.split(";") if name.strip()]
    english, french = ([found for found, _ in words] for words in zip(*map(_both, names), strict=True))
    return both(f"ACLED: {', '.join(english)}", f"ACLED : {', '.join(french)}")


def targeted() -> tuple[str, ...]:
    """Label that civilians were the target."""
    return both(*_TARGETED)


@lru_cache(10_000)
def when(on: str, precision: int) -> tuple[str, ...]:
    """Label a day as exactly as it is known.

    >>> when("2031-03-15", 3)[1], when("2031-03-15", 2)[1]
    ('"ACLED: March 2031"@en', '"ACLED: about 15 March 2031"@en')
    """
    return both(f"ACLED: {_time(on, precision, 'en')}", f"ACLED : {_time(on, precision, 'fr')}")


def present(population: str) -> tuple[str, ...]:
    """Label that some of a population were there."""
    return both(*_PRESENT[population])


@lru_cache(10_000)
def took_part(name: str, inter: int) -> tuple[str, ...]:
    """Label a party with what ACLED's type of it says.

    >>> print(took_part("River Front", 2)[1])
    "ACLED: River Front, rebel group, took part"@en
    """
    english, french = (f", {words}," if words else "" for words in _INTERS.get(inter, ("", "")))
    return both(f"ACLED: {name}{english} took part", f"ACLED : {name}{french} y a pris part")


@lru_cache(10_000)
def beside(name: str, other: str) -> tuple[str, ...]:
    """Label a party that is named beside another."""
    return both(f"ACLED: {name}, beside {other}", f"ACLED : {name}, aux côtés de {other}")


def _both(kind: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """Give a type in English and French, each with its language; one that is not known stands as it is in both."""
    french = _TYPES.get(kind.casefold(), kind)
    english = kind if french is kind else kind[:1].lower() + kind[1:]
    return (english, "en"), (french, "fr")


def _time(on: str, precision: int, lang: str) -> str:
    if precision == DAY:
        return day(on, lang)
    if precision == WEEK:
        return f"{'about' if lang == 'en' else 'vers le'} {day(on, lang)}"
    return month(on, lang)

"""How events, claims and days of UCDP GED are labelled: in our own words, English and French."""

from __future__ import annotations

from functools import lru_cache

from kobe_kg.ingest.labels import both

_COUNTS = {
    "best": ("UCDP: about {n} killed, its best figure", "UCDP : environ {n} morts, son meilleur chiffre"),
    "exact": ("UCDP: {n} killed", "UCDP : {n} morts"),
    "low": ("UCDP: at least {n} killed, its low figure", "UCDP : au moins {n} morts, son chiffre bas"),
    "high": ("UCDP: at most {n} killed, its high figure", "UCDP : au plus {n} morts, son chiffre haut"),
    "deaths-a": ("UCDP: {n} of side A killed", "UCDP : {n} morts du camp A"),
    "deaths-b": ("UCDP: {n} of side B killed", "UCDP : {n} morts du camp B"),
    "deaths-civilians": ("UCDP: {n} civilians killed", "UCDP : {n} morts civils"),
    "deaths-unknown": ("UCDP: {n} of unknown side killed", "UCDP : {n} morts de camp inconnu"),
}
_ONE = {"1 civilians": "1 civilian", "1 morts civils": "1 mort civil", "1 morts": "1 mort"}
_TYPES = {
    1: ("UCDP: state-based violence", "UCDP : violence impliquant un État"),
    2: ("UCDP: non-state violence", "UCDP : violence non étatique"),
    3: ("UCDP: one-sided violence", "UCDP : violence unilatérale"),
}


@lru_cache(10_000)
def count(kind: str, number: int) -> tuple[str, str, str, str]:
    """Label a figure."""
    texts = [text.format(n=number) for text in _COUNTS[kind]]
    if number == 1:
        for many, one in _ONE.items():
            texts = [text.replace(many, one) for text in texts]
    return both(*texts)


def violence(code: int) -> tuple[str, str, str, str]:
    """Label a type of violence."""
    return both(*_TYPES[code])

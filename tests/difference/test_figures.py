"""A figure is told when what it rests on changed, with the claims that moved it; others are not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import kobe_kg
from kobe_kg.difference import Diff, Figure, diff, figures
from kobe_kg.namespaces import KG, PREFIXES, compact
from tests.repositories import Repo

_PREFIXES = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
_EVENT = 'event:e a kg:Event ; rdfs:label "Fire"@en ; sem:hasActor convoy:c .\n'


def claim(name: str, value: int, *more: str, population: str = "Civilians", original: str = "Original") -> str:
    said = f"kg:speaker source:{name} ; kg:hedge kg:Stated ; kg:originality kg:{original} ; kg:value {value}"
    counted = f"kg:population kg:{population} ; kg:outcome kg:Killed ; kg:qualifier kg:Exactly"
    about = "" if "kg:about" in " ".join(more) else "kg:about event:e ; "
    return (
        f"claim:{name} a kg:QuantityClaim ; {about}{said} ; {counted} ; kg:min {value} ; kg:max {value} ; "
        f'rdfs:label "{name}: {value}"@en {"".join(f"; {m} " for m in more)} .\n'
    )


@pytest.fixture
def told(tmp_path: Path) -> Callable[[str, str], Diff]:
    """Compare two texts, each with the event before it."""

    def compare(old: str, new: str) -> Diff:
        for name, text in (("old", old), ("new", new)):
            (tmp_path / f"{name}.ttl").write_text(_PREFIXES + _EVENT + text, encoding="utf-8")
        return diff(tmp_path / "old.ttl", tmp_path / "new.ttl")

    return compare


def moved(found: Diff) -> dict[str, tuple[object, object, list[str | None]]]:
    """The best or the lowest number of each policy, before and after, and because of what."""

    def number(side: figures.Range | None) -> object:
        return side and (side.best if side.best is not None else (side.min, side.max))

    return {
        f.policy.removeprefix(KG): (number(f.was), number(f.became), [compact(iri) for iri in f.because])
        for f in found.figures
        if f.moved
    }


def test_a_changed_value_moves_what_rests_on_it(told: Callable[[str, str], Diff]) -> None:
    found = told(claim("a", 30) + claim("b", 40), claim("a", 32) + claim("b", 40))
    assert moved(found) == {
        "HullOfOriginals": ((30, 40), (32, 40), ["claim:a"]),
        "LowestReported": (30, 32, ["claim:a"]),
        "MajorityElseLowest": (30, 32, ["claim:a"]),
        "UcdpStyle": (30, 32, ["claim:a"]),
        "LatestOriginal": ((30, 40), (32, 40), ["claim:a"]),
    }
    assert {f.event.rpartition("/")[2] for f in found.figures} == {"e"}


def test_the_figures_are_those_of_the_saved_query(told: Callable[[str, str], Diff], tmp_path: Path) -> None:
    found = told(claim("a", 30), claim("a", 32) + claim("b", 34))
    for side in ("old", "new"):
        rows = kobe_kg.open(tmp_path / f"{side}.ttl").query("estimates", event="e")
        asked = {row.policy: (row.min, row.best, row.max) for row in rows}
        given: dict[str, figures.Range | None] = {f.policy: f.was if side == "old" else f.became for f in found.figures}
        assert {policy: told[:3] for policy, told in given.items() if told} == asked


def test_a_claim_that_comes_or_goes(told: Callable[[str, str], Diff]) -> None:
    one, both = claim("a", 30), claim("a", 30) + claim("b", 20)
    assert moved(told(one, both))["LowestReported"] == (30, 20, ["claim:b"])
    assert moved(told(both, one))["LowestReported"] == (20, 30, ["claim:b"])
    assert moved(told("", one))["LowestReported"] == (None, 30, ["claim:a"])


def test_a_claim_superseded_leaves_the_figure(told: Callable[[str, str], Diff]) -> None:
    found = told(claim("a", 30), claim("a", 30) + claim("b", 35, "kg:supersedes claim:a"))
    assert moved(found)["LowestReported"] == (30, 35, ["claim:b"])


def test_what_is_superseded_on_another_topic_is_seen(told: Callable[[str, str], Diff]) -> None:
    old = claim("a", 30) + claim("b", 50, population="People")
    new = claim("a", 30) + claim("b", 50, "kg:supersedes claim:a", population="People")
    touched = {(f.population.removeprefix(KG), f.became) for f in told(old, new).figures if f.policy.endswith("Lowest")}
    assert ("Civilians", None) in touched


def test_the_same_number_from_other_claims_is_told_as_such(told: Callable[[str, str], Diff]) -> None:
    found = told(claim("a", 30), claim("a", 30) + claim("b", 30))
    lowest = next(f for f in found.figures if f.policy == f"{KG}LowestReported")
    assert not lowest.moved
    assert lowest.became is not None
    assert [compact(iri) for iri in lowest.became.claims] == ["claim:a", "claim:b"]
    assert [compact(iri) for iri in lowest.because] == ["claim:b"]


def test_the_sum_of_parts_above_is_seen(told: Callable[[str, str], Diff]) -> None:
    parts = [f"MalianCivilians {m} ForeignCivilians 20".split() for m in (10, 13)]
    old, new = (
        "".join(
            claim(f"{p}{i}", int(n), "kg:speaker source:x", population=p) for i, (p, n) in enumerate([(a, b), (c, d)])
        )
        for a, b, c, d in parts
    )
    old, new = (text.replace("kg:speaker source:MalianCivilians0 ; ", "") for text in (old, new))
    old, new = (text.replace("kg:speaker source:ForeignCivilians1 ; ", "") for text in (old, new))
    found = moved(told(old, new))
    assert found["SumOfParts"] == (30, 33, ["claim:MalianCivilians0"])


def test_a_claim_about_the_convoy_counts_for_its_event(told: Callable[[str, str], Diff]) -> None:
    old, new = (claim("a", n, "kg:about convoy:c", population="Vehicles") for n in (3, 5))
    assert moved(told(old, new))["LowestReported"] == (3, 5, ["claim:a"])


def test_a_convoy_that_joins_an_event_brings_its_figures(told: Callable[[str, str], Diff]) -> None:
    about = claim("a", 3, "kg:about convoy:d", population="Vehicles")
    found = told(about, about + "event:e sem:hasActor convoy:d .")
    assert moved(found)["LowestReported"] == (None, 3, [])  # no claim changed, the event did


def test_a_relayed_claim_touches_nothing(told: Callable[[str, str], Diff]) -> None:
    relayed = [claim("a", 30) + claim("b", n, "kg:relays claim:a", original="Relayed") for n in (30, 31)]
    found = told(*relayed)
    assert found.changes
    assert found.figures == ()


def test_a_note_or_a_renaming_touches_nothing(told: Callable[[str, str], Diff]) -> None:
    old = claim("a", 30) + claim("b", 30)
    new = (claim("a", 30, 'skos:editorialNote "n"@en') + claim("b", 30)).replace("claim:b", "claim:c")
    found = told(old, new)
    assert [(c.action, c.name) for c in found.changes] == [("changed", "claim:a"), ("renamed", "claim:c")]
    assert found.figures == ()


def test_a_renamed_claim_is_not_another_ground(told: Callable[[str, str], Diff]) -> None:
    old = claim("a", 30) + claim("b", 30)
    found = told(old, old.replace("claim:b", "claim:c") + claim("d", 40))
    assert {f.policy.removeprefix(KG) for f in found.figures} == {"HullOfOriginals", "LatestOriginal", "UcdpStyle"}
    assert {iri for f in found.figures for iri in f.because} == {f"{PREFIXES['claim']}d"}


def test_the_code_lists_bear_on_every_topic(tmp_path: Path) -> None:
    for side, broader in (("old", "kg:Civilians"), ("new", "kg:People")):
        (tmp_path / side).mkdir()
        (tmp_path / side / "claims.ttl").write_text(
            _PREFIXES
            + _EVENT
            + "".join(
                claim(name, n, population=kind).replace(f"source:{name}", "source:x")
                for name, n, kind in (("a", 1, "Drivers"), ("b", 2, "MalianCivilians"))
            )
        )
        terms = f'kg:Drivers a kg:Population ; rdfs:label "Drivers"@en ; skos:broader {broader} ; '
        terms += "kg:excludes kg:MalianCivilians . kg:MalianCivilians kg:excludes kg:Drivers ."
        (tmp_path / side / "terms.ttl").write_text(_PREFIXES + terms)
    found = diff(tmp_path / "old", tmp_path / "new")
    assert [(c.kind, c.details[0].field) for c in found.changes] == [("term", "broader concept")]
    assert moved(found)["SumOfParts"][:2] == (3, None)


def test_the_code_lists_of_each_version_are_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the code lists are compared too, the older graph is not read with the newer ones."""
    repo = Repo(tmp_path / "repo")
    terms = 'kg:Drivers a kg:Population ; rdfs:label "Drivers"@en {0} . kg:Guards a kg:Population {0} .'
    terms += "kg:Drivers kg:excludes kg:Guards . kg:Guards kg:excludes kg:Drivers ."
    parts = (("a", 2, "Drivers"), ("b", 3, "Guards"))
    claims = [claim(n, value, population=kind).replace(f"source:{n}", "source:x") for n, value, kind in parts]
    repo.write(graph__a=_PREFIXES + _EVENT + "".join(claims), ontology__terms=_PREFIXES + terms.format(""))
    repo.commit()
    repo.write(ontology__terms=_PREFIXES + terms.format("; skos:broader kg:Civilians"))
    monkeypatch.chdir(repo.folder)
    assert moved(diff("HEAD"))["SumOfParts"][:2] == (None, 5)
    repo.commit()
    assert moved(diff("HEAD", "HEAD~1"))["SumOfParts"][:2] == (5, None)


def test_a_renamed_event_keeps_its_figures(tmp_path: Path) -> None:
    for name, text in (("old", claim("a", 30)), ("new", claim("a", 32))):
        event = "event:e" if name == "old" else "event:blaze"
        (tmp_path / f"{name}.ttl").write_text((_PREFIXES + _EVENT + text).replace("event:e", event))
    found = diff(tmp_path / "old.ttl", tmp_path / "new.ttl")
    assert [(c.action, c.name) for c in found.changes] == [("changed", "claim:a"), ("renamed", "event:blaze")]
    assert moved(found)["LowestReported"] == (30, 32, ["claim:a"])


def test_many_topics_are_counted_and_not_computed(
    told: Callable[[str, str], Diff], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "LIMIT", 1)
    found = told("", claim("a", 30) + claim("b", 30, population="Soldiers"))
    assert {f.population for f in found.figures} == {f"{KG}Civilians"}
    assert found.uncounted == 3  # soldiers, and the two populations that lie above


def test_estimates_may_be_left_out(told: Callable[[str, str], Diff], tmp_path: Path) -> None:
    told("", claim("a", 30))
    assert diff(tmp_path / "old.ttl", tmp_path / "new.ttl", estimates=False).figures == ()


def test_files_are_read_with_what_is_named_beside_them(tmp_path: Path) -> None:
    """Two versions of one file of a graph: the event and the other claims stand elsewhere."""
    (tmp_path / "rest").mkdir()
    (tmp_path / "rest" / "event.ttl").write_text(_PREFIXES + _EVENT + claim("b", 40))
    for side, value in (("old", 30), ("new", 32)):
        (tmp_path / f"{side}.ttl").write_text(_PREFIXES + claim("a", value))
    alone = diff(tmp_path / "old.ttl", tmp_path / "new.ttl")
    assert alone.figures == ()
    beside = diff(tmp_path / "old.ttl", tmp_path / "new.ttl", graph=[tmp_path / "rest"])
    assert moved(beside)["HullOfOriginals"] == ((30, 40), (32, 40), ["claim:a"])
    assert [f.event for f in beside.figures if isinstance(f, Figure)]

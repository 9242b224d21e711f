"""Changes are told one by one, each once, with the names and the places a curator knows."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from kobe_kg import turtle
from kobe_kg.difference import Change, Diff, diff
from kobe_kg.namespaces import PREFIXES, compact, expand
from tests import GRAPH, SEED

_PREFIXES = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
CLAIM = """
claim:a
    a kg:QuantityClaim ;
    rdfs:label "A: 30 civilians killed"@en , "A : 30 civils tués"@fr ;
    kg:about event:kobe-attack ;
    kg:hedge kg:Stated ;
    kg:originality kg:Original ;
    kg:outcome kg:Killed ;
    kg:population kg:Civilians ;
    kg:qualifier kg:AtLeast ;
    kg:reportedIn report:a , report:b ;
    kg:speaker source:a ;
    kg:value 30 ;
.
"""


@pytest.fixture
def told(tmp_path: Path) -> Callable[[str, str], Diff]:
    """Compare two texts."""

    def compare(old: str, new: str) -> Diff:
        for name, text in (("old", old), ("new", new)):
            (tmp_path / f"{name}.ttl").write_text(_PREFIXES + text, encoding="utf-8")
        return diff(tmp_path / "old.ttl", tmp_path / "new.ttl", estimates=False)

    return compare


def lines(found: Diff) -> list[str]:
    """Each detail in one line."""
    return [
        f"{c.action} {c.name} | {d.field} | {d.was.text if d.was else '-'} | {d.became.text if d.became else '-'}"
        for c in found.changes
        for d in c.details
    ]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("kg:value 30", "kg:value 32", "value | 30 | 32"),
        ("kg:AtLeast", "kg:Exactly", "qualifier | at least | exactly"),
        ("kg:Stated", "kg:Alleged", "hedge | stated | alleged"),
        ("kg:Civilians", "kg:MalianCivilians", "population | Civilians | Malian civilians"),
        ("kg:value 30", "kg:value 30 ; kg:statedOn '2025-02-08'^^xsd:date", "date | - | 2025-02-08"),
        ("kg:value 30", "kg:value 30 ; kg:relays claim:b", "relay | - | claim:b"),
        ("kg:value 30", "kg:value 30 ; kg:supersedes claim:b", "superseded claim | - | claim:b"),
        ("report:a , report:b", "report:b", "report | report:a | -"),
        ("A : 30 civils", "A : trente civils", "label (fr) | A : 30 civils tués | A : trente civils tués"),
        ("A: 30 civ", "A: thirty civ", "label (en) | A: 30 civilians killed | A: thirty civilians killed"),
        ("kg:QuantityClaim", "kg:QuantityClaim , prov:Entity", "class | - | prov:Entity"),
        ("    kg:value 30 ;\n", "", "value | 30 | -"),
        ("kg:value 30", "kg:value 030", "value | 30 | 030"),
        ("kg:value 30", "kg:value 30 ; <urn:x> true", "urn:x | - | true"),
    ],
)
def test_one_change_is_one_line(told: Callable[[str, str], Diff], old: str, new: str, line: str) -> None:
    found = told(CLAIM, CLAIM.replace(old, new))
    assert lines(found) == [f"changed claim:a | {line}"]


def test_several_values_come_and_go_one_by_one(told: Callable[[str, str], Diff]) -> None:
    found = told(CLAIM, CLAIM.replace("report:a , report:b", "report:b , report:c"))
    assert lines(found) == ["changed claim:a | report | report:a | -", "changed claim:a | report | - | report:c"]


def test_labels_are_those_of_the_newer_version(told: Callable[[str, str], Diff]) -> None:
    source = 'source:{0} a kg:Source ; rdfs:label "{1}"@en .'
    found = told(
        CLAIM + source.format("a", "Radio A") + source.format("b", "Radio B"),
        CLAIM.replace("source:a", "source:b") + source.format("a", "Radio A") + source.format("b", "Radio Two"),
    )
    assert lines(found) == [
        "changed claim:a | speaker | Radio A (source:a) | Radio Two (source:b)",
        "changed source:b | label (en) | Radio B | Radio Two",
    ]


def test_places_are_of_the_version_that_says_it(told: Callable[[str, str], Diff], tmp_path: Path) -> None:
    found = told(CLAIM, "\n\n" + CLAIM.replace("kg:value 30", "kg:value 32").replace("    kg:hedge kg:Stated ;\n", ""))
    (change,) = found.changes
    new = (tmp_path / "new.ttl").read_text().splitlines()
    old = (tmp_path / "old.ttl").read_text().splitlines()
    assert str(change.where) == f"{tmp_path}/new.ttl:{new.index('claim:a') + 1}:1"
    assert [(d.field, str(d.where)) for d in change.details] == [
        ("value", f"{tmp_path}/new.ttl:{new.index('    kg:value 32 ;') + 1}:14"),
        ("hedge", f"{tmp_path}/old.ttl:{old.index('    kg:hedge kg:Stated ;') + 1}:14"),
    ]


def test_a_withdrawn_claim_stands_in_the_old_version(told: Callable[[str, str], Diff], tmp_path: Path) -> None:
    (change,) = told(CLAIM, "").changes
    assert (change.action, change.kind, change.label) == ("removed", "claim", "A: 30 civilians killed")
    assert str(change.where).startswith(f"{tmp_path}/old.ttl:")


def test_a_new_name_alone_is_a_renaming_and_nothing_else(told: Callable[[str, str], Diff]) -> None:
    other = 'claim:b a kg:QuantityClaim ; rdfs:label "B"@en ; kg:relays claim:a .'
    found = told(CLAIM + other, (CLAIM + other).replace("claim:a", "claim:better"))
    assert [(c.action, c.name, c.was, c.details) for c in found.changes] == [
        ("renamed", "claim:better", expand("claim:a"), ())
    ]


def test_things_renamed_together_are_each_told_once(told: Callable[[str, str], Diff]) -> None:
    text = CLAIM + 'report:a a kg:Report ; rdfs:label "A"@en ; kg:publisher source:a .'
    new = text.replace("claim:a", "claim:z").replace("report:a", "report:z")
    assert [(c.action, c.name) for c in told(text, new).changes] == [("renamed", "claim:z"), ("renamed", "report:z")]


def test_a_reference_that_was_not_followed_is_no_change(told: Callable[[str, str], Diff]) -> None:
    other = 'claim:b a kg:QuantityClaim ; rdfs:label "B"@en ; kg:relays claim:a ; kg:value {0} .'
    found = told(CLAIM + other.format(1), CLAIM.replace("claim:a", "claim:z") + other.format(2))
    assert lines(found) == ["changed claim:b | value | 1 | 2"]
    assert [c.action for c in found.changes] == ["changed", "renamed"]


def test_what_says_too_little_is_not_known_again(told: Callable[[str, str], Diff]) -> None:
    found = told("source:a a kg:Source .", "source:b a kg:Source .")
    assert [c.action for c in found.changes] == ["added", "removed"]


def test_what_stands_in_a_blank_node_is_told_by_its_path(told: Callable[[str, str], Diff]) -> None:
    passage = "passage:a a kg:Passage ; oa:hasSelector [ a oa:TextPositionSelector ; oa:start 1 ; oa:end {0} ] ."
    found = told(passage.format(5), passage.format(7))
    assert lines(found) == ["changed passage:a | selector, end | 5 | 7"]
    (detail,) = found.changes[0].details
    assert detail.property == "oa:hasSelector/oa:end"
    assert detail.where is not None
    assert detail.where.text is not None
    assert detail.where.text[detail.where.column - 1 :].startswith("7")


def test_lists_and_several_blank_nodes_are_shown_whole(told: Callable[[str, str], Diff]) -> None:
    text = "rule:a a sh:NodeShape ; sh:in ( kg:Stated {0} ) ; sh:property [ sh:path <urn:min> ] {1} ."
    new = text.format("kg:Alleged", ", [ sh:path <urn:max> ] , [ sh:in ( <urn:x> [ sh:order 1 ] ) ]")
    assert lines(told(text.format("kg:Denied", ""), new)) == [
        "changed rule:a | sh:in | ( Stated Denied ) | ( Stated Alleged )",
        "changed rule:a | sh:property | - | [ sh:in ( urn:x [ sh:order 1 ] ) ]",
        "changed rule:a | sh:property | - | [ sh:path urn:max ]",
    ]


def test_a_change_very_deep_in_blank_nodes_is_told(told: Callable[[str, str], Diff]) -> None:
    chain = "source:a oa:hasBody _:b0 . " + "".join(f"_:b{n} oa:hasBody _:b{n + 1} . " for n in range(3000))
    (change,) = told(chain, chain + "_:b3000 kg:value 1 .").changes
    (detail,) = change.details
    assert detail.property.count("/") == 20
    assert detail.was is not None
    assert detail.was.text.startswith("[ oa:hasBody [ oa:hasBody [")


def test_long_chains_of_renamed_things_end(told: Callable[[str, str], Diff]) -> None:
    chain = "".join(f'claim:x{n} a kg:Claim ; rdfs:label "{n}"@en ; kg:relays claim:x{n + 1} .\n' for n in range(300))
    found = told(chain, chain.replace("claim:x", "claim:y"))
    assert {c.action for c in found.changes} == {"added", "removed"}  # the last of them relays what nobody describes
    found = told(
        chain + CLAIM.replace("claim:a", "claim:x300"),
        chain.replace("claim:x", "claim:y") + CLAIM.replace("claim:a", "claim:y300"),
    )
    assert sum(c.action == "renamed" for c in found.changes) == 12


def test_what_has_no_name_at_all_is_told(told: Callable[[str, str], Diff]) -> None:
    found = told('[] a kg:Claim ; rdfs:label "x"@en .', "_:b a kg:Claim . _:b kg:relays _:c . _:c kg:relays _:b .")
    assert [(c.action, c.kind, c.name, c.label) for c in found.changes] == [
        ("added", "other", "", ""),
        ("removed", "other", "", "x"),
    ]


@pytest.mark.parametrize(
    ("block", "kind"),
    [
        ('<urn:x> a kg:AttributionClaim ; rdfs:label "x"@en .', "claim"),
        ("party:x a kg:ArmedGroup .", "party"),
        ("kg:Lorries a kg:Population .", "term"),
        ("<urn:x> a skos:Concept .", "term"),
        ("rule:x a sh:NodeShape .", "rule"),
        ("<urn:x> a <urn:y> .", "other"),
        ("dataset:x a dcat:Dataset .", "dataset"),
    ],
)
def test_each_kind_of_thing_is_known(told: Callable[[str, str], Diff], block: str, kind: str) -> None:
    assert [c.kind for c in told("", block).changes] == [kind]


def test_a_rule_goes_by_its_name(told: Callable[[str, str], Diff]) -> None:
    (change,) = told("", 'rule:x a sh:NodeShape ; sh:name "La règle"@fr , "The rule"@en .').changes
    assert change.label == "The rule"


def test_a_claim_that_moves_to_another_file_has_not_changed(tmp_path: Path) -> None:
    for side, names in (("old", ("x", "y")), ("new", ("y", "z"))):
        for name, text in zip(names, (CLAIM, CLAIM.replace("claim:a", "claim:b")), strict=True):
            path = tmp_path / side / f"{name}.ttl"
            path.parent.mkdir(exist_ok=True)
            path.write_text(_PREFIXES + text)
    assert not diff(tmp_path / "old", tmp_path / "new")


def test_what_another_file_still_says_is_not_gone(tmp_path: Path) -> None:
    """A resource may be told in two files, of which only one changes."""
    for side, value in (("old", "30"), ("new", "")):
        (tmp_path / side).mkdir()
        (tmp_path / side / "same.ttl").write_text(_PREFIXES + CLAIM)
        more = f"claim:a kg:value {value} . claim:a kg:hedge kg:Stated ." if value else ""
        (tmp_path / side / "other.ttl").write_text(_PREFIXES + more + "claim:a kg:asOf '2025-02-08'^^xsd:date .")
    assert not diff(tmp_path / "old", tmp_path / "new")


TRIPLES = [t for path in SEED for t in turtle.read(path)]
CLAIMS = sorted({t.subject.value for t in TRIPLES if str(t.subject).startswith(f"<{PREFIXES['claim']}")})
_OTHER = {"kg:qualifier": "kg:UpTo", "kg:hedge": "kg:Alleged"}


def told_between(old: list[str], new: list[str]) -> tuple[Change, ...]:
    """Compare graphs whose files are given as texts."""
    with TemporaryDirectory() as folder:
        for side, texts in (("old", old), ("new", new)):
            for n, text in enumerate(texts):
                path = Path(folder, side, f"{n}.ttl")
                path.parent.mkdir(exist_ok=True)
                path.write_text(text, encoding="utf-8")
        return diff(Path(folder, "old"), Path(folder, "new"), estimates=False).changes


def written(triples: list[Triple]) -> str:
    return (serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode()


@settings(max_examples=15)
@given(st.integers())
def test_an_isomorphic_graph_has_not_changed(seed: int) -> None:
    """Another order, other labels, other prefixes, another split into files."""
    draw = random.Random(seed)  # noqa: S311 - no secret
    shuffled = list(TRIPLES)
    draw.shuffle(shuffled)
    blank = [t for t in shuffled if "_:" in f"{t.subject} {t.object}"]
    named = [t for t in shuffled if "_:" not in f"{t.subject} {t.object}"]
    at = draw.randrange(len(named))
    new = [written(named[:at]), turtle.write(named[at // 2 :]), written(blank)]
    assert told_between([path.read_text() for path in SEED], new) == ()


@settings(max_examples=25)
@given(st.data())
def test_the_changes_made_are_those_told(data: st.DataObject) -> None:
    """Make some changes to different claims: exactly these are told."""
    chosen = data.draw(st.lists(st.sampled_from(CLAIMS), min_size=1, max_size=6, unique=True))
    new, expected = list(TRIPLES), set()
    for n, claim in enumerate(chosen):
        what = data.draw(
            st.sampled_from(["withdraw", "add", "rename", "value", "kg:qualifier", "kg:hedge", "relay", "label"])
        )
        new, line = _made(new, NamedNode(claim), what, n)
        expected.add(line)
    told = {
        (c.action, c.name, d.field if d else "")
        for c in told_between([written(TRIPLES)], [turtle.write(new)])
        for d in (c.details if c.action == "changed" else [None])
    }
    assert told == expected


def _made(graph: list[Triple], claim: NamedNode, what: str, n: int) -> tuple[list[Triple], tuple[str, str, str]]:
    """Make a change to a claim, and say how it should be told."""
    name = str(compact(claim.value))
    mine = [t for t in graph if t.subject == claim]
    other = NamedNode(f"{claim.value}-{n}")
    label = NamedNode(expand("rdfs:label"))
    if what == "withdraw":
        return [t for t in graph if t.subject != claim], ("removed", name, "")
    if what == "add":
        more = [Triple(other, t.predicate, t.object) for t in mine if t.predicate != label]
        more.append(Triple(other, label, Literal(f"another {n}", language="en")))
        return [*graph, *more], ("added", str(compact(other.value)), "")
    if what == "rename":
        swap = {claim: other}
        renamed = [
            Triple(swap.get(t.subject, t.subject), t.predicate, swap.get(t.object, t.object))  # type: ignore[call-overload,arg-type]
            for t in graph
        ]
        return renamed, ("renamed", str(compact(other.value)), "")
    if what == "label":
        is_old = [t for t in mine if t.predicate == label and "@fr" in str(t.object)]
        changed = Triple(claim, label, Literal(f"autre {n}", language="fr"))
        return [*(t for t in graph if t not in is_old), changed], ("changed", name, "label (fr)")
    if what == "relay":
        return [*graph, Triple(claim, NamedNode(expand("kg:relays")), other)], ("changed", name, "relay")
    predicate = NamedNode(expand("kg:value" if what == "value" else what))
    value = Literal(1000 + n) if what == "value" else NamedNode(expand(_OTHER[what]))
    kept = [t for t in graph if t.subject != claim or t.predicate != predicate]
    return [*kept, Triple(claim, predicate, value)], ("changed", name, what.removeprefix("kg:"))


def test_the_real_graph_in_another_form_has_not_changed(tmp_path: Path) -> None:
    (tmp_path / "all.nt").write_text(written([t for path in sorted(GRAPH.rglob("*.ttl")) for t in turtle.read(path)]))
    assert not diff(GRAPH, tmp_path)

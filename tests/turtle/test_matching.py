"""A blank node is found in the very block it was read from, though its label is not in the text."""

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store

from kobe_kg import turtle
from kobe_kg.errors import Position

KG = "https://w3id.org/kobe-kg/ns#"
TEXT = """PREFIX kg: <https://w3id.org/kobe-kg/ns#>
kg:a kg:part
        [ kg:min 01 ; kg:max 9 ] ,
        [ kg:min 2 ; kg:max 9 ; kg:note [ kg:is 7 ] ] ,
        [ kg:min 3 ; kg:max 9 ; kg:note [ kg:is 7 ] ] ;
    kg:other [ kg:min 2 ; kg:max 9 ] ;
    kg:list ( [ kg:item 1 ] 5 [ kg:item 2 ; kg:note ( kg:x kg:y ) ] ) .
kg:b kg:part _:one , _:two .
_:two kg:min 5 ; kg:note kg:z .
_:one kg:min 4 ; kg:note kg:z .
kg:a kg:part [ kg:min 6 ; kg:text '''two
lines''' ] .
[] kg:root 1 ; kg:note kg:z .
[ kg:root 2 ; kg:note kg:z ] .
( kg:root 3 ) kg:note kg:z .
"""


def kg(name: str) -> NamedNode:
    return NamedNode(KG + name)


def loaded(text: str) -> Store:
    store = Store()
    store.load(text, RdfFormat.TURTLE)
    return store


def find(
    store: Store,
    subject: NamedNode | BlankNode,
    predicate: NamedNode | None = None,
    value: NamedNode | BlankNode | Literal | None = None,
    *,
    locator: turtle.Locator | None = None,
) -> str:
    """Find a triple of a store in the text, as ``line:column``."""
    around = turtle.surroundings(lambda s, p, o: store.quads_for_pattern(s, p, o), subject, value)
    position = (locator or turtle.Locator(TEXT)).find(subject, predicate, value, around=around)
    return f"{position.line}:{position.column}" if isinstance(position, Position) else "nowhere"


@pytest.mark.parametrize(
    ("said", "leading", "predicate", "value", "place"),
    [
        # (what only this node says), what leads to it, then what is sought of it, and the place
        (("min", 1), "part", "max", 9, "3:30"),
        (("min", 2), "part", "max", 9, "4:29"),
        (("min", 3), "part", "max", 9, "5:29"),
        (("min", 2), "other", "max", 9, "6:34"),
        (("min", 1), "part", "min", 1, "3:18"),
        (("min", 2), "part", "max", 8, "4:22"),
        (("min", 2), "part", "hedge", None, "4:9"),
        (("min", 3), "part", None, None, "5:9"),
        (("item", 1), None, "item", 1, "7:25"),
        (("item", 2), None, "item", 2, "7:41"),
        (("item", 2), None, None, None, "7:31"),
        (("min", 4), "part", "note", None, "10:18"),
        (("min", 5), "part", "note", None, "9:18"),
        (("min", 5), "part", None, None, "9:1"),
        (("min", 6), "part", "text", None, "11:27"),
        (("root", 1), None, "note", None, "13:16"),
        (("root", 2), None, "note", None, "14:15"),
        (("root", 2), None, None, None, "14:1"),
    ],
)
def test_the_node_is_known_by_what_it_says(
    said: tuple[str, int], leading: str | None, predicate: str | None, value: int | None, place: str
) -> None:
    store = loaded(TEXT)
    nodes = [quad.subject for quad in store.quads_for_pattern(None, kg(said[0]), Literal(said[1]))]
    if leading:
        nodes = [node for node in nodes if any(store.quads_for_pattern(None, kg(leading), node))]
    (node,) = nodes
    assert isinstance(node, BlankNode)
    term = None if value is None else Literal(value)
    assert find(store, node, kg(predicate) if predicate else None, term) == place


def test_the_node_is_known_by_the_way_that_leads_to_it() -> None:
    """The two inner nodes say the same; their owners do not."""
    store = loaded(TEXT)
    places = {}
    for quad in store.quads_for_pattern(None, kg("is"), None):
        (above,) = store.quads_for_pattern(None, kg("note"), quad.subject)
        (lowest,) = store.quads_for_pattern(above.subject, kg("min"), None)
        assert isinstance(quad.subject, BlankNode)
        places[lowest.object.value] = find(store, quad.subject, kg("is"), Literal(7))
    assert places == {"2": "4:49", "3": "5:49"}


def test_a_blank_node_as_value() -> None:
    store = loaded(TEXT)
    places = {}
    for quad in store.quads_for_pattern(kg("a"), kg("part"), None):
        (lowest,) = store.quads_for_pattern(quad.object, kg("min"), None)
        places[lowest.object.value] = find(store, kg("a"), kg("part"), quad.object)
    assert places == {"1": "3:9", "2": "4:9", "3": "5:9", "6": "11:14"}


def test_nodes_wholly_alike_get_a_block_each_and_keep_it() -> None:
    text = "<x:a> <x:p> [ <x:q> 1 ] ,\n [ <x:q> 1 ] ,\n [ <x:q> 1 ] .\n"
    store, locator = loaded(text), turtle.Locator(text)
    nodes = [quad.object for quad in store.quads_for_pattern(NamedNode("x:a"), None, None)]
    first = [find(store, node, NamedNode("x:q"), Literal(1), locator=locator) for node in nodes]
    assert sorted(first) == ["1:21", "2:10", "3:10"]
    assert [find(store, node, NamedNode("x:q"), Literal(1), locator=locator) for node in nodes] == first


def test_a_node_of_another_file_is_nowhere() -> None:
    store = loaded("<x:a> <x:p> [ <x:q> 1 ] .")
    (quad,) = store.quads_for_pattern(None, NamedNode("x:q"), None)
    assert isinstance(quad.subject, BlankNode)
    locator = turtle.Locator("<x:a> <x:p> [ <x:q> 2 ] .")
    assert find(store, quad.subject, quad.predicate, locator=locator) == "nowhere"


def test_exact_gives_nothing_less() -> None:
    locator = turtle.Locator("<x:a> <x:p> 1 .")
    a, p, q = NamedNode("x:a"), NamedNode("x:p"), NamedNode("x:q")
    assert locator.find(a, p, Literal(1), exact=True) is not None
    assert locator.find(a, p, exact=True) is not None
    assert locator.find(a, exact=True) is not None
    assert locator.find(a, p, Literal(2), exact=True) is None
    assert locator.find(a, q, exact=True) is None
    assert locator.find(q, exact=True) is None


def test_n_triples_in_any_order() -> None:
    text = (
        '<x:a> <x:p> _:b1 .\n_:b2 <x:q> "2" .\n<x:a> <x:p> _:b2 .\n<x:a> <x:p> <x:o> .\n'
        '_:b1 <x:q> "1" .\n<x:c> <x:p> "3" . # <x:a> <x:p> "4" .\n_:b2 <x:r> _:b3 .\n'
    )
    store, locator = loaded(text), turtle.Locator(text)
    places = {}
    for quad in store.quads_for_pattern(None, NamedNode("x:q"), None):
        assert isinstance(quad.subject, BlankNode)
        places[quad.object.value] = find(store, quad.subject, quad.predicate, quad.object, locator=locator)
    assert places == {"1": "5:12", "2": "2:12"}
    assert find(store, NamedNode("x:a"), NamedNode("x:p"), NamedNode("x:o"), locator=locator) == "4:13"
    assert find(store, NamedNode("x:a"), NamedNode("x:p"), Literal("4"), locator=locator) == "1:7"


def test_what_is_collected_has_a_limit() -> None:
    store = loaded("".join(f"_:n{n} <x:p> _:n{n + 1} , {n} .\n" for n in range(5000)))
    (quad,) = store.quads_for_pattern(None, None, Literal(2500))
    collected = turtle.surroundings(lambda s, p, o: store.quads_for_pattern(s, p, o), quad.subject)
    assert len(collected) < 1000
    assert any(triple.subject == quad.subject and triple.object == quad.object for triple in collected)
    assert turtle.surroundings(lambda s, p, o: [], NamedNode("x:a"), None, Literal(1)) == []


def test_a_ring_of_blank_nodes_is_entered_wherever_the_text_enters_it() -> None:
    text = "PREFIX kg: <https://w3id.org/kobe-kg/ns#>\n_:x kg:note [ kg:note _:x ; kg:is kg:z ] .\n"
    store = loaded(text)
    places = {find(store, q.subject, q.predicate, q.object, locator=turtle.Locator(text)) for q in store}  # type: ignore[arg-type]
    assert places == {"2:13", "2:23", "2:35"}

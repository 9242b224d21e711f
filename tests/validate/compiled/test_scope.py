"""Which queries about one node may be asked of all at once."""

from __future__ import annotations

import pytest

from kobe_kg.sparql import significant
from kobe_kg.validate.compiled.scope import is_free

FREE = """
SELECT $this WHERE { $this :p ?x . FILTER(?x > 1) }
SELECT $this WHERE { ?x :p $this . FILTER(isIRI($this)) }
SELECT $this ?y WHERE { $this :p ?x . OPTIONAL { ?x :q ?y . FILTER(?y != $this) } }
SELECT $this WHERE { $this :p ?x . FILTER NOT EXISTS { ?x :q ?y . FILTER(?y = $this) } }
SELECT $this WHERE { { $this :p ?x . } UNION { $this :q ?x . } FILTER(?x != $this) }
SELECT $this WHERE { $this :p ?x . { ?x :q ?y . } UNION { ?x :r ?y . } }
SELECT $this (COUNT(?x) AS ?n) WHERE { $this :p ?x . } GROUP BY $this HAVING(COUNT(?x) > 2)
SELECT $this WHERE { $this :p ?x . { SELECT $this (SUM(?y) AS ?n) WHERE { $this :q ?y . } GROUP BY $this } }
SELECT $this ?value WHERE { $this :p ?x . BIND(STR($this) AS ?value) }
SELECT DISTINCT $this WHERE { $this :p|:q ?x . ?x ^:r/:s $this . }
"""
BOUND = """
SELECT $this WHERE { FILTER(isBlank($this)) }
SELECT $this WHERE { ?x :p ?y . FILTER(?y != $this) }
SELECT $this WHERE { BIND(STR($this) AS ?s) $this :p ?s . }
SELECT $this WHERE { $this :p ?x . { FILTER($this = :a) } UNION { ?x :q ?y . } }
SELECT $this WHERE { { $this :p ?x . } UNION { FILTER($this = :a) } BIND($this AS ?y) }
SELECT $this WHERE { $this :p ?x . { ?x :q ?y . FILTER(?y = $this) } }
SELECT $this WHERE { OPTIONAL { $this :p ?x . } FILTER(!BOUND(?x)) }
SELECT $this WHERE { OPTIONAL { ?x :q ?y . FILTER(?y = $this) } $this :p ?x . }
SELECT $this WHERE { $this :p ?x . OPTIONAL { { ?x :q ?y . FILTER(?y = $this) } } }
SELECT $this WHERE { $this :p ?x . } LIMIT 1
SELECT $this WHERE { $this :p ?x . } ORDER BY ?x OFFSET 2
SELECT (MAX(?x) AS ?value) $this WHERE { $this :p ?x . }
SELECT $this WHERE { $this :p ?x . { SELECT $this WHERE { ?y :p $this . } LIMIT 1 } }
SELECT $this WHERE { $this :p ?x . } GROUP BY ?x HAVING(SAMPLE($this) = ?x)
"""


@pytest.mark.parametrize("query", FREE.strip().split("\n"))
def test_a_query_that_finds_its_focus_node_may(query: str) -> None:
    assert is_free(significant(query))


@pytest.mark.parametrize("query", BOUND.strip().split("\n"))
def test_a_query_that_relies_on_being_given_it_may_not(query: str) -> None:
    assert not is_free(significant(query))

"""The published format is the one that is read, and its example is complete and works."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from kobe_kg.ingest import open_reader
from kobe_kg.ingest.dossier import schema
from tests.ingest import plain

ROOT = Path(__file__).resolve().parents[3]
REFERENCE = ROOT / "docs" / "reference"
PUBLISHED = REFERENCE / "dossier.schema.json"
PAGE = (REFERENCE / "dossier.md").read_text(encoding="utf-8")
(EXAMPLE,) = re.findall(r"^```yaml file=(?:\S+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
VALID = sorted((ROOT / "tests" / "data" / "ingest" / "valid").glob("*.yaml"))


def test_the_published_schema_is_current() -> None:
    """Renew it with ``python -m kobe_kg.ingest.dossier > docs/reference/dossier.schema.json``."""
    assert json.loads(PUBLISHED.read_text(encoding="utf-8")) == schema.json_schema()


def test_the_published_schema_is_one() -> None:
    Draft202012Validator.check_schema(schema.json_schema())


@pytest.mark.parametrize("text", [EXAMPLE, *(path.read_text(encoding="utf-8") for path in VALID)])
def test_valid_dossiers_fit_the_schema(text: str) -> None:
    found = list(Draft202012Validator(schema.json_schema()).iter_errors(plain(text)))
    assert found == []


def test_the_example_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "example.yaml"
    path.write_text(EXAMPLE, encoding="utf-8")
    reading = open_reader("dossier").read(path, out=tmp_path)
    assert reading.refused == []
    assert set(reading.tallies["kind"]) == {"quantity", "attribution", "occurrence", "absence"}


def test_every_key_is_told_on_the_page() -> None:
    told = set(re.findall(r"`([a-z0-9_]+)`", PAGE))
    models = (
        schema.Dossier,
        schema.Event,
        schema.ContextEvent,
        schema.Actor,
        schema.Spot,
        schema.Speaker,
        schema.Publisher,
        schema.Report,
        schema.Claim,
        schema.Share,
        schema.Topic,
        schema.Cue,
        schema.Moment,
        schema.Label,
    )
    keys = {field.alias or name for model in models for name, field in model.model_fields.items()}
    assert keys - told == set()

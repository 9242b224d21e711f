"""Tests of readers, and what they share."""

from __future__ import annotations

from typing import Any

import yaml


class _Loader(yaml.SafeLoader):
    yaml_implicit_resolvers = {  # noqa: RUF012 - the loader's own way to be set up
        first: [(tag, rule) for tag, rule in rules if not tag.endswith(":timestamp")]
        for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def plain(text: str) -> Any:
    """Read YAML as the dossier's reader does: dates are texts."""
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader

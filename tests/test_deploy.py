"""The files for containers and services: what they copy is there, what they call is understood."""

from __future__ import annotations

import re
import shlex
import tomllib
from configparser import RawConfigParser
from fnmatch import fnmatch

import pytest

from kobe_kg import cli
from kobe_kg.serve.routes import match
from tests import ROOT

DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
#: Instructions, their continued lines joined.
INSTRUCTIONS = [
    (line.partition(" ")[0], line.partition(" ")[2])
    for line in DOCKERFILE.replace("\\\n", " ").splitlines()
    if line and not line.startswith("#")
]
WHEEL = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]


def copied() -> list[str]:
    found = [shlex.split(rest) for name, rest in INSTRUCTIONS if name == "COPY" and "--from" not in rest]
    return [source for words in found for source in words[:-1]]


class Units(RawConfigParser):
    """A unit file; a key that stands there twice adds to itself."""

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def unit() -> Units:
    found = Units(strict=False, interpolation=None)
    found.read(DEPLOY / "kobe.service")
    return found


def test_the_image_gets_all_that_the_wheel_carries() -> None:
    assert set(WHEEL["only-include"]) <= set(copied())
    for source in copied():
        assert (ROOT / source).exists(), source


def test_nothing_that_is_copied_is_ignored() -> None:
    lines = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
    allowed = {line[1:] for line in lines if line.startswith("!")}
    assert allowed == set(copied())
    assert lines[1] == "*"
    assert any(fnmatch("kobe_kg/serve/__pycache__", line) for line in lines if line.endswith("__pycache__"))


def test_the_image_runs_without_rights_and_knows_whether_it_is_well() -> None:
    names = [name for name, _ in INSTRUCTIONS]
    assert names.index("USER") < names.index("ENTRYPOINT")
    check = next(rest for name, rest in INSTRUCTIONS if name == "HEALTHCHECK")
    path = re.search(r"http://127\.0\.0\.1:8000(/\w+)", check)
    assert path is not None
    assert path[1] == "/health"
    assert match(path[1]) is None  # the front's own, which needs no worker


def test_the_image_names_no_registry_and_no_moving_version() -> None:
    for name, rest in INSTRUCTIONS:
        if name == "FROM":
            assert re.fullmatch(r"python:3\.\d+-slim( AS build)?", rest)


@pytest.mark.parametrize(
    "command",
    [
        " ".join(re.findall(r'"([^"]*)"', next(rest for name, rest in INSTRUCTIONS if name == "ENTRYPOINT"))),
        unit()["Service"]["ExecStart"],
        *re.findall(r"kobe serve (?:--[^`\n]*)", (ROOT / "docs" / "howto" / "deploy.md").read_text()),
        "kobe serve " + " ".join(re.findall(r"^    kobe (--.*)$", (ROOT / "docs/howto/deploy.md").read_text(), re.M)),
        "kobe serve --public https://example.org/kobe --root-path /kobe",
    ],
)
def test_every_command_is_understood(command: str) -> None:
    words = shlex.split(command)
    assert words[0].rpartition("/")[2] == "kobe"
    assert cli.parser().parse_args(words[1:]).verb == "serve"


def test_the_service_may_write_where_it_is_told_to() -> None:
    service = unit()["Service"]
    assert service["StateDirectory"] == service["CacheDirectory"] == "kobe"
    assert "XDG_DATA_HOME=%S/kobe" in service["Environment"]
    assert service["ProtectSystem"] == "strict"

"""The manifest passes the host's checks, agrees with itself and the packages, and holds nothing tunable."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "plugin.yaml").read_text(encoding="utf-8")
COMMANDS = (
    "jepa_predict",
    "jepa_learn",
    "jepa_related",
    "jepa_search",
    "jepa_preload",
    "jepa_optimize",
    "jepa_adapt",
    "jepa_evaluate",
    "jepa_status",
)
ALLOWED = {"syntax", "description", "args", "options", "llm_guidance", "whisper"}


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    loaded = yaml.safe_load(TEXT)
    assert isinstance(loaded, dict)
    return loaded


def test_host_check_1_the_plugin_has_name_version_and_type(manifest: dict[str, Any]) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9-]*", manifest["plugin"]["name"])
    assert re.fullmatch(r"\d+\.\d+\.\d+", manifest["plugin"]["version"])
    assert manifest["plugin"]["type"] == "community_plugin"


def test_host_check_2_there_are_capabilities(manifest: dict[str, Any]) -> None:
    assert manifest["capabilities"]
    assert all(isinstance(name, str) for name in manifest["capabilities"])


def test_host_check_3_every_command_has_syntax_and_description(manifest: dict[str, Any]) -> None:
    assert manifest["commands"]
    assert [
        name for name, entry in manifest["commands"].items() if not (entry["syntax"] and entry["description"])
    ] == []


def test_host_check_4_every_command_has_whisper_strategies_and_guidance(manifest: dict[str, Any]) -> None:
    for entry in manifest["commands"].values():
        assert entry["whisper"]["strategies"]
        assert entry["whisper"]["llm_guidance"]


def test_the_flat_keys_say_what_the_nested_block_says(manifest: dict[str, Any]) -> None:
    assert {key: manifest[key] for key in manifest["plugin"]} == manifest["plugin"]


def test_every_promised_command_is_there(manifest: dict[str, Any]) -> None:
    assert tuple(manifest["commands"]) == COMMANDS


def test_a_command_is_called_by_its_own_name(manifest: dict[str, Any]) -> None:
    for name, entry in manifest["commands"].items():
        assert entry["syntax"].split()[:3] == ["lev", *name.split("_")]


def test_every_option_of_a_syntax_is_described_and_the_other_way_round(manifest: dict[str, Any]) -> None:
    for entry in manifest["commands"].values():
        in_syntax = set(re.findall(r"--[a-z]+", entry["syntax"]))
        assert in_syntax == {line.split(":")[0] for line in entry.get("options", [])}


def test_the_whisper_modes_say_when_what_and_how(manifest: dict[str, Any]) -> None:
    assert list(manifest["whisper"]) == ["learning_mode", "prediction_mode", "optimization_mode"]
    for mode in manifest["whisper"].values():
        assert set(mode) == {"when", "action", "guidance"}


def test_nothing_in_it_is_tunable(manifest: dict[str, Any]) -> None:
    assert not {"config", "configuration", "settings", "model", "learning", "integrations"} & set(manifest)
    for entry in manifest["commands"].values():
        assert set(entry) <= ALLOWED


def test_no_key_stands_twice() -> None:
    top_level = re.findall(r"^([a-z_]+):", TEXT, flags=re.MULTILINE)
    assert len(top_level) == len(set(top_level))


def test_name_version_licence_and_description_agree_with_both_packages(manifest: dict[str, Any]) -> None:
    node = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    python = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert node["name"] == f"{manifest['namespace']}/{manifest['name']}"
    assert python["name"] == manifest["name"]
    assert node["version"] == python["version"] == manifest["version"]
    assert node["license"] == python["license"] == manifest["license"]
    assert node["description"] == python["description"] == manifest["description"]

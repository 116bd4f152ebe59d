"""The configuration: strict, layered, complete, and documented where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from jepa_learning.cli.reference import comments, reference_page, schema_file
from jepa_learning.config.companions import AdaptationRules, LearningModels
from jepa_learning.config.fit import schema_at
from jepa_learning.config.layers import COMMAND_LINE, config_folder, load_companion, load_settings
from jepa_learning.config.section import Section
from jepa_learning.config.settings import Settings
from jepa_learning.domain.build_learner import LearnerOptions, file_manifolds, sequence_manifolds
from jepa_learning.domain.drift.regime import Regime
from jepa_learning.domain.errors import ConfigError
from jepa_learning.domain.event import KINDS

SCHEMA = Settings.model_json_schema()
DEFAULTS = load_settings().values
PROFILES = sorted(path.stem for path in (config_folder() / "profiles").glob("*.yaml"))


@pytest.fixture
def user_file(tmp_path: Path) -> Path:
    return tmp_path / "config.yaml"


def refusal(user_file: Path, text: str) -> str:
    user_file.write_text(text)
    with pytest.raises(ConfigError) as refused:
        load_settings(user_file=user_file)
    return str(refused.value)


def test_each_layer_wins_over_the_one_below_it(user_file: Path) -> None:
    user_file.write_text("sidecar:\n  idle_exit_s: 2\n  port: 2\nstore:\n  keep_days: 2\n")
    effective = load_settings(
        user_file=user_file,
        profile="server",
        environ={"JEPA_LEARNING_SIDECAR__PORT": "3", "JEPA_LEARNING_STORE__KEEP_DAYS": "3"},
        overrides=["store.keep_days=4"],
    )
    settings = effective.settings
    assert settings.sidecar.transport == "tcp"
    assert (settings.sidecar.idle_exit_s, settings.sidecar.port, settings.store.keep_days) == (2, 3, 4)


def test_every_value_tells_where_it_comes_from(user_file: Path) -> None:
    user_file.write_text("# mine\nsidecar:\n  port: 2\n")
    origins = load_settings(
        user_file=user_file,
        profile="server",
        environ={"JEPA_LEARNING_LOG__FILES": "9"},
        overrides=["log.level=debug"],
    ).origins
    profile = config_folder() / "profiles" / "server.yaml"
    assert origins["sidecar.port"] == f"{user_file}:3"
    assert origins["sidecar.transport"].startswith(f"{profile}:")
    assert (origins["log.files"], origins["log.level"]) == ("JEPA_LEARNING_LOG__FILES", COMMAND_LINE)
    assert origins["store.keep_days"].startswith(f"{config_folder() / 'default.yaml'}:")
    assert set(origins) == set(DEFAULTS)


def test_by_default_no_commit_of_a_repository_is_too_old_to_keep() -> None:
    kept = timedelta(days=DEFAULTS["store.keep_days"])
    assert kept > datetime(2060, 1, 1, tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)


def test_an_unknown_key_is_refused_with_file_line_and_the_nearest_key(user_file: Path) -> None:
    said = refusal(user_file, "sidecar:\n  prot: 2\n")
    assert said == f"{user_file}:2: sidecar.prot is unknown: the nearest key is port"


def test_an_unknown_section_is_refused(user_file: Path) -> None:
    assert "sidecars is unknown: the nearest key is sidecar" in refusal(user_file, "sidecars:\n  port: 2\n")


def test_a_key_that_stands_twice_is_refused_with_both_lines(user_file: Path) -> None:
    said = refusal(user_file, "sidecar:\n  port: 2\n  port: 3\n")
    assert said == f"{user_file}:3: the key 'port' stands on line 2 too: keep one of them"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("sidecar: {port: true}", "sidecar.port is True: expected a whole number from 0 to 65535"),
        ("sidecar: {port: '80'}", "sidecar.port is '80': expected a whole number from 0 to 65535"),
        ("sidecar: {port: 80.0}", "sidecar.port is 80.0: expected a whole number"),
        ("sidecar: {port: 65536}", "sidecar.port is 65536: expected a whole number from 0 to 65535"),
        ("sidecar: {port: null}", "sidecar.port is None: expected a whole number"),
        ("sidecar: {transport: pipe}", "sidecar.transport is 'pipe': expected unix or tcp"),
        ("sidecar: 5", "sidecar is 5: expected a group of transport, port"),
        ("learner: {files: {escape: 0}}", "learner.files.escape is 0: expected a number above 0 to 0.9"),
        ("consent: {shell: 1}", "consent.shell is 1: expected true or false"),
        ("privacy: {deny_paths: secrets}", "privacy.deny_paths is 'secrets': expected a list, each a text"),
        ("privacy: {deny_commands: ['(']}", "privacy.deny_commands.0 is '(': expected a regular expression"),
        ("privacy: {redact_patterns: [{name: x}]}", "privacy.redact_patterns.0.pattern is missing"),
        (
            "privacy: {redact_patterns: [{name: X, pattern: x}]}",
            "redact_patterns.0.name is 'X': expected a text like",
        ),
    ],
)
def test_a_value_that_does_not_fit_is_told_with_what_is_allowed(
    user_file: Path, text: str, told: str
) -> None:
    said = refusal(user_file, text)
    assert said.startswith(f"{user_file}:1: ")
    assert told in said


@pytest.mark.parametrize("text", ["- 1", "7", "{", "a: &a [*a]", "a: &a 1\nb: *a", "[1]: 2", "\t- x"])
def test_a_file_that_holds_no_keys_is_refused_by_name(user_file: Path, text: str) -> None:
    assert refusal(user_file, text).startswith(f"{user_file}")


def test_a_file_that_is_not_utf_8_is_refused_by_name(user_file: Path) -> None:
    user_file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match=re.escape(str(user_file))):
        load_settings(user_file=user_file)


def test_an_empty_or_absent_user_file_changes_nothing(user_file: Path) -> None:
    assert load_settings(user_file=user_file).values == DEFAULTS
    user_file.write_text("# nothing yet\n")
    assert load_settings(user_file=user_file).values == DEFAULTS


def test_a_file_that_the_environment_names_must_be_there(tmp_path: Path) -> None:
    missing = tmp_path / "missing.yaml"
    with pytest.raises(ConfigError, match=re.escape(str(missing))):
        load_settings(environ={"JEPA_LEARNING_CONFIG": str(missing)})


def test_a_file_that_the_environment_names_stands_in_for_the_users(user_file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    user_file.write_text("log:\n  files: 7\n")
    other.write_text("log:\n  max_bytes: 70000\n")
    settings = load_settings(user_file=user_file, environ={"JEPA_LEARNING_CONFIG": str(other)}).settings
    assert (settings.log.files, settings.log.max_bytes) == (DEFAULTS["log.files"], 70000)


def test_a_profile_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(ConfigError, match=", ".join(PROFILES)):
        load_settings(environ={"JEPA_LEARNING_PROFILE": "none"})


@pytest.mark.parametrize("name", PROFILES)
def test_every_profile_can_be_loaded_and_changes_something(name: str) -> None:
    assert load_settings(profile=name).values != DEFAULTS


@pytest.mark.parametrize(
    "name", ["JEPA_LEARNING_FOO", "JEPA_LEARNING_SIDECAR", "JEPA_LEARNING_", "JEPA_LEARNING_PROFIL"]
)
def test_a_name_in_the_environment_that_is_no_setting_is_refused_with_those_that_are_reserved(
    name: str,
) -> None:
    with pytest.raises(ConfigError, match="JEPA_LEARNING_CONFIG, JEPA_LEARNING_PROFILE") as refused:
        load_settings(environ={name: "5"})
    assert str(refused.value).startswith(f"{name}: ")


def test_other_names_in_the_environment_are_none_of_our_business() -> None:
    assert load_settings(environ={"JEPA": "x", "PATH": "x", "jepa_learning_x": "1"}).values == DEFAULTS


def test_the_environment_takes_lists_and_deep_keys() -> None:
    settings = load_settings(
        environ={
            "JEPA_LEARNING_PRIVACY__DENY_PATHS": "[a, 'b*']",
            "JEPA_LEARNING_SOURCES__GIT__BULK_FILES": "9",
        }
    ).settings
    assert (settings.privacy.deny_paths, settings.sources.git.bulk_files) == (["a", "b*"], 9)


@pytest.mark.parametrize("text", ["{", "a: b: c"])
def test_a_value_in_the_environment_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="JEPA_LEARNING_LOG__LEVEL"):
        load_settings(environ={"JEPA_LEARNING_LOG__LEVEL": text})


@pytest.mark.parametrize("override", ["log.level", "log.levels=info", "=x", "log=1"])
def test_an_override_that_makes_no_sense_is_refused(override: str) -> None:
    with pytest.raises(ConfigError):
        load_settings(overrides=[override])


def leaves(model: type[Section]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give every value that can be set, in any of the models, with its JSON schema."""
    schema = model.model_json_schema()
    for name, definition in [(model.__name__, schema), *schema.get("$defs", {}).items()]:
        for key, part in definition["properties"].items():
            if "$ref" not in part:
                yield f"{name}.{key}", part


LEAVES = [leaf for model in (Settings, LearningModels, AdaptationRules) for leaf in leaves(model)]


@pytest.mark.parametrize(("name", "part"), LEAVES, ids=[name for name, _ in LEAVES])
def test_every_setting_says_what_it_is_and_every_number_is_bounded(name: str, part: dict[str, Any]) -> None:
    assert part["description"]
    if part.get("type") in ("integer", "number"):
        assert {"minimum", "maximum"} <= set(part) or {"exclusiveMinimum", "maximum"} <= set(part)


@pytest.mark.parametrize("key", DEFAULTS)
def test_the_comment_above_a_default_gives_unit_range_and_reason(key: str) -> None:
    comment = comments()[key]
    unit_and_range, _, reason = comment.partition(". ")
    assert reason.endswith(".")
    part = schema_at(SCHEMA, key.split("."))
    match part.get("type"):
        case "integer" | "number":
            found = re.fullmatch(r"[\w/% ]+, (above )?(\S+) to (\S+)", unit_and_range)
            assert found
            low = part["exclusiveMinimum" if found[1] else "minimum"]
            assert (float(found[2]), float(found[3])) == (low, part["maximum"])
        case "boolean":
            assert unit_and_range == "true or false"
        case "array":
            assert unit_and_range.startswith("list of ")
        case "string" if "enum" not in part:
            assert unit_and_range == "text"
        case _:
            words = re.split(r", | or ", unit_and_range)
            assert words == part["enum"]


def test_the_json_schema_is_fresh() -> None:
    path, text = schema_file()
    assert path.read_text(encoding="utf-8") == text, "stale: run `python -m jepa_learning reference`"


def test_the_page_of_all_settings_is_fresh() -> None:
    path, text = reference_page()
    assert path.read_text(encoding="utf-8") == text, "stale: run `python -m jepa_learning reference`"


def test_the_manifolds_that_are_declared_are_those_that_exist() -> None:
    declared = {
        one.name: set(one.kinds) for one in load_companion(LearningModels, "learning-models.yaml").manifolds
    }
    from jepa_learning.bootstrap import learner_options

    options = learner_options(load_settings().settings)
    files = {one.name for one in file_manifolds(options.files)}
    sequences = {one.name for one in sequence_manifolds(options.sequences)}
    existing = {
        name: ({"file"} if name in files else set()) | (set(KINDS[1:]) if name in sequences else set())
        for name in files | sequences
    }
    assert declared == existing
    assert isinstance(options, LearnerOptions)


def test_no_learned_model_is_declared_because_none_ships() -> None:
    assert load_companion(LearningModels, "learning-models.yaml").learned_models == []


def test_every_regime_has_a_rule_for_adapting() -> None:
    rules = load_companion(AdaptationRules, "adaptation-rules.yaml")
    allows = rules.allows.model_dump(by_alias=True)
    assert set(allows) == {regime.value for regime in Regime}
    assert "absorb" not in allows["breakdown"]

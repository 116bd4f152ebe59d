"""Rules of whispers are read strictly: those that ship are the manifest's, the user's take their place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from jepa_learning.bootstrap import whisper_rules
from jepa_learning.config.layers import load_settings, load_whisper_rules
from jepa_learning.domain.errors import ConfigError
from jepa_learning.domain.whispers.rule import ACTIONS, SIGNALS

ROOT = Path(__file__).parents[2]
MANIFEST: dict[str, Any] = yaml.safe_load((ROOT / "plugin.yaml").read_text(encoding="utf-8"))["whisper"]
MINE = """
whisper:
  mine:
    when: changes_committed
    action: say
    guidance: Run the tests.
"""


def folder(tmp_path: Path, **files: str) -> Path:
    for name, text in files.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("mode", MANIFEST)
def test_the_modes_of_the_manifest_are_rules_that_ship(mode: str, tmp_path: Path) -> None:
    rule, said = load_whisper_rules(tmp_path)[mode], MANIFEST[mode]
    assert rule.when == "_".join(said["when"].split())
    assert (rule.action, rule.guidance) == (said["action"], said["guidance"])


def test_the_rules_that_ship_wait_for_known_signals_and_do_known_things(tmp_path: Path) -> None:
    rules = load_whisper_rules(tmp_path).values()
    assert {rule.when for rule in rules} <= set(SIGNALS)
    assert {rule.action for rule in rules} <= set(ACTIONS)


def test_a_rule_of_the_users_is_added_with_the_usual_cost(tmp_path: Path) -> None:
    settings = load_settings().settings
    rules = {rule.mode: rule for rule in whisper_rules(settings, folder(tmp_path, a=MINE))}
    assert rules["mine"].cost == settings.whispers.cost
    assert rules["mine"].cooldown_s == settings.whispers.cooldown_s
    assert "prediction_mode" in rules


def test_a_rule_of_the_users_takes_the_place_of_one_that_ships(tmp_path: Path) -> None:
    text = MINE.replace("mine", "commit_mode").replace("guidance:", "cost: 0.9\n    guidance:")
    rules = {rule.mode: rule for rule in whisper_rules(load_settings().settings, folder(tmp_path, a=text))}
    assert (rules["commit_mode"].action, rules["commit_mode"].cost) == ("say", 0.9)


@pytest.mark.parametrize(
    ("found", "put", "words"),
    [
        (
            "changes_committed",
            "changes_comitted",
            "a.yaml:4: whisper.mine.when is 'changes_comitted': expected one of",
        ),
        (
            "say",
            "run",
            "a.yaml:5: whisper.mine.action is 'run': expected initiate_self_supervised_learning or",
        ),
        ("guidance: Run the tests.", "guidance: ''", "a.yaml:6: whisper.mine.guidance is ''"),
        (
            "guidance: Run the tests.",
            "guidance: Run it.\n    say: x",
            "a.yaml:7: whisper.mine.say is unknown",
        ),
        (
            "action: say",
            "action: say\n    cost: 2",
            "a.yaml:6: whisper.mine.cost is 2: expected a number from 0 to 1",
        ),
        (
            "action: say",
            "action: say\n    cost: true",
            "whisper.mine.cost is True: expected a number from 0 to 1",
        ),
        (
            "action: say",
            "action: say\n    expects: npm test",
            "whisper.mine.expects is 'npm test': expected a list",
        ),
        ("action: say", "action: say\n    action: say", "a.yaml"),
        ("whisper:", "whispers:", "whisper is missing: expected a group of"),
        ("  mine:", "  Mine!:", "expected modes of small letters, digits and _, not Mine!"),
    ],
)
def test_what_is_not_understood_is_refused_with_its_place(
    found: str, put: str, words: str, tmp_path: Path
) -> None:
    with pytest.raises(ConfigError) as caught:
        load_whisper_rules(folder(tmp_path, a=MINE.replace(found, put)))
    assert words in str(caught.value)


def test_two_files_with_one_mode_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"b\.yaml: the mode mine stands in .*a\.yaml too"):
        load_whisper_rules(folder(tmp_path, a=MINE, b=MINE))

"""docs/privacy.md lists exactly what the code refuses, redacts and allows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import yaml

from jepa_learning.domain.privacy.deny_list import DENIED_COMMANDS, DENIED_PATHS
from jepa_learning.domain.privacy.redaction import NAMES

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")


def block(mark: str) -> str:
    return TEXT.partition(f"<!-- {mark} -->\n")[2].partition(f"<!-- /{mark} -->")[0].strip()


def as_lines(entries: Iterable[str]) -> str:
    return "\n".join(["```text", *entries, "```"])


def test_the_denied_paths_are_those_of_the_code() -> None:
    assert block("denied paths") == as_lines(DENIED_PATHS)


def test_the_denied_commands_are_those_of_the_code() -> None:
    assert block("denied commands") == as_lines(DENIED_COMMANDS)


def test_the_names_of_what_is_redacted_are_those_of_the_code() -> None:
    assert block("redacted") == as_lines(sorted(NAMES))


def test_the_consent_defaults_are_those_of_the_configuration() -> None:
    rows = re.findall(r"^\| `([\w-]+)` \| .* \| (on|off)", TEXT, flags=re.MULTILINE)
    config = yaml.safe_load((ROOT / "config" / "default.yaml").read_text(encoding="utf-8"))
    assert {source.replace("-", "_"): word == "on" for source, word in rows} == config["consent"]

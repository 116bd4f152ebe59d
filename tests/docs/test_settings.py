"""Every setting is documented, and every documented setting exists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
REFERENCE = (ROOT / "docs" / "reference" / "config.md").read_text(encoding="utf-8")
DEFAULT = ROOT / "config" / "default.yaml"


def dotted(settings: Mapping[str, object], *, above: str = "") -> Iterator[str]:
    for key, value in settings.items():
        if isinstance(value, Mapping) and value:
            yield from dotted(value, above=f"{above}{key}.")
        else:
            yield f"{above}{key}"


def test_the_documented_settings_are_those_of_the_defaults() -> None:
    settings = set(dotted(yaml.safe_load(DEFAULT.read_text(encoding="utf-8"))))
    documented = set(re.findall(r"^\| `([a-z_]+(?:\.[a-z0-9_]+)+)`", REFERENCE, flags=re.MULTILINE))
    assert documented == settings


def test_every_default_has_a_comment_above_it() -> None:
    lines = DEFAULT.read_text(encoding="utf-8").splitlines()
    bare = [
        line.strip()
        for before, line in pairwise(lines)
        if re.match(r"\s+[a-z_]+:\s*[^\s#]", line) and not before.strip().startswith("#")
    ]
    assert bare == []

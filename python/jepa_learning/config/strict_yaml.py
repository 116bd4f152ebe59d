"""Reads YAML without its traps: a duplicate key is refused, and every value knows the line it stands on.

It does not know what the values mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from jepa_learning.domain.errors import ConfigError

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML file: its values, and the line (from 1) of every key."""

    values: Mapping[str, object]
    lines: Mapping[KeyPath, int]


def read_yaml(path: Path) -> Document:
    """Read a file whose top level is a mapping; an empty file is an empty mapping.

    Raises:
        ConfigError: The file is absent, is not YAML, or has a key twice; the message names file and line.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read ({error}): expected a YAML file there") from error
    try:
        _refuse_aliases(text, path)
        values = yaml.safe_load(text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise ConfigError(f"{path} is not YAML: {_in_one_line(error)}") from error
    if values is None:
        values = {}
    if not isinstance(values, dict):
        raise ConfigError(f"{path} holds {values!r}: expected keys with values, as in config/default.yaml")
    return Document(values, _lines(node, path) if node is not None else {})


def _refuse_aliases(text: str, path: Path) -> None:
    """An alias can make a small file huge, or endless."""
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise ConfigError(f"{path}:{line}: *{event.anchor} stands for another value: write it out")


def _lines(node: yaml.Node, path: Path, above: KeyPath = ()) -> dict[KeyPath, int]:
    lines: dict[KeyPath, int] = {}
    for key, value, mark in _children(node):
        here = (*above, key)
        if here in lines:
            raise ConfigError(
                f"{path}:{mark.line + 1}: the key {key!r} stands on line {lines[here]} too: keep one of them"
            )
        lines |= {here: mark.line + 1, **_lines(value, path, here)}
    return lines


def _children(node: yaml.Node) -> list[tuple[str | int, yaml.Node, yaml.Mark]]:
    if isinstance(node, yaml.MappingNode):
        return [(key.value, value, key.start_mark) for key, value in node.value]
    if isinstance(node, yaml.SequenceNode):
        return [(index, value, value.start_mark) for index, value in enumerate(node.value)]
    return []


def _in_one_line(error: yaml.YAMLError) -> str:
    return " ".join(str(error).split())

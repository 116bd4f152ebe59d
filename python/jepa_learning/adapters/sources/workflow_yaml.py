"""Reads YAML safely into nodes that know where they stand: no tags are built, and what an alias would make
endless or huge is refused. It does not know what a workflow is.
"""

from __future__ import annotations

from typing import Final

import yaml

from jepa_learning.domain.workflow_files.node import Node

MOST_NODES: Final = 20_000
"""With aliases written out; as the shim's reader has it."""


class UnreadableYamlError(ValueError):
    """It is no YAML, or too much of it."""


def nodes_of(text: str) -> Node:
    """Return what a text holds.

    Raises:
        UnreadableYamlError: It is no YAML, holds a value that holds itself, or is too large.
    """
    try:
        root = yaml.compose(text, Loader=_Loader)
        if root is None:
            raise UnreadableYamlError("it is empty")
        return _Reader().read(root, frozenset())
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise UnreadableYamlError(" ".join(str(error).split())) from error


class _Loader(yaml.SafeLoader):
    """Ends as soon as there is too much: what is behind that would only cost time."""

    left = MOST_NODES

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        self.left -= 1
        if self.left < 0:
            raise UnreadableYamlError(f"it holds more than {MOST_NODES} values")
        return super().compose_node(parent, index)


class _Reader:
    def __init__(self) -> None:
        self._left = MOST_NODES

    def read(self, node: yaml.Node, above: frozenset[int]) -> Node:
        self._left -= 1
        if self._left < 0:
            raise UnreadableYamlError(f"it holds more than {MOST_NODES} values")
        if id(node) in above:
            raise UnreadableYamlError("a value holds itself")
        here = above | {id(node)}
        line, column = node.start_mark.line + 1, node.start_mark.column
        if isinstance(node, yaml.MappingNode):
            entries = tuple((self.read(key, here), self.read(value, here)) for key, value in node.value)
            return Node(line, column, entries=entries, is_flow=bool(node.flow_style))
        if isinstance(node, yaml.SequenceNode):
            items = tuple(self.read(item, here) for item in node.value)
            return Node(line, column, items=items, is_flow=bool(node.flow_style))
        return Node(line, column, text=str(node.value))

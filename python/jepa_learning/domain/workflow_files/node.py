"""Node: a value of a YAML file and where it stands. It does not know what the value means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Final


@dataclass(frozen=True, slots=True)
class Node:
    """A map, a list or a text.

    Attributes:
        line: Where it begins, from 1.
        column: And in which column, from 0.
        text: Of a text; empty of all others.
        entries: Keys and values of a map, in order; None of all others.
        items: Of a list; None of all others.
        is_flow: Whether a map or list is written in brackets.
    """

    line: int
    column: int
    text: str = ""
    entries: tuple[tuple[Node, Node], ...] | None = None
    items: tuple[Node, ...] | None = None
    is_flow: bool = False

    def get(self, *keys: str) -> Node:
        """Return what stands under a key, and under a key of that; `NOTHING` where there is none."""
        found = self
        for key in keys:
            found = next((value for name, value in found.entries or () if name.text == key), NOTHING)
        return found

    def key(self, name: str) -> Node:
        """Return the key itself; `NOTHING` where there is none."""
        return next((key for key, _ in self.entries or () if key.text == name), NOTHING)

    @property
    def place(self) -> tuple[int, int]:
        """Where it begins; what an alias repeats begins where it is defined."""
        return self.line, self.column

    def inside(self) -> Iterator[Node]:
        """Give all values in it, and itself, as often as aliases repeat them."""
        yield self
        for value in (*(value for _, value in self.entries or ()), *(self.items or ())):
            yield from value.inside()

    def without(self, name: str) -> Node:
        """Return a map without a key."""
        return replace(self, entries=tuple(entry for entry in self.entries or () if entry[0].text != name))

    def __bool__(self) -> bool:
        return self.line > 0


def is_within(less: Node, more: Node) -> bool:
    """Say whether all that one value says is said by another, too, which may say more."""
    if less.entries is not None:
        return more.entries is not None and all(
            more.key(key.text) and is_within(value, more.get(key.text)) for key, value in less.entries
        )
    if less.items is not None:
        left = iter(more.items or ())
        return more.items is not None and all(
            any(is_within(item, other) for other in left) for item in less.items
        )
    return less.text == more.text and more.entries is None and more.items is None


NOTHING: Final = Node(0, 0)


def plain(node: Node) -> object:
    """Return the value without places, for comparing."""
    if node.entries is not None:
        return tuple(sorted(((key.text, plain(value)) for key, value in node.entries), key=itemgetter(0)))
    return tuple(map(plain, node.items)) if node.items is not None else node.text

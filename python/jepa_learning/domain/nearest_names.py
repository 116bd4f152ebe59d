"""Nearest names: which known names somebody may have meant who wrote one that is not known."""

from __future__ import annotations

from collections.abc import Sequence
from posixpath import basename
from typing import Final

_PIECE: Final = 3  # characters; a slip or a swap of two letters leaves most pieces of a name whole
_ALIKE: Final = 0.5  # of the 2 that a name shares with itself; below it nothing looks meant


def nearest_names(name: str, names: Sequence[str], *, most: int) -> list[str]:
    """Return the names most like `name`, by the pieces that they and their last parts share (Dice)."""
    whole, last = _pieces(name), _pieces(basename(name))
    alike = {other: _dice(whole, _pieces(other)) + _dice(last, _pieces(basename(other))) for other in names}
    near = sorted((other for other in names if alike[other] >= _ALIKE), key=lambda other: -alike[other])
    return near[:most]


def _pieces(name: str) -> set[str]:
    marked = f"<{name.casefold()}>"
    return {marked[start : start + _PIECE] for start in range(len(marked) - _PIECE + 1)}


def _dice(these: set[str], those: set[str]) -> float:
    return 2.0 * len(these & those) / max(len(these) + len(those), 1)

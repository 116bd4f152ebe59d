"""Context memory: what was touched in each place of late, and how much it is still worth.

A place is a project, or a context that is of none. Counts fade with every event of the same place and kind:
what was touched often and lately is first. It holds so many places and so much of each. It does not know how
a context is noticed, or what comes next.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

from jepa_learning.domain.event import Event

_LARGEST: Final = 1e100
"""Worth of a touch at which all is scaled down again."""


@dataclass(slots=True)
class _Touched:
    """What was touched of one kind in one place; a new touch weighs more than any before it."""

    weights: dict[str, float] = field(default_factory=dict)
    worth: float = 1.0
    last: Event | None = None


class ContextMemory:
    """Remembers what was touched.

    Args:
        places: How many are held; the one left longest ago goes first.
        most: Activities that are held of each kind in each.
        half_life: Events of a place and kind after which a touch is worth half.
    """

    def __init__(self, *, places: int, most: int, half_life: float) -> None:
        self._places, self._most = places, most
        self._growth = 2.0 ** (1.0 / half_life)
        self._touched: OrderedDict[str, dict[str, _Touched]] = OrderedDict()

    def learn_one(self, event: Event, place: str) -> None:
        """Remember that the event happened in a place; a file that is gone is forgotten."""
        if event.attributes.get("bulk"):
            return
        touched = self._reach(place).setdefault(event.kind, _Touched())
        old = event.attributes.get("old_path")
        carried = touched.weights.pop(str(old), 0.0) if old else 0.0
        touched.last = event
        if event.attributes.get("status") == "D":
            touched.weights.pop(event.activity, None)
            return
        touched.worth *= self._growth
        touched.weights[event.activity] = touched.weights.get(event.activity, 0.0) + carried + touched.worth
        if len(touched.weights) > 2 * self._most or touched.worth > _LARGEST:
            self._let_go(touched)

    def rank(self, place: str, kind: str, k: int) -> list[str]:
        """Return what was touched of a kind in a place, the most worth first, at most `k`."""
        touched = self._touched.get(place, {}).get(kind)
        if touched is None:
            return []
        return sorted(touched.weights, key=lambda activity: touched.weights[activity], reverse=True)[:k]

    def latest(self, place: str, kind: str) -> Event | None:
        """Return the last event of a kind in a place."""
        touched = self._touched.get(place, {}).get(kind)
        return None if touched is None else touched.last

    def _reach(self, place: str) -> dict[str, _Touched]:
        if place not in self._touched and len(self._touched) >= self._places:
            self._touched.popitem(last=False)
        found = self._touched.setdefault(place, {})
        self._touched.move_to_end(place)
        return found

    def _let_go(self, touched: _Touched) -> None:
        """Keep the most worth, and count from 1 again."""
        kept = sorted(touched.weights.items(), key=lambda item: item[1], reverse=True)[: self._most]
        touched.weights = {activity: weight / touched.worth for activity, weight in kept}
        touched.worth = 1.0
